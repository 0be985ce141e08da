import { progressOf } from '../../../engine/state.ts';
import type { Text } from '../../../i18n/text.ts';
import type { Step } from '../../../lab/chapter.ts';
import { dependants } from '../../../lab/chapter.ts';
import { words as questionWords } from '../../question-words.ts';
import { words as settingWords } from '../../settings.ts';
import type { Situation } from '../keys/situation.ts';
import { BINDINGS } from '../keys/table.ts';
import { isBusy } from '../live/activity.ts';
import { ask } from '../sentences.ts';
import { cells } from '../text/cells.ts';
import { cutLine, type Line, line, lineCells, paragraphs, type Span, span, wrap } from '../text/line.ts';
import type { Style } from '../theme.ts';
import type { Dialog, Message } from '../view/view.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

/** Between two keys of the help line. */
const GAP = 3;

/** The keys that do something here, the most useful first, as many as fit; the one for help always. */
export function keyLine(situation: Situation, { lang, width, glyphs }: Brush): Line {
  const able = BINDINGS.flatMap(binding =>
    binding.line !== undefined &&
    binding.shown !== undefined &&
    binding.focus.includes(situation.view.focus) &&
    binding.whyNot(situation) === undefined
      ? [
          {
            id: binding.id,
            rank: binding.line.rank,
            keys: binding.shown(glyphs),
            label: binding.line.label(situation)[lang],
          },
        ]
      : [],
  ).sort((a, b) => a.rank - b.rank);
  const spans = ({ keys, label }: (typeof able)[number]): Span[] => [
    span(keys, 'key'),
    span(' '),
    span(label),
  ];
  const help = able.filter(({ id }) => id === 'help').flatMap(spans);
  const shown: Span[] = [];
  // Two keys that would do the same: one is enough.
  const told = new Set<string>();
  for (const each of able.filter(({ id }) => id !== 'help')) {
    if (told.has(each.label)) continue;
    told.add(each.label);
    const next = [...spans(each), span(' '.repeat(GAP))];
    if (lineCells([...shown, ...next, ...help]) > width) break;
    shown.push(...next);
  }
  return [...shown, ...help];
}

const TONES: Readonly<Record<Message['tone'], Style>> = {
  plain: 'plain',
  good: 'good',
  warn: 'warn',
  bad: 'bad',
};

export function messageLines(message: Message, most: number, { lang, width }: Brush): readonly Line[] {
  const lines = paragraphs(message.text[lang], width, TONES[message.tone]);
  if (lines.length <= most) return lines;
  // The ellipsis says that there was more; the whole of it is told once, where the step's own page has it for good.
  return [...lines.slice(0, most - 1), cutLine([...(lines[most - 1] ?? []), span(' '.repeat(width))], width)];
}

/** A dialog's question. */
export function dialogLines(dialog: Dialog, situation: Situation, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  const say = (text: Text, style?: Style) => paragraphs(text[lang], width, style);
  switch (dialog.kind) {
    case 'skip':
      return [
        ...(situation.step === undefined ? [] : say(ask.skipTitle(situation.step.definition.title), 'title')),
        typedLine(ask.skipReason[lang], dialog.reason, brush),
      ];
    case 'reset':
      return [...(situation.step === undefined ? [] : resetQuestion(situation.step, situation, brush))];
    case 'assist':
      return [
        ...(situation.step === undefined
          ? []
          : say(ask.assistTitle(situation.step.definition.title), 'title')),
        ...say(ask.assistNote),
      ];
    case 'redo':
      return situation.step === undefined
        ? []
        : resetQuestion(situation.step, situation, brush, ask.redoTitle);
    case 'answer':
      return [typedLine(`${questionWords.yourAnswer[lang]}${words.colon[lang]} `, dialog.typed, brush)];
    case 'student':
      return [
        typedLine(`${settingWords.newName[lang]}${words.colon[lang]} `, dialog.typed, brush),
        ...say(settingWords.nameNote, 'dim'),
      ];
    case 'move':
      return [...say(settingWords.move(dialog.service, dialog.to), 'title'), ...say(settingWords.moveNote)];
    case 'quit':
      return [...say(ask.quitTitle(runningTitle(situation)), 'title'), ...say(ask.quitNote)];
  }
}

/** The keys that answer a dialog, in the place of all the others. */
export function dialogKeys(dialog: Dialog, { lang, glyphs }: Brush): Line {
  const keys = (...pairs: readonly (readonly [string, Text])[]): Line =>
    pairs.flatMap(([key, label]) => [span(key, 'key'), span(` ${label[lang]}   `)]);
  return ['skip', 'answer', 'student'].includes(dialog.kind)
    ? keys([glyphs.enter, ask.accept], ['Esc', ask.cancel])
    : keys([lang === 'fr' ? 'o' : 'y', ask.yes], ['n', ask.no]);
}

/** The end of a long text stays in sight, where it is being typed. */
function typedLine(label: string, typed: string, { width, glyphs }: Brush): Line {
  const room = width - cells(label) - 1;
  let shown = typed;
  while (cells(shown) > room) shown = shown.slice(1);
  return [span(label), span(shown, 'strong'), span(glyphs.caret, 'accent')];
}

/** What a reset drops, by the names of its last verification, and what it makes stale. */
function resetQuestion(
  step: Step,
  { lab, state }: Situation,
  { lang, width }: Brush,
  title: (of: Text) => Text = ask.resetTitle,
): readonly Line[] {
  const made = progressOf(state, step.id)
    .checks.filter(({ verdict }) => verdict === 'passed')
    .map(({ label }) => label);
  const drops =
    step.definition.undo === undefined
      ? ask.resetDropsNothing
      : made.length === 0
        ? ask.resetDropsAll
        : ask.resetDrops(made);
  const stale = dependants(lab, [step.id])
    .filter(({ id }) => ['verified', 'executed', 'drifted'].includes(progressOf(state, id).state))
    .map(({ definition }) => definition.title);
  return [
    ...wrap(line(title(step.definition.title)[lang], 'title'), width),
    ...paragraphs(drops[lang], width),
    ...(stale.length === 0 ? [] : paragraphs(ask.resetStale(stale)[lang], width, 'warn')),
  ];
}

export function runningTitle({ activity, lab }: Situation): Text | undefined {
  if (!isBusy(activity) || activity.kind === 'idle') return undefined;
  return lab.steps.find(({ id }) => id === activity.current)?.definition.title;
}
