import { isRevealed, type Question, questionsOf, shuffled } from '../../engine/questions.ts';
import { questionProgress } from '../../engine/state.ts';
import type { Lang } from '../../i18n/text.ts';
import type { ChapterDefinition } from '../../lab/chapter.ts';
import { notReady, standing, words } from '../question-words.ts';
import type { Conductor } from '../tui/live/conductor.ts';
import { Quiz, sightOf } from '../tui/live/quiz.ts';
import { words as screenWords } from '../tui/words.ts';
import type { Dialogue } from './dialogue.ts';

/** The chapter's questions one after another, those that are answered passed over; an empty line leads to the next. */
export async function askQuestions(
  chapter: ChapterDefinition,
  conductor: Conductor,
  dialogue: Dialogue,
  lang: Lang,
): Promise<void> {
  const quiz = new Quiz(conductor);
  const questions = questionsOf(chapter);
  const isRight = ({ id }: Question) => questionProgress(conductor.session.state, id)?.right === true;
  for (const [at, question] of questions.entries()) {
    if (isRight(question)) continue;
    const known = questionProgress(conductor.session.state, question.id);
    dialogue.say('', `${words.place(at + 1, questions.length)[lang]}, ${standing(known)[lang]}.`);
    if (!(await askOne(question, quiz, conductor, dialogue, lang))) return;
  }
  if (questions.every(isRight)) dialogue.say(words.allRight[lang]);
}

/** Until it is answered rightly or passed over; whether to go on with the next. */
async function askOne(
  question: Question,
  quiz: Quiz,
  conductor: Conductor,
  dialogue: Dialogue,
  lang: Lang,
): Promise<boolean> {
  const { definition } = question;
  const colon = screenWords.colon[lang];
  const { title, code } = definition.find(conductor.session.settings);
  dialogue.say(
    definition.text[lang],
    ...shuffled(question).map(({ text }, at) => `${at + 1} ${text[lang]}`),
    `${words.find[lang]}${colon} ${title[lang]}`,
    ...code.split('\n'),
  );
  await quiz.look(question);
  for (;;) {
    const { asked, problem } = sightOf(quiz.snapshot(), question);
    if (problem !== undefined) dialogue.say(problem.text[lang]);
    if (asked?.kind === 'not-ready') dialogue.say(...notReady(asked).map(text => text[lang]));
    if (asked?.kind !== 'ready') return !dialogue.isOver;
    const typed = await dialogue.ask(`${words.yourAnswer[lang]} ${words.orLeave[lang]}${colon}`);
    if (typed === undefined || typed.trim() === '.') return false;
    if (typed.trim() === '') return true;
    await quiz.answer(question, typed);
    dialogue.say(...outcome(question, quiz, conductor, lang));
    if (questionProgress(conductor.session.state, question.id)?.right === true) return true;
  }
}

/** What the answer was worth, why, and the explanation once it may be told. */
function outcome(question: Question, quiz: Quiz, conductor: Conductor, lang: Lang): readonly string[] {
  const { asked, judged } = sightOf(quiz.snapshot(), question);
  if (judged === undefined) return [];
  if (judged.kind === 'unreadable') return [words.unreadable[lang]];
  const isRight = judged.kind === 'right';
  const why = judged.why ?? (isRight ? undefined : words.tryAgain);
  const told = isRevealed(questionProgress(conductor.session.state, question.id));
  return [
    [(isRight ? words.right : words.wrong)[lang], ...(why === undefined ? [] : [why[lang]])].join(' '),
    ...(told && asked?.kind === 'ready' ? [asked.answer.explanation[lang]] : []),
  ];
}
