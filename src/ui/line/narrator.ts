import type { StepEvent } from '../../engine/events.ts';
import type { Recorded } from '../../engine/state.ts';
import type { Lang } from '../../i18n/text.ts';
import type { Lab } from '../../lab/chapter.ts';
import type { Sample } from '../../lab/check.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import { measured } from '../text.ts';
import { said } from '../tui/sentences.ts';
import { problemLines, verification, words } from './sentences.ts';

type Say = (...lines: readonly string[]) => void;

/** More lines of a sample than these are in the file or the table itself. */
const ROWS = 10;

/** Tells a run from beginning to end, in sentences. */
export function narrate(event: Recorded, lab: Lab, lang: Lang, say: Say): void {
  switch (event.event) {
    case 'step':
      return narrateStep(event, lab, lang, say);
    case 'log':
      return say(event.line);
    case 'progress':
      // Only the end is told: a voice cannot take back what it said.
      if (event.done === event.total) say(`${event.label[lang]} ${event.done}.`);
      return;
    case 'fact':
    case 'skip':
    case 'end':
      return;
  }
}

function narrateStep(event: StepEvent, lab: Lab, lang: Lang, say: Say): void {
  const title = lab.steps.find(({ id }) => id === event.id)?.definition.title[lang] ?? event.id;
  const checks = event.checks ?? [];
  switch (event.phase) {
    case 'checking':
    case 'verifying':
    case 'undoing':
      return;
    case 'prerequisites':
      if (checks.some(({ verdict }) => verdict !== 'passed'))
        say(words.prerequisites[lang], ...verification(checks, lang));
      return;
    case 'executing':
      return say(words.executing(title)[lang]);
    case 'blocked':
      return say(words.blocked[lang]);
    case 'undone':
      return say(`${title}. ${said.reset[lang]}`);
    case 'interrupted':
      return say(`${title}. ${STATE_SIGNS.interrupted.word[lang]}.`);
    case 'skipped':
    case 'verified':
    case 'failed':
      return say(...ended(event, title, lang));
  }
}

function ended(event: StepEvent, title: string, lang: Lang): readonly string[] {
  const state = event.phase === 'failed' ? 'failed' : 'verified';
  return [
    `${title}${words.colon[lang]} ${STATE_SIGNS[state].word[lang]}.`,
    ...(event.problem === undefined ? [] : problemLines(event.problem, lang)),
    ...verification(event.checks ?? [], lang),
    ...(event.samples ?? []).flatMap(sample => sampleLines(sample, lang)),
  ];
}

/** Rows told one by one, each value with its column's name. */
export function sampleLines({ title, columns, rows }: Sample, lang: Lang): readonly string[] {
  return [
    words.samples(title[lang], rows.length)[lang],
    ...rows
      .slice(0, ROWS)
      .map(row => `${row.map((value, at) => `${columns[at] ?? ''} ${measured(value, lang)}`).join(', ')}.`),
  ];
}
