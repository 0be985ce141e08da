import type { Problem } from '../../../engine/events.ts';
import { type Asked, type Judged, judge, type Question } from '../../../engine/questions.ts';
import type { QuestionProgress } from '../../../engine/state.ts';
import type { Conductor } from './conductor.ts';

/** What this sitting knows of one question, beyond what the journal keeps. */
export interface Sight {
  /** The real systems are being read. */
  readonly looking: boolean;
  readonly asked: Asked | undefined;
  /** What the last answer was worth. */
  readonly judged: Judged | undefined;
  /** Why it could not be asked at all. */
  readonly problem: Problem | undefined;
}

/** One question of a chapter, as it stands. */
export interface QuestionSheet {
  readonly question: Question;
  /** Its place among the chapter's questions, from 1, and how many there are. */
  readonly at: number;
  readonly of: number;
  readonly progress: QuestionProgress | undefined;
  readonly sight: Sight;
}

const UNSEEN: Sight = { looking: false, asked: undefined, judged: undefined, problem: undefined };

/** Asks questions of the real systems and judges answers, for one sitting. Knows nothing of React. */
export class Quiz {
  readonly #conductor: Conductor;
  readonly #listeners = new Set<() => void>();
  #sights: ReadonlyMap<string, Sight> = new Map();

  constructor(conductor: Conductor) {
    this.#conductor = conductor;
  }

  /** What is known now; the same object until something has changed. */
  readonly snapshot = (): ReadonlyMap<string, Sight> => this.#sights;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads whether a question can be answered now. */
  async look(question: Question): Promise<void> {
    if (!this.#sight(question).looking) await this.#ask(question);
  }

  /** Judges what was typed against the real systems as they are at this moment, and records it. */
  async answer(question: Question, typed: string): Promise<void> {
    if (this.#sight(question).looking) return;
    const asked = await this.#ask(question);
    if (asked?.kind !== 'ready') return;
    const judged = judge(question, asked, typed);
    this.#set(question, { judged });
    const ended = await this.#conductor.answered(question, judged);
    if (ended.kind === 'broken') this.#set(question, { problem: ended.problem });
  }

  async #ask(question: Question): Promise<Asked | undefined> {
    this.#set(question, { looking: true });
    const ended = await this.#conductor.ask(question);
    const asked = ended.kind === 'done' ? ended.value : undefined;
    const problem = ended.kind === 'broken' ? ended.problem : undefined;
    this.#set(question, { looking: false, asked, judged: undefined, problem });
    return asked;
  }

  #sight({ id }: Question): Sight {
    return this.#sights.get(id) ?? UNSEEN;
  }

  #set(question: Question, change: Partial<Sight>): void {
    this.#sights = new Map(this.#sights).set(question.id, { ...this.#sight(question), ...change });
    for (const listener of this.#listeners) listener();
  }
}

/** What is known of a question. */
export function sightOf(sights: ReadonlyMap<string, Sight>, question: Question): Sight {
  return sights.get(question.id) ?? UNSEEN;
}
