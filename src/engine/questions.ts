import type { Text } from '../i18n/text.ts';
import type { ChapterDefinition, Lab, Step } from '../lab/chapter.ts';
import type { ChoiceAnswer, NumberAnswer, Option, QuestionDefinition } from '../lab/question.ts';
import { explain } from './diagnosis/explain.ts';
import type { Environment } from './environment.ts';
import type { Problem } from './events.ts';
import { type LabState, progressOf, type QuestionProgress, questionProgress } from './state.ts';
import { verifyStep } from './verify.ts';

/** A question in its place. */
export interface Question {
  /** `<chapter>.<question>`. */
  readonly id: string;
  readonly chapter: ChapterDefinition;
  readonly definition: QuestionDefinition;
}

/** After so many wrong answers the explanation is given. */
export const TRIES = 3;

/** What asking the real systems gave. */
export type Asked =
  | {
      readonly kind: 'ready';
      readonly answer:
        | ({ readonly kind: 'number' } & NumberAnswer)
        | ({ readonly kind: 'choice' } & ChoiceAnswer);
    }
  /** What it asks about is not there yet: `step` makes it. With `problem`, it is done and could not be read. */
  | { readonly kind: 'not-ready'; readonly step: Step; readonly problem?: Problem };

/** What an answer is worth. `unreadable`: it is no number, or none of the options; it does not count as a try. */
export type Judged =
  | {
      readonly kind: 'right';
      readonly given: number | string;
      readonly why?: Text;
      readonly explanation: Text;
    }
  | {
      readonly kind: 'wrong';
      readonly given: number | string;
      readonly why?: Text;
      readonly explanation: Text;
    }
  | { readonly kind: 'unreadable' };

/** The questions of a chapter, in order. */
export function questionsOf(chapter: ChapterDefinition): readonly Question[] {
  return (chapter.questions ?? []).map(definition => ({
    id: `${chapter.id}.${definition.id}`,
    chapter,
    definition,
  }));
}

/** How many questions wait for an answer once all required steps of their chapter are done; 0 before. */
export function waiting(lab: Lab, state: LabState, chapter: ChapterDefinition): number {
  const steps = lab.steps.filter(step => step.chapter === chapter);
  const required = steps.filter(step => !step.optional || chapter.optional === true);
  if (!required.every(({ id }) => progressOf(state, id).state === 'verified')) return 0;
  return questionsOf(chapter).filter(({ id }) => questionProgress(state, id)?.right !== true).length;
}

/** Whether the explanation may be told: it was answered rightly, or wrongly often enough. */
export function isRevealed(progress: QuestionProgress | undefined): boolean {
  return progress !== undefined && (progress.right || progress.tries >= TRIES);
}

/** Options in an order that tells nothing of how they were written, and is the same every time. */
export function shuffled(question: Question): readonly Option[] {
  const { definition } = question;
  if (definition.kind !== 'choice') return [];
  const place = ({ id }: Option) => scatter(`${question.id}/${id}`);
  return definition.options.toSorted((a, b) => place(a) - place(b));
}

/**
 * Reads the right answer from the real systems, and whether the step that it is about holds.
 * @throws only when `signal` is aborted.
 */
export async function askQuestion(
  lab: Lab,
  { id, definition }: Question,
  environment: Environment,
  signal: AbortSignal,
): Promise<Asked> {
  const step = lab.steps.find(each => each.id === definition.step);
  if (step === undefined)
    throw new Error(`The question ${id} is about ${definition.step}, which is not a step.`);
  const [{ verdict, problem }, answer] = await Promise.all([
    verifyStep(step, environment, signal),
    // An object that is absent is said by the step; anything else is news.
    read(definition, environment, signal).catch(async (error: unknown) => {
      signal.throwIfAborted();
      return {
        kind: 'broken' as const,
        problem: await explain(error, { secrets: environment.ports.secrets() }),
      };
    }),
  ]);
  if (verdict !== 'passed') return { kind: 'not-ready', step, ...(problem === undefined ? {} : { problem }) };
  if (answer.kind === 'broken') return { kind: 'not-ready', step, problem: answer.problem };
  return { kind: 'ready', answer };
}

async function read(definition: QuestionDefinition, environment: Environment, signal: AbortSignal) {
  const ports = await environment.ports.openReaders(definition.needs, signal);
  const context = { ports, settings: environment.settings, signal };
  return definition.kind === 'number'
    ? { kind: 'number' as const, ...(await definition.answer(context)) }
    : { kind: 'choice' as const, ...(await definition.answer(context)) };
}

/** Judges what a person typed: a number as they write it, or the number that an option is shown with. */
export function judge(
  question: Question,
  { answer }: Extract<Asked, { kind: 'ready' }>,
  typed: string,
): Judged {
  const { explanation } = answer;
  if (answer.kind === 'choice') {
    const option = shuffled(question)[Number(typed.trim()) - 1];
    if (option === undefined) return { kind: 'unreadable' };
    const why = answer.why[option.id];
    return {
      kind: option.id === answer.right ? 'right' : 'wrong',
      given: option.id,
      explanation,
      ...(why === undefined ? {} : { why }),
    };
  }
  const readings = readNumber(typed);
  const [first] = readings;
  if (first === undefined) return { kind: 'unreadable' };
  const { definition } = question;
  const tolerance = definition.kind === 'number' ? (definition.tolerance ?? 0) : 0;
  const near = (value: number) => readings.find(reading => isNear(reading, value, tolerance));
  const right = near(answer.value);
  if (right !== undefined) return { kind: 'right', given: right, explanation };
  const mistake = answer.mistakes.find(
    ({ value }) => !isNear(value, answer.value, tolerance) && near(value) !== undefined,
  );
  return {
    kind: 'wrong',
    given: mistake?.value ?? first,
    explanation,
    ...(mistake === undefined ? {} : { why: mistake.why }),
  };
}

/** Sums of cents are not exact in binary: what is below a millionth is no difference. */
function isNear(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance + 1e-6;
}

/** Digits with spaces, apostrophes, commas and points between them; a unit may follow. */
const NUMBER = /^([+-]?)(\d(?:[\d.,' ]*\d)?)\s*(?:%|€|[a-zà-ÿ]+)?$/i;

/**
 * The numbers that a text may mean: `7 320 915,45` and `7,320,915.45` mean one; `13,637` means thirteen thousand in English
 * and thirteen and a bit in French, so that both are given. None when it is no number.
 */
export function readNumber(typed: string): readonly number[] {
  const text = typed
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replaceAll('’', "'")
    .replaceAll('−', '-')
    .trim();
  const [, sign = '', digits] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return [];
  const bare = digits.replace(/[' ]/g, '');
  const marks = bare.match(/[.,]/g) ?? [];
  const last = marks.at(-1);
  const grouped = bare.replace(/[.,]/g, '');
  const at = last === undefined ? -1 : bare.lastIndexOf(last);
  const split = `${bare.slice(0, at).replace(/[.,]/g, '')}.${bare.slice(at + 1)}`;
  const isThousands = at >= 0 && /^\d{1,3}([.,]\d{3})+$/.test(bare);
  const alike = marks.every(mark => mark === last);
  const readings =
    last === undefined
      ? [grouped]
      : alike && marks.length > 1
        ? [grouped]
        : isThousands && alike
          ? [grouped, split]
          : [split];
  return readings.map(reading => Number(`${sign}${reading}`));
}

/** A number that depends on every letter of a word (FNV-1a). */
function scatter(word: string): number {
  let hash = 0x811c9dc5;
  for (const letter of word) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
