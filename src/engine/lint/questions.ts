import { LANGS, type Text, text } from '../../i18n/text.ts';
import type { ChapterDefinition, Lab, Step } from '../../lab/chapter.ts';
import type { QuestionDefinition } from '../../lab/question.ts';
import type { Environment } from '../environment.ts';
import { askQuestion, judge, type Question, questionsOf, shuffled } from '../questions.ts';
import { type Finding, finding } from './finding.ts';

/** Of a chapter: fewer do not show whether it was understood, more are an examination. */
const [FEWEST, MOST] = [2, 4];
const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What the chapters' questions declare: how many, ids, both languages, options, the step they are about. */
export function lintQuestions(chapters: readonly ChapterDefinition[]): readonly Finding[] {
  const steps = new Set(chapters.flatMap(({ id, steps: own }) => own.map(({ name }) => `${id}.${name}`)));
  return chapters.flatMap(chapter => {
    const { length } = chapter.questions ?? [];
    // A chapter that nobody has to do may ask nothing.
    const isWrong = length < FEWEST ? length > 0 || chapter.optional !== true : length > MOST;
    const number = isWrong ? [wrongNumber(chapter.id, length)] : [];
    const seen = new Set<string>();
    const each = questionsOf(chapter).flatMap(({ id, definition }) => {
      const twice = seen.has(id) ? [fault(id, TWICE, RENAME)] : [];
      seen.add(id);
      return [...twice, ...lintQuestion(id, definition, steps)];
    });
    return [...number, ...each];
  });
}

function lintQuestion(
  id: string,
  definition: QuestionDefinition,
  steps: ReadonlySet<string>,
): readonly Finding[] {
  const options = definition.kind === 'choice' ? definition.options : [];
  const ids = options.map(option => option.id);
  const texts = [definition.text, ...options.map(option => option.text)];
  return [
    ...([definition.id, ...ids].every(name => KEBAB.test(name)) ? [] : [fault(id, NOT_AN_ID, RENAME)]),
    ...(texts.every(isSaid) ? [] : [fault(id, EMPTY, SAY_IT)]),
    ...(steps.has(definition.step) ? [] : [fault(id, noStep(definition.step), NAME_A_STEP)]),
    ...(definition.kind === 'choice' && (ids.length < 2 || ids.length > 9 || new Set(ids).size < ids.length)
      ? [fault(id, OPTIONS, TWO_TO_NINE)]
      : []),
  ];
}

/**
 * With `steps` done: each question about one of them has its answer, which is accepted, and others are refused.
 * @throws only when `signal` is aborted.
 */
export async function* lintAnswers(
  lab: Lab,
  steps: readonly Step[],
  environment: Environment,
  signal: AbortSignal,
): AsyncGenerator<{ readonly question: Question; readonly findings: readonly Finding[] }> {
  const done = new Set(steps.map(({ id }) => id));
  for (const question of lab.chapters.flatMap(questionsOf)) {
    if (!done.has(question.definition.step)) continue;
    yield { question, findings: await lintAnswer(lab, question, environment, signal) };
  }
}

async function lintAnswer(
  lab: Lab,
  question: Question,
  environment: Environment,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { id } = question;
  const asked = await askQuestion(lab, question, environment, signal);
  if (asked.kind === 'not-ready') {
    const why = asked.problem?.text ?? { fr: asked.step.id, en: asked.step.id };
    return [
      fault(
        id,
        text(lang => `${NO_ANSWER[lang]} (${why[lang]}).`),
        READ_IT,
      ),
    ];
  }
  const { answer } = asked;
  const found: Finding[] = isSaid(answer.explanation) ? [] : [fault(id, EMPTY, SAY_IT)];
  if (answer.kind === 'number') {
    if (judge(question, asked, String(answer.value)).kind !== 'right')
      found.push(fault(id, REFUSED, READ_IT));
    return found;
  }
  const kinds = shuffled(question).map((option, at) => ({
    option,
    kind: judge(question, asked, String(at + 1)).kind,
  }));
  if (kinds.filter(({ kind }) => kind === 'right').length !== 1) found.push(fault(id, REFUSED, READ_IT));
  for (const { option } of kinds) {
    const why = answer.why[option.id];
    if (why === undefined || !isSaid(why)) found.push(fault(id, unexplained(option.id), SAY_IT));
  }
  return found;
}

function isSaid(words: Text): boolean {
  return LANGS.every(lang => words[lang].trim() !== '');
}

function fault(id: string, said: Text, advice: Text): Finding {
  return finding(id, said, advice);
}

function wrongNumber(chapter: string, found: number): Finding {
  return finding(
    chapter,
    {
      fr: `Le chapitre a ${found} question${found > 1 ? 's' : ''} ; il en faut de ${FEWEST} à ${MOST}.`,
      en: `The chapter has ${found} question${found === 1 ? '' : 's'}; it needs ${FEWEST} to ${MOST}.`,
    },
    {
      fr: 'Écrivez-les dans questions.ts, et nommez-les dans chapter.ts : « questions ».',
      en: 'Write them in questions.ts, and name them in chapter.ts: "questions".',
    },
  );
}

const noStep = (step: string): Text => ({
  fr: `La question porte sur ${step}, qui n'existe pas.`,
  en: `The question is about ${step}, which does not exist.`,
});
const unexplained = (option: string): Text => ({
  fr: `La réponse ${option} n'a pas d'explication.`,
  en: `The answer ${option} has no explanation.`,
});

const TWICE: Text = { fr: 'Deux questions ont cet identifiant.', en: 'Two questions have this id.' };
const RENAME: Text = {
  fr: 'Des minuscules, des chiffres et des tirets ; la progression connaît la question par son nom.',
  en: 'Lower case letters, digits and hyphens; progress knows the question by its name.',
};
const NOT_AN_ID: Text = {
  fr: "Un identifiant de la question ou d'une réponse n'en est pas un.",
  en: 'An id of the question or of an answer is none.',
};
const EMPTY: Text = { fr: 'Un texte est vide.', en: 'A text is empty.' };
const SAY_IT: Text = { fr: 'Dites-le dans les deux langues.', en: 'Say it in both languages.' };
const NAME_A_STEP: Text = {
  fr: 'Nommez l’étape dont elle interroge le résultat, par son identifiant complet.',
  en: 'Name the step whose result it asks about, by its full id.',
};
const OPTIONS: Text = {
  fr: 'Les réponses au choix ne vont pas : trop peu, trop, ou deux de même identifiant.',
  en: 'The answers to choose from are not right: too few, too many, or two of the same id.',
};
const TWO_TO_NINE: Text = {
  fr: 'De deux à neuf : un chiffre les choisit.',
  en: 'Two to nine: one digit chooses them.',
};
const NO_ANSWER: Text = {
  fr: 'La question n’a pas de réponse quand tout le TP est fait',
  en: 'The question has no answer when the whole lab is done',
};
const REFUSED: Text = {
  fr: 'La bonne réponse n’est pas acceptée, ou une autre l’est aussi.',
  en: 'The right answer is not accepted, or another one is too.',
};
const READ_IT: Text = {
  fr: 'answer doit lire les vrais systèmes, et rendre une réponse que l’on peut donner.',
  en: 'answer must read the real systems, and give an answer that can be given.',
};
