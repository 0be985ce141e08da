import type { Problem } from '../../../engine/events.ts';
import { commandsByHand } from '../../../lab/by-hand.ts';
import type { Step } from '../../../lab/chapter.ts';
import type { Check, Measured } from '../../../lab/check.ts';
import type { LabSettings } from '../../../lab/settings.ts';
import { SHELL_NAMES, shellFor } from '../../../lab/shells.ts';
import type { Found } from '../live/live.ts';
import { cutMiddle } from '../text/cells.ts';
import { BLANK, type Line, line, paragraphs, span, tied, wrap } from '../text/line.ts';
import type { ByHand } from '../view/view.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { checkLines, shown } from './checks.ts';
import { commandsPage } from './commands.ts';
import { problemLines } from './problem.ts';
import { sampleLines } from './samples.ts';

/** A checksum is told by its two ends; the verification has the whole of it. */
const LONGEST_VALUE = 24;

/** More of what is missing than this is counted; the verification has it all. */
const MOST = 3;

/** A step to do oneself: what is still missing on the real system, then the commands. */
export function byHandPage(
  step: Step,
  settings: LabSettings,
  { copied, sheet }: ByHand,
  found: Found | undefined,
  run: Run | undefined,
  brush: Brush,
): readonly Line[] {
  const { lang, width } = brush;
  const watches = step.definition.watches ?? [];
  return [
    ...paragraphs(words.byHand.title(SHELL_NAMES[shellFor(settings)])[lang], width, 'title'),
    ...(run === undefined ? [] : runLines(run, brush)),
    ...seen(step, found, run !== undefined, brush),
    ...(watches.length === 0 ? [] : paragraphs(words.byHand.files(watches.join(', '))[lang], width, 'dim')),
    ...(sheet === undefined ? [] : paragraphs(words.byHand.sheet(sheet)[lang], width, 'dim')),
    BLANK,
    ...commandsPage(commandsByHand(step, settings), brush, copied),
  ];
}

/** A saved file that was run again, and what came of it. */
export interface Run {
  readonly file: string;
  readonly outcome: 'done' | Problem;
}

/** The error of a model is told whole: it names the file and the line that the person has just saved. */
function runLines({ file, outcome }: Run, brush: Brush): readonly Line[] {
  return outcome === 'done'
    ? paragraphs(words.byHand.reran(file)[brush.lang], brush.width, 'good')
    : problemLines(outcome, true, brush);
}

function seen(step: Step, found: Found | undefined, whole: boolean, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  if (step.definition.demonstrates === true) return paragraphs(words.byHand.showsOnly[lang], width);
  if (found === undefined) return [];
  if (found.problem !== undefined) return problemLines(found.problem, false, brush);
  const missing = found.checks.filter(({ verdict }) => verdict === 'failed');
  if (missing.length === 0) return paragraphs(words.byHand.allSeen[lang], width, 'good');
  if (whole) {
    // The rows that differ are a step's first sample.
    return [
      line(words.byHand.difference[lang], 'strong'),
      ...checkLines(missing, false, brush),
      ...sampleLines(found.samples.slice(0, 1), false, brush),
    ];
  }
  const names = missing.slice(0, MOST).map(check => describe(check, brush));
  const others = missing.length - names.length;
  if (others > 0) names.push(words.byHand.others(others)[lang]);
  return wrap([span(`${words.byHand.missing[lang]} `, 'warn'), span(tied(`${names.join(', ')}.`))], width, 2);
}

/** `STG_USERS (attendu 1 000, vu rien)`. */
export function describe({ label, expected, actual }: Check, { lang }: Brush): string {
  const value = (of: Measured) => cutMiddle(shown(of, lang), LONGEST_VALUE);
  return words.byHand.found(label[lang], value(expected), value(actual))[lang];
}
