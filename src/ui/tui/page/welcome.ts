import { count, type LabState, nextStep } from '../../../engine/state.ts';
import type { StepResult } from '../../../engine/validate.ts';
import { formatDuration, type Text, text } from '../../../i18n/text.ts';
import type { Lab } from '../../../lab/chapter.ts';
import { BLANK, type Line, line, paragraphs, plain, span, tied, wrap } from '../text/line.ts';
import type { Style } from '../theme.ts';
import type { Welcome, WelcomeFound } from '../view/welcome.ts';
import type { Brush } from './brush.ts';
import { describe } from './by-hand.ts';
import { problemLines } from './problem.ts';
import { stateGlyph, verdictGlyph } from './sign.ts';
import { when } from './when.ts';

/** Of each step that changed, so many checks are named. */
const MOST = 3;

/** Where the person was, what has changed since, what remains; and which key does what about it. */
export function welcomePage(welcome: Welcome, lab: Lab, state: LabState, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  const { found, since, of, late } = welcome;
  return [
    ...paragraphs(greeting(lab, state, since, brush), width, 'title'),
    BLANK,
    ...(found === undefined
      ? paragraphs((late ? SAID.late : since === undefined ? SAID.surveying : SAID.looking)(of)[lang], width)
      : foundLines(found, lab, state, since !== undefined, brush)),
  ];
}

/** The welcome's sentences, as the line mode tells them too. */
export function greeting(lab: Lab, state: LabState, since: string | undefined, { lang }: Brush): string {
  if (since === undefined) return SAID.lost[lang];
  const at = when(since, lang, new Date());
  const id = nextStep(lab, state);
  const step = lab.steps.find(each => each.id === id);
  if (step === undefined) return SAID.allDone(at)[lang];
  const chapter = lab.chapters.indexOf(step.chapter) + 1;
  const place = lab.steps.filter(each => each.chapter === step.chapter).indexOf(step) + 1;
  return SAID.youWereAt(`${chapter}.${place}`, step.definition.title, at)[lang];
}

/** What was found, line by line, as the line mode says it: it has choices of its own instead of keys. */
export function welcomeSentences(
  { found, since, of }: Welcome,
  lab: Lab,
  state: LabState,
  brush: Brush,
): readonly string[] {
  if (found === undefined) return [SAID.later(of)[brush.lang]];
  return factLines(found, lab, state, since !== undefined, brush)
    .map(row => plain(row).trim())
    .filter(words => words !== '');
}

function foundLines(
  found: WelcomeFound,
  lab: Lab,
  state: LabState,
  isBack: boolean,
  brush: Brush,
): readonly Line[] {
  const { lang, glyphs, width } = brush;
  const { changed, silent, unknownWork } = found;
  const key = (name: string, words: Text) =>
    wrap([span(name, 'key'), span('  '), span(tied(words[lang]))], width, name.length + 2);
  return [
    ...factLines(found, lab, state, isBack, brush),
    BLANK,
    ...(changed.length > 0 ? key('f', SAID.fix) : []),
    ...(changed.length === 0 && isBack && silent.length > 0 ? key('f', SAID.again) : []),
    ...(unknownWork ? key('i', SAID.rebuild) : []),
    ...key(glyphs.enter, SAID.goOn),
  ];
}

function factLines(
  found: WelcomeFound,
  lab: Lab,
  state: LabState,
  isBack: boolean,
  brush: Brush,
): readonly Line[] {
  const { lang, glyphs } = brush;
  const { passed, ms, changed, silent, unknownWork } = found;
  const { done, total } = count(lab, state);
  const hanging = isBack ? found.results.filter(({ blame }) => blame !== undefined).length : 0;
  const say = (glyph: ReturnType<typeof verdictGlyph>, words: Text, style: Style = 'plain') =>
    wrap([glyph, span(' '), span(tied(words[lang]), style)], brush.width, glyph.text.length + 1);
  const left = total - done;
  const problem = silent.find(result => result.problem !== undefined)?.problem;
  return [
    ...(passed === 0 && isBack ? [] : say(verdictGlyph('passed', glyphs), SAID.verified(passed, ms))),
    ...(changed.length === 0 ? [] : say(stateGlyph('drifted', glyphs), SAID.changed(changed.length))),
    ...found.results
      .filter(({ step }) => changed.includes(step))
      .flatMap(result => changedLines(result, brush)),
    ...(hanging === 0 ? [] : say(verdictGlyph('unknown', glyphs), SAID.hanging(hanging))),
    ...(isBack && silent.length > 0 ? say(verdictGlyph('unknown', glyphs), SAID.silent(silent.length)) : []),
    ...(isBack && problem !== undefined ? problemLines(problem, false, brush) : []),
    ...(unknownWork ? [BLANK, ...paragraphs(SAID.unknownWork[lang], brush.width, 'warn')] : []),
    ...(isBack && left > 0 ? say(stateGlyph('pending', glyphs), SAID.left(left)) : []),
  ];
}

/** A step that changed, and by name what is gone or different. */
function changedLines({ step, checks }: StepResult, brush: Brush): readonly Line[] {
  const { width, lang } = brush;
  const wrong = checks.filter(({ verdict }) => verdict === 'failed');
  const others = wrong.length - MOST;
  return [
    ...wrap([span('    '), span(step.definition.title[lang], 'strong')], width, 4),
    ...wrong
      .slice(0, MOST)
      .flatMap(check => wrap([span('      '), span(tied(describe(check, brush)))], width, 6)),
    ...(others > 0 ? [line(`      ${SAID.others(others)[lang]}`, 'dim')] : []),
  ];
}

const plural = (n: number) => (n > 1 ? 's' : '');
const both = (fr: string, en: string): Text => ({ fr, en });

const SAID = {
  youWereAt: (number: string, title: Text, at: string) =>
    both(
      `Bon retour. Vous étiez à : ${number} ${title.fr} (${at}).`,
      `Welcome back. You were at: ${number} ${title.en} (${at}).`,
    ),
  allDone: (at: string) =>
    both(`Bon retour. Tout le TP était fait (${at}).`, `Welcome back. The whole lab was done (${at}).`),
  lost: both(
    'Le journal de progression est vide, alors que ce TP a déjà servi ici.',
    'The progress journal is empty, although this lab has been used here before.',
  ),
  looking: (n: number) =>
    both(
      `Les ${n} étapes déjà faites sont revérifiées sur les vrais systèmes…`,
      `The ${n} steps already done are being verified again on the real systems…`,
    ),
  surveying: (_: number) =>
    both('Les vrais systèmes sont inspectés…', 'The real systems are being inspected…'),
  late: (n: number) =>
    both(
      `La revérification des ${n} étapes prend plus de deux secondes : elle continue en arrière-plan. Entrée continue.`,
      `Verifying the ${n} steps again takes more than two seconds: it goes on in the background. Enter continues.`,
    ),
  later: (n: number) =>
    both(
      `La revérification des ${n} étapes continue en arrière-plan.`,
      `Verifying the ${n} steps again goes on in the background.`,
    ),
  verified: (n: number, ms: number): Text =>
    text(lang =>
      lang === 'fr'
        ? `${n} étape${plural(n)} en ordre, vue${plural(n)} en ${formatDuration(ms, lang)}`
        : `${n} step${plural(n)} hold${n > 1 ? '' : 's'}, seen in ${formatDuration(ms, lang)}`,
    ),
  changed: (n: number) =>
    both(`${n} ${n > 1 ? 'ont' : 'a'} changé depuis :`, `${n} ${n > 1 ? 'have' : 'has'} changed since:`),
  hanging: (n: number) =>
    both(
      `${n} autre${plural(n)} en dépend${n > 1 ? 'ent' : ''} et n'${n > 1 ? 'ont' : 'a'} pas pu être jugée${plural(n)}`,
      `${n} other${plural(n)} stand${n > 1 ? '' : 's'} on that and could not be judged`,
    ),
  others: (n: number) => both(`et ${n} autre${plural(n)}`, `and ${n} more`),
  silent: (n: number) =>
    both(
      `${n} étape${plural(n)} n'${n > 1 ? 'ont' : 'a'} pas pu être revérifiée${plural(n)} :`,
      `${n} step${plural(n)} could not be verified again:`,
    ),
  left: (n: number) => both(`${n} ${n > 1 ? 'restent' : 'reste'} à faire`, `${n} to do`),
  unknownWork: both(
    "Les vrais systèmes contiennent un travail que ce journal ne connaît pas : le journal a été perdu, ou c'est celui d'un autre TP.",
    'The real systems hold work that this journal knows nothing of: the journal was lost, or is that of another lab.',
  ),
  fix: both('répare ce qui a changé', 'mends what has changed'),
  again: both('essaie de nouveau', 'tries again'),
  rebuild: both(
    'reconstruit la progression en inspectant les vrais systèmes',
    'rebuilds the progress by inspecting the real systems',
  ),
  goOn: both('continue', 'goes on'),
} as const;
