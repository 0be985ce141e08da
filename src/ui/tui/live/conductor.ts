import { explain } from '../../../engine/diagnosis/explain.ts';
import { diagnosisContext } from '../../../engine/environment.ts';
import type { Problem } from '../../../engine/events.ts';
import type { Asked, Judged, Question } from '../../../engine/questions.ts';
import type { EndEvent, Session } from '../../../engine/session.ts';
import type { LabState, Recorded } from '../../../engine/state.ts';
import { progressOf } from '../../../engine/state.ts';
import type { StepResult } from '../../../engine/validate.ts';
import type { Lang } from '../../../i18n/text.ts';
import type { Step } from '../../../lab/chapter.ts';
import { type Activity, IDLE, isBusy } from './activity.ts';
import { doneSteps } from './done.ts';
import { foldLive, type Happening, type Live } from './live.ts';

/** The screen hears of what happens at most this often (milliseconds): 12 times a second, well below what ink draws. */
export const FLUSH_INTERVAL = 84;

/** Everything the screen shows that is not the screen's own. */
export interface Snapshot {
  readonly state: LabState;
  readonly live: Live;
  readonly activity: Activity;
}

/** How something that was asked for ended. `refused`: something else was going on. */
export type Ended<T> =
  | { readonly kind: 'done'; readonly value: T; readonly ms: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'broken'; readonly problem: Problem };

/** What a look at several steps found. */
export interface Looked {
  readonly results: readonly StepResult[];
  /** Steps that were done and no longer hold. */
  readonly changed: readonly Step[];
}

/** What a look at a step that is done by hand gave. */
export interface Watched {
  readonly result: StepResult;
  /** What became of doing again what a saved file decides; `undefined`: there was nothing to do. */
  readonly rerun: 'done' | Problem | undefined;
}

/**
 * Stands between the session and the screen: one action at a time, stoppable; what happens is gathered and told in
 * batches. Knows nothing of React.
 */
export class Conductor {
  readonly session: Session;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  #snapshot: Snapshot;
  #activity: Activity = IDLE;
  #pending: Happening[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushed = 0;
  readonly #closing = new AbortController();
  #work: { readonly abort: AbortController; readonly settled: Promise<unknown> } | undefined;

  constructor(session: Session) {
    this.session = session;
    this.#snapshot = { state: session.state, live: {}, activity: IDLE };
    this.#unsubscribe = session.subscribe(event => this.#hear(event));
  }

  /** What is known now; the same object until something has changed. */
  readonly snapshot = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  run(steps: readonly Step[]): Promise<Ended<EndEvent>> {
    return this.#act('run', steps, signal => this.session.run(steps, signal));
  }

  reset(step: Step): Promise<Ended<EndEvent>> {
    return this.#act('reset', [step], signal => this.session.reset([step], signal));
  }

  verify(steps: readonly Step[]): Promise<Ended<Looked>> {
    return this.#act('verify', steps, signal => this.#look(steps, signal));
  }

  /** Looks, in the background, at the steps that the journal says are done. */
  inspect(): Promise<Ended<Looked>> {
    const done = doneSteps(this.session.lab, this.session.state);
    return this.#act('inspect', done, signal => this.#look(done, signal));
  }

  /** Looks, in the background, at everything, and notes nothing of it: what the systems hold may be another journal's. */
  survey(): Promise<Ended<Looked>> {
    const { steps } = this.session.lab;
    return this.#act('inspect', steps, async signal => {
      const results = await Promise.all(this.session.inspect(steps, signal));
      return { results, changed: [] };
    });
  }

  /** Does something else that takes time and can be stopped: writing the report. */
  report<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Ended<T>> {
    return this.#act('report', [], work);
  }

  /**
   * Looks, in the background, at a step that is done by hand; refused while anything else goes on. Before it, what a `saved`
   * file decides is done again.
   */
  async watch(step: Step, saved?: string): Promise<Ended<Watched>> {
    if (this.#activity.kind !== 'idle') return { kind: 'refused' };
    return this.#act('watch', [step], async signal => {
      const rerun = saved === undefined ? undefined : await this.#rerun(step, saved, signal);
      const result = await this.session.watch(step, signal);
      this.#gather({ kind: 'looked', result, at: Date.now() });
      return { result, rerun };
    });
  }

  async #rerun(step: Step, saved: string, signal: AbortSignal): Promise<Watched['rerun']> {
    try {
      return (await this.session.rerun(step, saved, signal)) ? 'done' : undefined;
    } catch (error) {
      signal.throwIfAborted();
      return await this.#explain(error);
    }
  }

  /** Prepares the workspace for a step that is done by hand; the path of the file with its commands. */
  async handOver(step: Step, lang: Lang): Promise<Ended<string | undefined>> {
    const began = performance.now();
    try {
      const value = await this.session.handOver(step, lang, this.#closing.signal);
      return { kind: 'done', value, ms: performance.now() - began };
    } catch (error) {
      return { kind: 'broken', problem: await this.#explain(error) };
    }
  }

  /** Reads the right answer to a question; what else goes on goes on. */
  async ask(question: Question): Promise<Ended<Asked>> {
    const began = performance.now();
    try {
      const value = await this.session.ask(question, this.#closing.signal);
      return { kind: 'done', value, ms: performance.now() - began };
    } catch (error) {
      if (this.#closing.signal.aborted) return { kind: 'stopped' };
      return { kind: 'broken', problem: await this.#explain(error) };
    }
  }

  /** Records an answer. */
  answered(question: Question, judged: Judged): Promise<Ended<undefined>> {
    return this.#note(() => this.session.answered(question, judged));
  }

  skip(step: Step, reason: string): Promise<Ended<undefined>> {
    return this.#note(() => this.session.skip(step, reason));
  }

  /** Notes that a step is done for the person. */
  assist(step: Step): Promise<Ended<undefined>> {
    return this.#note(() => this.session.assist(step));
  }

  async #note(work: () => Promise<void>): Promise<Ended<undefined>> {
    const began = performance.now();
    try {
      await work();
      return { kind: 'done', value: undefined, ms: performance.now() - began };
    } catch (error) {
      return { kind: 'broken', problem: await this.#explain(error) };
    }
  }

  /** Tells what is going on to stop. Whether there was something to stop. */
  interrupt(): boolean {
    if (this.#work === undefined || this.#activity.kind === 'idle') return false;
    this.#work.abort.abort();
    this.#setActivity({ ...this.#activity, stopping: true });
    return true;
  }

  /** Stops what is going on and waits for it, `patience` milliseconds at most. */
  async close(patience: number): Promise<void> {
    this.interrupt();
    this.#closing.abort();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise(resolve => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([this.#work?.settled, enough]);
    clearTimeout(timer);
    clearTimeout(this.#timer);
    this.#unsubscribe();
    this.#listeners.clear();
  }

  async #act<T>(
    kind: Exclude<Activity['kind'], 'idle'>,
    steps: readonly Step[],
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<Ended<T>> {
    if (isBusy(this.#activity)) return { kind: 'refused' };
    const before = this.#work;
    const abort = new AbortController();
    const began = performance.now();
    // Taken at once: what is asked for while a background look ends must find the place occupied.
    this.#setActivity({ kind, steps: steps.length, current: undefined, since: Date.now(), stopping: false });
    const settled = (async (): Promise<Ended<T>> => {
      before?.abort.abort();
      await before?.settled;
      try {
        const value = await work(abort.signal);
        return { kind: 'done', value, ms: performance.now() - began };
      } catch (error) {
        return abort.signal.aborted
          ? { kind: 'stopped' }
          : { kind: 'broken', problem: await this.#explain(error) };
      }
    })();
    const mine = { abort, settled };
    this.#work = mine;
    const ended = await settled;
    if (this.#work === mine) {
      this.#work = undefined;
      this.#setActivity(IDLE);
    }
    return ended;
  }

  async #look(steps: readonly Step[], signal: AbortSignal): Promise<Looked> {
    const before = this.session.state;
    const results = await this.session.verify(steps, signal);
    const at = Date.now();
    for (const result of results) this.#gather({ kind: 'looked', result, at });
    const changed = results
      .filter(({ step, verdict }) => verdict === 'failed' && isDone(progressOf(before, step.id).state))
      .map(({ step }) => step);
    return { results, changed };
  }

  #hear(event: Recorded): void {
    if (event.event === 'step' && isBusy(this.#activity) && this.#activity.kind !== 'idle') {
      this.#activity = { ...this.#activity, current: event.id };
    }
    this.#gather({ kind: 'event', event, at: Date.now() });
  }

  #gather(happening: Happening): void {
    this.#pending.push(happening);
    this.#schedule();
  }

  /** Told at once: what the next key does depends on it, and so does what the screen says has ended. */
  #setActivity(activity: Activity): void {
    this.#activity = activity;
    clearTimeout(this.#timer);
    this.#flush();
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#flushed + FLUSH_INTERVAL - performance.now());
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#flushed = performance.now();
    const happenings = this.#pending;
    this.#pending = [];
    const live = happenings.length === 0 ? this.#snapshot.live : foldLive(this.#snapshot.live, happenings);
    this.#snapshot = { state: this.session.state, live, activity: this.#activity };
    for (const listener of this.#listeners) listener();
  }

  #explain(error: unknown): Promise<Problem> {
    return explain(error, diagnosisContext(this.session));
  }
}

function isDone(state: string): boolean {
  return state === 'verified' || state === 'executed' || state === 'drifted';
}
