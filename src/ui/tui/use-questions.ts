import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { questionsOf } from '../../engine/questions.ts';
import { type LabState, questionProgress } from '../../engine/state.ts';
import type { Conductor } from './live/conductor.ts';
import { type QuestionSheet, Quiz, sightOf } from './live/quiz.ts';
import type { View } from './view/view.ts';

/** The question that is open; read from the real systems when it is opened. */
export function useQuestions(
  conductor: Conductor,
  state: LabState,
  { quiz: at }: View,
): { readonly quiz: Quiz; readonly sheet: QuestionSheet | undefined } {
  const quiz = useMemo(() => new Quiz(conductor), [conductor]);
  const sights = useSyncExternalStore(quiz.subscribe, quiz.snapshot);
  const questions = useMemo(() => (at === undefined ? [] : questionsOf(at.chapter)), [at]);
  const question = at === undefined ? undefined : questions[at.question];
  useEffect(() => {
    if (question !== undefined) void quiz.look(question);
  }, [quiz, question]);
  const sheet = useMemo(
    () =>
      question === undefined
        ? undefined
        : {
            question,
            at: questions.indexOf(question) + 1,
            of: questions.length,
            progress: questionProgress(state, question.id),
            sight: sightOf(sights, question),
          },
    [question, questions, state, sights],
  );
  return { quiz, sheet };
}
