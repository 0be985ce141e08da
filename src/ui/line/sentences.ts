import { type Problem, unsaid } from '../../engine/events.ts';
import { type HintLevel, type Hints, LAST_HINT } from '../../engine/hints.ts';
import type { SeenLineage } from '../../engine/lineage.ts';
import { type LabState, progressOf } from '../../engine/state.ts';
import { type Lang, type Text, text } from '../../i18n/text.ts';
import type { Lab } from '../../lab/chapter.ts';
import type { Check } from '../../lab/check.ts';
import type { Command } from '../../lab/step.ts';
import { STATE_SIGNS, VERDICT_SIGNS } from '../glyphs.ts';
import { measured } from '../text.ts';
import type { Place } from '../tui/view/places.ts';
import { words as screenWords } from '../tui/words.ts';

/** Where the person is, in one sentence. */
export function heading(place: Place, lab: Lab, state: LabState, lang: Lang): string {
  const { chapter } = place;
  const number = lab.chapters.indexOf(chapter) + 1;
  const where = `${words.chapter[lang]} ${number}, ${chapter.title[lang]}.`;
  if (place.kind !== 'step') return `${where} ${words[place.kind][lang]}`;
  const steps = lab.steps.filter(step => step.chapter === chapter);
  const at = steps.indexOf(place.step) + 1;
  const known = STATE_SIGNS[progressOf(state, place.step.id).state].word[lang];
  return `${where} ${words.step(at, steps.length, place.step.definition.title[lang], known)[lang]}`;
}

/** What was checked, a sentence a check. */
export function verification(checks: readonly Check[], lang: Lang): readonly string[] {
  if (checks.length === 0) return [];
  return [words.verification(checks.length)[lang], ...checks.map(check => checked(check, lang))];
}

function checked(check: Check, lang: Lang): string {
  const { label, expected, actual, verdict, message } = check;
  const values =
    expected === null && actual === null
      ? ''
      : ` ${words.values(measured(expected, lang), measured(actual, lang))[lang]}`;
  const more = message === undefined ? '' : ` ${message[lang]}`;
  return `${label[lang]}${words.colon[lang]}${values} ${VERDICT_SIGNS[verdict].word[lang]}.${more}`;
}

/** `orders : postgres 5000, s3 5000, staging 4999 (ici).`, then the queries of where it diverges. */
export function lineageSentence({ table, hops, divergent }: SeenLineage, lang: Lang): readonly string[] {
  const places = hops.map(({ name, count, unit }, at) => {
    const what = [name, count ?? '?', unit?.[lang] ?? ''].join(' ').trimEnd();
    return at === divergent ? `${what} (${screenWords.here[lang]})` : what;
  });
  const sentence = `${table}${words.colon[lang]} ${places.join(', ')}.`;
  if (divergent === undefined) return [sentence];
  const queries = hops
    .slice(Math.max(0, divergent - 1), divergent + 1)
    .flatMap(({ name, query }) => (query === undefined ? [] : [`${name}${words.colon[lang]} ${query}`]));
  return [sentence, ...queries];
}

/** What went wrong and what to do, then the driver's own words. */
export function problemLines(problem: Problem, lang: Lang): readonly string[] {
  const { text: cause, advice } = problem;
  const raw = unsaid(problem);
  return [
    cause[lang],
    ...(advice === undefined ? [] : [advice[lang]]),
    ...(raw === undefined ? [] : [`${words.original[lang]} ${raw}`]),
  ];
}

/** As much help as was asked for; the last hint is the commands. */
export function hintSentences(
  level: HintLevel,
  { nudge, causes }: Hints,
  commands: readonly Command[],
  lang: Lang,
): readonly string[] {
  if (level === 0) return [];
  const said = causes.length === 0 ? [screenWords.hint.noCause] : causes;
  const what = level === 1 ? [nudge[lang]] : level === 2 ? said.map(cause => cause[lang]) : [];
  const exact = commands.flatMap(({ title, code }, at) => [
    words.command(at + 1, title[lang])[lang],
    ...code.trimEnd().split('\n'),
  ]);
  return [`${screenWords.hint.title(level, LAST_HINT)[lang]}.`, ...what, ...exact];
}

export const words = {
  chapter: { fr: 'Chapitre', en: 'Chapter' },
  opening: { fr: 'Ouverture.', en: 'Opening.' },
  recap: { fr: 'Récapitulatif.', en: 'Recap.' },
  colon: { fr: ' :', en: ':' },
  step: (at: number, of: number, title: string, state: string): Text => ({
    fr: `Étape ${at} sur ${of} : ${title}. État : ${state}.`,
    en: `Step ${at} of ${of}: ${title}. State: ${state}.`,
  }),
  verification: (n: number): Text => ({
    fr: `Vérification, ${n} ligne${n > 1 ? 's' : ''}.`,
    en: `Verification, ${n} line${n > 1 ? 's' : ''}.`,
  }),
  values: (expected: string, actual: string): Text => ({
    fr: `attendu ${expected}, obtenu ${actual},`,
    en: `expected ${expected}, actual ${actual},`,
  }),
  original: { fr: "Message d'origine :", en: 'Original message:' },
  welcome: (done: number, total: number): Text => ({
    fr: `ShopStream Lab, mode ligne. ${done} étapes faites sur ${total}.`,
    en: `ShopStream Lab, line mode. ${done} of ${total} steps done.`,
  }),
  changed: (titles: readonly Text[]): Text =>
    text(lang => {
      const list = titles.map(title => title[lang]).join(', ');
      return lang === 'fr' ? `A changé depuis : ${list}.` : `Has changed since: ${list}.`;
    }),
  yourChoice: { fr: 'Votre choix :', en: 'Your choice:' },
  notAChoice: (word: string): Text => ({
    fr: `« ${word} » n'est pas un des choix.`,
    en: `“${word}” is none of the choices.`,
  }),
  prerequisites: { fr: 'Avant de commencer.', en: 'Before it starts.' },
  executing: (title: string): Text => ({ fr: `Exécution : ${title}.`, en: `Executing: ${title}.` }),
  blocked: { fr: "Un prérequis n'est pas en ordre.", en: 'A prerequisite does not hold.' },
  samples: (title: string, rows: number): Text => ({
    fr: `${title}, ${rows} lignes.`,
    en: `${title}, ${rows} rows.`,
  }),
  commands: (n: number): Text => ({
    fr: `${n} commande${n > 1 ? 's' : ''} à taper.`,
    en: `${n} command${n > 1 ? 's' : ''} to type.`,
  }),
  command: (at: number, title: string): Text => ({
    fr: `Commande ${at}. ${title} :`,
    en: `Command ${at}. ${title}:`,
  }),
  sheet: (path: string): Text => ({
    fr: `Ces commandes sont aussi dans ${path}`,
    en: `These commands are also in ${path}`,
  }),
  watching: {
    fr: 'Le TP regarde le vrai système. Entrée : regarder maintenant. 0 : arrêter.',
    en: 'The lab is watching the real system. Enter: look now. 0: stop.',
  },
  seen: (passed: number, total: number): Text => ({
    fr: `vu : ${passed} sur ${total}.`,
    en: `seen: ${passed} of ${total}.`,
  }),
  missing: { fr: 'Pas encore vu :', en: 'Not seen yet:' },
  reason: { fr: 'Pour quelle raison ? (vide : annuler)', en: 'For what reason? (empty: cancel)' },
  assist: {
    fr: "Le faire pour vous ? L'étape sera notée « avec aide ». Écrivez oui pour continuer :",
    en: 'Have it done for you? The step will be noted “assisted”. Write yes to go on:',
  },
  sure: {
    fr: 'Cela supprime ce que cette étape a fait. Écrivez oui pour continuer :',
    en: 'This drops what the step made. Write yes to go on:',
  },
  repair: {
    fr: 'Réparer maintenant ? Écrivez oui pour réparer, ou Entrée pour continuer :',
    en: 'Mend it now? Write yes to mend, or press Enter to go on:',
  },
  cause: (at: number, of: number, cause: string): Text => ({
    fr: `Cause probable${of > 1 ? ` ${at}` : ''} : ${cause}`,
    en: `Likely cause${of > 1 ? ` ${at}` : ''}: ${cause}`,
  }),
  cancelled: { fr: 'Annulé.', en: 'Cancelled.' },
  list: {
    fr: 'Numéro de la page où aller (vide : rester ici) :',
    en: 'Number of the page to go to (empty: stay):',
  },
  language: { fr: 'Langue : français.', en: 'Language: English.' },
  bye: { fr: 'Au revoir. Ce qui est fait reste fait.', en: 'Goodbye. What is done stays done.' },
} as const;
