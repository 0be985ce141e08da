import type { Lang } from '../i18n/text.ts';
import { commandFiles, sheetPath } from '../lab/by-hand.ts';
import type { Lab, Step } from '../lab/chapter.ts';
import { localDate } from '../lab/date.ts';
import type { LabSettings } from '../lab/settings.ts';
import type { PortSource } from '../ports/source.ts';
import type { Environment } from './environment.ts';
import type { LabEvent } from './events.ts';
import type { JournalWriter } from './journal/writer.ts';
import type { Holder } from './lock.ts';
import { type Asked, askQuestion, type Judged, type Question } from './questions.ts';
import { resetSteps } from './reset.ts';
import { reporting, runSteps } from './run.ts';
import {
  type AnsweredEvent,
  emptyState,
  type ImportEvent,
  type LabState,
  progressOf,
  questionProgress,
  type Recorded,
  reduce,
} from './state.ts';
import { type StepResult, validateSteps } from './validate.ts';

export type EndEvent = Extract<LabEvent, { event: 'end' }>;
export type Listener = (event: Recorded, state: LabState) => void;

export interface SessionOptions {
  readonly lab: Lab;
  readonly settings: LabSettings;
  readonly ports: PortSource;
  /** What the journal remembers. */
  readonly state?: LabState | undefined;
  /** `undefined`: another instance holds the lab (named by `holder`) or nothing is to be recorded. */
  readonly journal?: JournalWriter | undefined;
  readonly holder?: Holder | undefined;
  /** `--date`. */
  readonly exportDate?: string | undefined;
}

/** One person's sitting with the lab: its state, and the actions that change it. The TUI and the commands share it. */
export class Session {
  readonly lab: Lab;
  readonly settings: LabSettings;
  readonly ports: PortSource;
  /** Who writes, when this session may only look. */
  readonly holder: Holder | undefined;
  readonly #journal: JournalWriter | undefined;
  readonly #listeners = new Set<Listener>();
  readonly #exportDate: string | undefined;
  #state: LabState;

  constructor(options: SessionOptions) {
    this.lab = options.lab;
    this.settings = options.settings;
    this.ports = options.ports;
    this.holder = options.holder;
    this.#journal = options.journal;
    this.#exportDate = options.exportDate;
    this.#state = options.state ?? emptyState;
  }

  get state(): LabState {
    return this.#state;
  }

  /** Calls `listener` after every event, with the state that follows from it; returns how to stop. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs steps in order (prerequisites, execute, verify); what holds already is skipped. */
  run(steps: readonly Step[], signal: AbortSignal): Promise<EndEvent> {
    return this.#consume(runSteps(this.lab, steps, this.#environment(), signal));
  }

  /** Undoes steps in reverse order. */
  reset(steps: readonly Step[], signal: AbortSignal): Promise<EndEvent> {
    return this.#consume(resetSteps(steps, this.#environment(), signal));
  }

  /** Records that what these steps made is gone, whoever removed it; in the order in which it is told. */
  async forget(steps: readonly Step[]): Promise<void> {
    for (const { id } of steps) await this.#tell({ event: 'step', id, phase: 'undone' });
  }

  /** Verifies steps in parallel; every result is also told to the listeners, as the step's new state. */
  async verify(steps: readonly Step[], signal: AbortSignal): Promise<readonly StepResult[]> {
    const told = this.inspect(steps, signal).map(async promise => {
      const result = await promise;
      await this.#tellVerdict(result);
      return result;
    });
    return Promise.all(told);
  }

  /** Verifies steps in parallel, and neither records nor tells what it finds; in the lab's order, each in its own time. */
  inspect(steps: readonly Step[], signal: AbortSignal): readonly Promise<StepResult>[] {
    return [...validateSteps(this.lab, steps, this.#environment(), signal).values()];
  }

  /**
   * Looks at one step while a person does it by hand. Only what is news is recorded: that it holds now, or no longer; and
   * not that a step which merely shows something holds before anyone has done it.
   */
  async watch(step: Step, signal: AbortSignal): Promise<StepResult> {
    const [looking] = this.inspect([step], signal);
    if (looking === undefined) throw new Error(`${step.id} is not a step of this lab.`);
    const result = await looking;
    const known = progressOf(this.#state, step.id).state === 'verified';
    const isNews = known ? result.verdict === 'failed' : result.verdict === 'passed';
    if (isNews && (known || step.definition.demonstrates !== true)) await this.#tellVerdict(result);
    return result;
  }

  /**
   * Puts into the workspace what a person needs to do a step by hand: its materials, and its commands as files.
   * @returns the path of the file with all commands; `undefined` when another instance holds the lab.
   */
  async handOver(step: Step, lang: Lang, signal: AbortSignal): Promise<string | undefined> {
    if (this.holder !== undefined) return undefined;
    const ports = await this.ports.open(['workspace'], signal);
    await step.definition.materials?.({ ports, settings: this.settings, signal });
    for (const [path, content] of commandFiles(step, this.settings, lang))
      await ports.workspace.write(path, content);
    return ports.workspace.path(sheetPath(step));
  }

  /**
   * Does again what a saved file decides, for a step that is done by hand; what it prints is told as the step's log.
   * @returns whether there was something to do.
   */
  async rerun(step: Step, file: string, signal: AbortSignal): Promise<boolean> {
    const { rerun } = step.definition;
    if (rerun === undefined || this.holder !== undefined) return false;
    const ports = await this.ports.open(step.definition.needs, signal);
    await rerun(
      {
        ports,
        settings: this.settings,
        signal,
        exportDate: () => this.#exportDate ?? this.#state.exportDate ?? localDate(),
        ...reporting(
          step,
          event => void this.#tell(event),
          () => this.ports.secrets(),
        ),
      },
      file,
    );
    return true;
  }

  /** Notes that a step is done for the person, at the end of its hints. */
  async assist(step: Step): Promise<void> {
    await this.#tell({ event: 'assist', id: step.id });
  }

  /** Reads the right answer to a question from the real systems; tells and records nothing. */
  ask(question: Question, signal: AbortSignal): Promise<Asked> {
    return askQuestion(this.lab, question, this.#environment(), signal);
  }

  /** Records an answer as one more try; not behind the right one, nor what is no answer. */
  async answered({ id }: Question, judged: Judged): Promise<void> {
    const known = questionProgress(this.#state, id);
    if (judged.kind === 'unreadable' || known?.right === true) return;
    const { given } = judged;
    const tries = (known?.tries ?? 0) + 1;
    await this.#tell({ event: 'answered', id, right: judged.kind === 'right', tries, given });
  }

  /** Puts a step aside, with the person's reason. */
  async skip(step: Step, reason: string): Promise<void> {
    await this.#tell({ event: 'skip', id: step.id, reason });
  }

  /** Takes over progress from another journal. */
  async adopt(events: readonly (ImportEvent | AnsweredEvent)[]): Promise<void> {
    for (const event of events) await this.#tell(event);
  }

  /** An unknown verdict says nothing about the step: its state stays what it was. */
  async #tellVerdict(result: StepResult): Promise<void> {
    if (result.verdict === 'unknown') return;
    const phase = result.verdict === 'passed' ? 'skipped' : 'failed';
    const { state: known } = progressOf(this.#state, result.step.id);
    // A step that was never done is not "failed" because looking at it finds nothing.
    if (phase === 'failed' && (known === 'pending' || known === 'stale')) return;
    await this.#tell({
      event: 'step',
      id: result.step.id,
      phase,
      checks: result.checks,
      ...(result.samples === undefined ? {} : { samples: result.samples }),
    });
  }

  #environment(): Environment {
    return {
      settings: this.settings,
      ports: this.ports,
      exportDate: this.#exportDate ?? this.#state.exportDate,
      wasDone: id => progressOf(this.#state, id).state === 'verified',
    };
  }

  async #consume(events: AsyncGenerator<LabEvent>): Promise<EndEvent> {
    let end: EndEvent | undefined;
    for await (const event of events) {
      await this.#tell(event);
      if (event.event === 'end') end = event;
    }
    if (end === undefined) throw new Error('A run ended without its end event.');
    return end;
  }

  async #tell(event: Recorded): Promise<void> {
    const at = new Date().toISOString();
    this.#state = reduce(this.lab, this.#state, event, at);
    await this.#journal?.record(event, at);
    for (const listener of this.#listeners) {
      try {
        listener(event, this.#state);
      } catch (error) {
        // A view that breaks must not break the run; it is told on standard error, once, by the process's own handler.
        queueMicrotask(() => process.emitWarning(error instanceof Error ? error : String(error)));
      }
    }
  }
}
