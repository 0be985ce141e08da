import type { Text } from '../i18n/text.ts';
import type { PortName } from '../ports/ports.ts';
import type { LabSettings } from './settings.ts';
import type { CheckContext, Command } from './step.ts';

/** A number that is often answered instead of the right one, and the thought behind it. */
export interface Mistake {
  readonly value: number;
  readonly why: Text;
}

/** The right number, as the real systems have it now. */
export interface NumberAnswer {
  readonly value: number;
  /** Said with a wrong answer that equals one of them; one that equals the right value is passed over. */
  readonly mistakes: readonly Mistake[];
  /** Said once it is answered, with the figures that were read. */
  readonly explanation: Text;
}

/** One of the answers to choose from; the order they are shown in is not that of their declaration. */
export interface Option {
  /** Kebab-case, stable inside its question. */
  readonly id: string;
  readonly text: Text;
}

/** The right option, as the real systems have it now. */
export interface ChoiceAnswer {
  /** The id of an option. */
  readonly right: string;
  /** Of every option: why it is right, or why it is not. */
  readonly why: Readonly<Record<string, Text>>;
  /** Said once it is answered, with the figures that were read. */
  readonly explanation: Text;
}

interface Common<N extends PortName> {
  /** Kebab-case, stable; unique in its chapter. */
  readonly id: string;
  readonly text: Text;
  /** Full id of the step whose result it asks about: until that holds, there is nothing to find out. */
  readonly step: string;
  readonly needs: readonly N[];
  /** How a person finds out by themselves, with their own values. */
  find(settings: LabSettings): Command;
}

/** Answered by a number, which may be typed as French or as English is written. */
export interface NumberQuestion<N extends PortName = PortName> extends Common<N> {
  readonly kind: 'number';
  readonly unit?: Text;
  /** An answer within so much of the right one is right; 0 when it is left out. */
  readonly tolerance?: number;
  /** Reads the real systems; the same question has another answer on other data. */
  answer(context: CheckContext<N>): Promise<NumberAnswer>;
}

/** Answered by one of several options. */
export interface ChoiceQuestion<N extends PortName = PortName> extends Common<N> {
  readonly kind: 'choice';
  readonly options: readonly Option[];
  /** Reads the real systems; the same question may have another answer elsewhere. */
  answer(context: CheckContext<N>): Promise<ChoiceAnswer>;
}

/** A question of any kind and needs, as the engine handles it. It never blocks a step. */
export type QuestionDefinition = NumberQuestion | ChoiceQuestion;

/** Declares a question; `needs` decides which ports its `answer` may read. */
export function defineQuestion<const N extends PortName>(
  question: NumberQuestion<N> | ChoiceQuestion<N>,
): QuestionDefinition {
  // The engine opens exactly the declared ports before it asks, which is what makes this widening sound.
  return question as unknown as QuestionDefinition;
}
