import { type LabState, progressOf } from '../../../engine/state.ts';
import type { ChapterDefinition, Lab } from '../../../lab/chapter.ts';
import type { Glyphs } from '../glyphs.ts';
import { type Line, type Span, span } from '../text/line.ts';

/** The handout's pipeline (its 1.3.1), and the chapters that build each hop. */
const HOPS = [
  { name: 'PostgreSQL', short: 'PG', chapters: ['postgres', 'data'] },
  { name: 'S3', short: 'S3', chapters: ['s3', 'export'] },
  { name: 'Snowflake', short: 'SF', chapters: ['snowflake'] },
  { name: 'dbt', short: 'dbt', chapters: ['dbt', 'marts'] },
  { name: 'Airflow', short: 'AF', chapters: ['airflow'] },
  { name: 'Power BI', short: 'BI', chapters: ['power-bi'] },
] as const;

/** The pipeline, lit up to where the lab is done: the link behind a hop is heavy once all of the hop's steps hold. */
export function pipeline(
  lab: Lab,
  state: LabState,
  here: ChapterDefinition | undefined,
  glyphs: Glyphs,
  size: 'full' | 'tight' | 'short',
): Line {
  const spans: Span[] = [];
  HOPS.forEach((hop, at) => {
    const steps = lab.steps.filter(
      ({ chapter, optional }) => !optional && includes(hop.chapters, chapter.id),
    );
    const done = steps.length > 0 && steps.every(({ id }) => progressOf(state, id).state === 'verified');
    const isHere = here !== undefined && includes(hop.chapters, here.id);
    spans.push(span(size === 'short' ? hop.short : hop.name, isHere ? 'title' : done ? 'accent' : 'dim'));
    if (at === HOPS.length - 1) return;
    const link = done ? glyphs.lit : glyphs.unlit;
    spans.push(span(size === 'full' ? ` ${link} ` : link, done ? 'accent' : 'dim'));
  });
  return spans;
}

function includes(ids: readonly string[], id: string): boolean {
  return ids.includes(id);
}
