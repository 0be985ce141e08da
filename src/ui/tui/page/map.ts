import { type LabState, progressOf } from '../../../engine/state.ts';
import { formatDuration, type Lang } from '../../../i18n/text.ts';
import type { ChapterDefinition, Lab, Step } from '../../../lab/chapter.ts';
import { cells, pad } from '../text/cells.ts';
import { cutLine, type Line, lineCells, type Span, span, spread } from '../text/line.ts';
import type { Place } from '../view/places.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { stateGlyph, stateWord } from './sign.ts';
import { when } from './when.ts';

/** A row of the map. */
export type MapRow =
  | { readonly kind: 'chapter'; readonly chapter: ChapterDefinition; readonly number: number }
  | { readonly kind: 'step'; readonly step: Step };

export function mapRows(lab: Lab): readonly MapRow[] {
  return lab.chapters.flatMap((chapter, at) => [
    { kind: 'chapter' as const, chapter, number: at + 1 },
    ...lab.steps.filter(step => step.chapter === chapter).map(step => ({ kind: 'step' as const, step })),
  ]);
}

export function rowOfStep(rows: readonly MapRow[], id: string): number {
  return rows.findIndex(row => row.kind === 'step' && row.step.id === id);
}

export function rowOfChapter(rows: readonly MapRow[], chapter: ChapterDefinition): number {
  return rows.findIndex(row => row.kind === 'chapter' && row.chapter === chapter);
}

export interface MapOptions {
  readonly lab: Lab;
  readonly state: LabState;
  readonly rows: readonly MapRow[];
  /** The chosen row, or the one of the page beside the map. */
  readonly cursor: number;
  /** Whether the arrow keys move the cursor. */
  readonly focused: boolean;
  readonly height: number;
  /** Time spent and last change, for a map that has the screen to itself. */
  readonly wide: boolean;
  readonly now: Date;
}

/**
 * The lab's chapters and steps with their states, in at most `height` rows. When not all of it fits, the chapters stay and
 * only the cursor's own is unfolded; when even that is too much, the rows around the cursor are shown.
 */
export function mapPage(options: MapOptions, brush: Brush): readonly Line[] {
  const { rows, cursor, height } = options;
  const chapter = chapterOf(rows[cursor]);
  const shown = rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => rows.length <= height || row.kind === 'chapter' || row.step.chapter === chapter);
  const at = shown.findIndex(({ index }) => index === cursor);
  const first = Math.max(0, Math.min(at - Math.floor(height / 2), shown.length - height));
  return shown
    .slice(first, first + height)
    .map(({ row, index }) => mapLine(row, index === cursor, options, brush));
}

/** `Snowflake : l'entrepôt de données` where there is little room: its name alone. */
export function shortTitle(chapter: ChapterDefinition, lang: Lang): string {
  return chapter.title[lang].split(/\s*:\s/)[0] ?? '';
}

/** The chapter of a row of the map, or of a place. */
export function chapterOf(row: MapRow | Place | undefined): ChapterDefinition | undefined {
  return row === undefined || 'chapter' in row ? row?.chapter : row.step.chapter;
}

function mapLine(row: MapRow, chosen: boolean, options: MapOptions, brush: Brush): Line {
  const { glyphs, width } = brush;
  const cursor = span(chosen ? `${glyphs.cursor} ` : '  ', 'accent');
  const inner =
    row.kind === 'chapter'
      ? chapterLine(row, options, { ...brush, width: width - 2 })
      : stepLine(row.step, options, { ...brush, width: width - 2 });
  const of = [cursor, ...inner];
  return chosen ? of.map(part => emphasized(part, options.focused)) : of;
}

function emphasized(part: Span, focused: boolean): Span {
  if (part.style !== 'plain' && part.style !== 'strong') return part;
  return { ...part, style: focused ? 'title' : 'strong' };
}

function chapterLine(
  { chapter, number }: Extract<MapRow, { kind: 'chapter' }>,
  { lab, state, wide }: MapOptions,
  { lang, width }: Brush,
): Line {
  const steps = lab.steps.filter(
    step => step.chapter === chapter && (!step.optional || chapter.optional === true),
  );
  const done = steps.filter(({ id }) => progressOf(state, id).state === 'verified').length;
  const title = wide ? chapter.title[lang] : shortTitle(chapter, lang);
  const left = [span(`${number} `, 'dim'), span(title, 'strong')];
  const complete = done === steps.length && done > 0;
  const tally = span(`${done}/${steps.length}`, complete ? 'good' : 'dim');
  if (!wide || width < WITH_TIMES) return spread(left, [tally], width);
  const ms = steps.reduce((sum, { id }) => sum + (progressOf(state, id).ms ?? 0), 0);
  return spread(left, [tally, ...times(ms === 0 ? '' : formatDuration(ms, lang), '')], width);
}

/** From this width on (cells), the map tells how long steps took and when. */
const WITH_TIMES = 70;

function times(ms: string, at: string): Line {
  return [span(pad(ms, 12, 'right'), 'dim'), span(pad(at, 15, 'right'), 'dim')];
}

function stepLine(step: Step, { state, wide, now }: MapOptions, { lang, width, glyphs }: Brush): Line {
  const progress = progressOf(state, step.id);
  // Beside a page there is little room: there the page itself says which steps are optional.
  const title =
    step.optional && wide
      ? [span(step.definition.title[lang]), span(` (${words.optional[lang]})`, 'dim')]
      : [span(step.definition.title[lang])];
  const left: Line = [span('  '), stateGlyph(progress.state, glyphs), span(' '), ...title];
  const word = stateWord(progress.state, lang);
  const helped = progress.assisted === true ? [span(` (${words.assisted[lang]})`, 'dim')] : [];
  if (!wide) {
    // A cut title tells less than a missing word whose sign is there.
    return lineCells(left) + cells(word.text) + 1 <= width
      ? spread(left, [word], width)
      : cutLine(left, width);
  }
  const ms = progress.ms === undefined ? '' : formatDuration(progress.ms, lang);
  const at = progress.at === undefined ? '' : when(progress.at, lang, now);
  return spread(
    left,
    width >= WITH_TIMES ? [...helped, span(' '), word, ...times(ms, at)] : [...helped, span(' '), word],
    width,
  );
}
