import type { SeenLineage } from '../../../engine/lineage.ts';
import type { Remedy } from '../../../engine/remedy.ts';
import type { StepProgress } from '../../../engine/state.ts';
import type { Text } from '../../../i18n/text.ts';
import type { Check } from '../../../lab/check.ts';
import type { Found, StepLive } from '../live/live.ts';
import { BLANK, type Line, line, paragraphs, span, tied, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { checkLines } from './checks.ts';
import { lineageLines } from './lineage.ts';
import { hasMore, problemLines } from './problem.ts';
import { sampleLines } from './samples.ts';

/** What is known of a step: the last look of this sitting, or else what the journal remembers. */
export function knownOf(progress: StepProgress, live: StepLive): Found | undefined {
  if (live.found !== undefined) return live.found;
  if (
    progress.state === 'blocked' ||
    progress.state === 'running' ||
    (progress.checks.length === 0 && progress.problem === undefined)
  )
    return undefined;
  return { checks: progress.checks, samples: [], problem: progress.problem, verdict: undefined, at: 0 };
}

/** The prerequisites that were looked at last; of a blocked step the journal keeps them. */
export function prerequisitesOf(progress: StepProgress, live: StepLive): readonly Check[] {
  return live.prerequisites ?? (progress.state === 'blocked' ? progress.checks : []);
}

/** Why a step is most likely not right, in order, and what one key would do about it. */
export interface Mending {
  readonly causes: readonly Text[];
  readonly remedy: Remedy | undefined;
}

/** Whether a step is right: the cause when it is not, what was expected and found, the first rows. */
export function verificationPage(
  progress: StepProgress,
  live: StepLive,
  lineage: SeenLineage | undefined,
  mending: Mending,
  details: boolean,
  brush: Brush,
): readonly Line[] {
  const { lang, width } = brush;
  const found = knownOf(progress, live);
  const before = prerequisitesOf(progress, live);
  const parts: (readonly Line[])[] = [];
  const note = noteOf(progress, lang);
  if (note !== undefined) parts.push(paragraphs(note, width, 'warn'));
  if (found?.problem !== undefined) parts.push(problemLines(found.problem, details, brush));
  const mend = mendingLines(mending, brush);
  if (mend.length > 0) parts.push(mend);
  if (progress.state === 'blocked')
    parts.push(titled(words.prerequisites[lang], checkLines(before, details, brush)));
  const judged = found !== undefined && !onlyProblem(found) ? found : undefined;
  const way = lineage === undefined ? [] : lineageLines(lineage, brush);
  const diverges = lineage?.divergent !== undefined;
  if (judged !== undefined) {
    // Where rows were lost is what a person has to see first of many checks.
    if (diverges) parts.push(way);
    parts.push([
      ...checkLines(wrongFirst(judged.checks), details, brush),
      ...(way.length === 0 || diverges ? [] : [BLANK, ...way]),
      ...sampleLines(judged.samples, details, brush),
    ]);
  } else if (found === undefined && before.length === 0) {
    parts.push([
      ...paragraphs(words.notVerified[lang], width),
      ...paragraphs(words.notVerifiedAdvice[lang], width, 'dim'),
    ]);
  }
  if (progress.state !== 'blocked' && before.length > 0) {
    parts.push(titled(words.prerequisites[lang], checkLines(before, details, brush)));
  }
  // The help line has no room for it in a narrow terminal, and here it is wanted.
  if (found?.problem !== undefined && hasMore(found.problem) && !details)
    parts.push([line(words.pressDetails[lang], 'dim')]);
  return parts.flatMap((part, at) => (at === 0 ? part : [BLANK, ...part]));
}

function mendingLines({ causes, remedy }: Mending, { lang, width, glyphs }: Brush): readonly Line[] {
  const led = (lead: string, cause: Text) =>
    wrap([span(`${lead} `, 'accent'), span(tied(cause[lang]))], width, lead.length + 1);
  return [
    ...(causes.length === 0
      ? []
      : [line((causes.length === 1 ? words.cause : words.causes)[lang], 'strong')]),
    ...causes.flatMap((cause, at) => led(causes.length === 1 ? glyphs.advice : `${at + 1}.`, cause)),
    ...(remedy === undefined
      ? []
      : wrap([span('f', 'key'), span(`  ${tied(words.remedy(remedy.words)[lang])}`)], width, 3)),
  ];
}

/** What is wrong is read first; the rest keeps its order. */
function wrongFirst(checks: readonly Check[]): readonly Check[] {
  const isWrong = ({ verdict }: Check) => verdict === 'failed';
  return [...checks.filter(isWrong), ...checks.filter(check => !isWrong(check))];
}

/** When nothing could be checked, the one check repeats the problem that stands above it. */
function onlyProblem({ checks, problem }: Found): boolean {
  return checks.length === 0 || (problem !== undefined && checks.every(({ id }) => id === 'reachable'));
}

function titled(title: string, lines: readonly Line[]): readonly Line[] {
  return [line(title, 'strong'), ...lines];
}

function noteOf(progress: StepProgress, lang: Brush['lang']): string | undefined {
  switch (progress.state) {
    case 'skipped':
      return words.skippedBecause(progress.reason ?? '')[lang];
    case 'stale':
      return words.staleNote[lang];
    case 'drifted':
      return words.driftedNote[lang];
    case 'interrupted':
      return words.interruptedNote[lang];
    case 'executed':
      return words.executedNote[lang];
    case 'pending':
    case 'running':
    case 'verified':
    case 'failed':
    case 'blocked':
      return undefined;
  }
}
