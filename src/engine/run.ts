import { say } from '../i18n/text.ts';
import type { Lab, Step } from '../lab/chapter.ts';
import { overall } from '../lab/check.ts';
import { localDate } from '../lab/date.ts';
import type { ExecuteContext } from '../lab/step.ts';
import { Channel } from './channel.ts';
import { diagnosed } from './diagnosis/checks.ts';
import { explain } from './diagnosis/explain.ts';
import { redact } from './diagnosis/redact.ts';
import { diagnosisContext, type Environment } from './environment.ts';
import type { LabEvent, StepEvent, StepPhase } from './events.ts';
import { type StepResult, validateSteps } from './validate.ts';
import { type StepVerification, verifyStep } from './verify.ts';

/** Progress goes to the screen at most this often (milliseconds); a terminal cannot show more. */
const PROGRESS_INTERVAL = 80;

/**
 * Runs steps in order: prerequisites, execute, verify. What verifies already is skipped. Stops at the first required
 * step that cannot go on; an optional one is passed over. Never throws for a failed step; ends with an `end` event.
 */
export async function* runSteps(
  lab: Lab,
  steps: readonly Step[],
  environment: Environment,
  signal: AbortSignal,
): AsyncGenerator<LabEvent> {
  const channel = new Channel<LabEvent>();
  const run = new Run(environment, signal, event => channel.push(event));
  const finished = run.all(lab, steps).finally(() => channel.close());
  yield* channel;
  await finished;
}

type Outcome = 'skipped' | 'verified' | 'failed' | 'blocked' | 'interrupted';

class Run {
  readonly #environment: Environment;
  readonly #signal: AbortSignal;
  readonly #emit: (event: LabEvent) => void;
  #exportDate: string | undefined;
  /** The step under way. */
  #current: string | undefined;

  constructor(environment: Environment, signal: AbortSignal, emit: (event: LabEvent) => void) {
    this.#environment = environment;
    this.#signal = signal;
    this.#emit = emit;
    this.#exportDate = environment.exportDate;
  }

  async all(lab: Lab, steps: readonly Step[]): Promise<void> {
    const tally = { executed: 0, verified: 0, failed: 0, interrupted: false, exitCode: 0 };
    const unheed = this.#heed(steps);
    // Everything is looked at first, in parallel: what holds costs one wave of checks instead of one step after another.
    const standing = validateSteps(lab, steps, this.#environment, this.#signal);
    const preparing = this.#prepare(steps, standing).catch(() => {});
    for (const step of steps) {
      const { outcome, exitCode } = await this.#step(step, standing.get(step.id));
      if (outcome === 'verified') tally.executed += 1;
      if (outcome === 'interrupted') {
        tally.interrupted = true;
        break;
      }
      if (step.optional) continue;
      if (outcome === 'skipped' || outcome === 'verified') {
        tally.verified += 1;
        continue;
      }
      tally.failed += 1;
      tally.exitCode = exitCode;
      break;
    }
    await Promise.allSettled([preparing, ...standing.values()]);
    unheed();
    this.#emit({ event: 'end', ...tally, exitCode: tally.interrupted ? 130 : tally.exitCode });
  }

  /** Lets the steps that will have to run start what is slow, while those before them run. */
  async #prepare(steps: readonly Step[], standing: ReadonlyMap<string, Promise<StepResult>>): Promise<void> {
    const slow = steps.filter(step => step.definition.prepare !== undefined);
    const preparing = slow.map(async ({ id, definition }) => {
      // A step that was never done will have to run: there is no need to wait for the look at it.
      if (this.#environment.wasDone(id) && (await standing.get(id))?.verdict === 'passed') return;
      definition.prepare?.(await this.#environment.ports.open(definition.needs, this.#signal));
    });
    await Promise.allSettled(preparing);
  }

  async #step(
    step: Step,
    standing: Promise<StepResult> | undefined,
  ): Promise<{ outcome: Outcome; exitCode: number }> {
    const began = performance.now();
    this.#current = step.id;
    const tell = (phase: StepPhase, details: Partial<StepEvent> = {}) =>
      this.#emit({ event: 'step', id: step.id, phase, ...details });
    const ms = () => Math.round(performance.now() - began);
    try {
      this.#signal.throwIfAborted();
      tell('checking');
      const before = await this.#standing(step, await standing);
      if (before.verdict === 'passed' && !this.#hasToShow(step)) {
        tell('skipped', { ms: ms(), ...findings(before) });
        return { outcome: 'skipped', exitCode: 0 };
      }
      tell('prerequisites');
      const blocked = await this.#prerequisites(step, tell);
      if (blocked !== undefined) return { outcome: 'blocked', exitCode: blocked };
      tell('executing');
      await this.#execute(step);
      tell('verifying');
      const after = await verifyStep(step, this.#environment, this.#signal);
      const holds = after.verdict === 'passed';
      tell(holds ? 'verified' : 'failed', { ms: ms(), ...findings(after) });
      return holds ? { outcome: 'verified', exitCode: 0 } : { outcome: 'failed', exitCode: 1 };
    } catch (error) {
      if (this.#signal.aborted) {
        tell('interrupted', { ms: ms() });
        return { outcome: 'interrupted', exitCode: 130 };
      }
      const problem = await explain(error, diagnosisContext(this.#environment));
      tell('failed', { ms: ms(), problem });
      return { outcome: 'failed', exitCode: problem.exitCode };
    }
  }

  /** The first time, a step that shows something is executed even though everything it checks holds already. */
  #hasToShow({ id, definition }: Step): boolean {
    return definition.demonstrates === true && !this.#environment.wasDone(id);
  }

  /** What the first look said, looked at again where it could not judge: the steps before have been mended since. */
  async #standing(step: Step, first: StepResult | undefined): Promise<StepVerification> {
    if (first !== undefined && first.blame === undefined) return first;
    return verifyStep(step, this.#environment, this.#signal);
  }

  async #prerequisites(
    step: Step,
    tell: (phase: StepPhase, details?: Partial<StepEvent>) => void,
  ): Promise<number | undefined> {
    const { settings, ports } = this.#environment;
    const readers = await ports.openReaders(step.definition.needs, this.#signal);
    const found = await step.definition.prerequisites({ ports: readers, settings, signal: this.#signal });
    const checks = await diagnosed(found, diagnosisContext(this.#environment));
    tell('prerequisites', { checks });
    if (overall(checks) !== 'failed') return undefined;
    const missing = checks.some(check => check.verdict === 'failed' && check.requirement === true);
    tell('blocked', { checks });
    return missing ? 2 : 1;
  }

  async #execute(step: Step): Promise<void> {
    const { settings, ports } = this.#environment;
    const opened = await ports.open(step.definition.needs, this.#signal);
    await step.definition.execute({ ports: opened, ...this.#context(step), settings });
  }

  /** Tells what a service makes the run wait for, in the log of the step under way; returns how to stop. */
  #heed(steps: readonly Step[]): () => void {
    const { ports, settings } = this.#environment;
    const unheed = ports.onNotice?.(notice => {
      const id = this.#current ?? steps[0]?.id;
      const line = redact(say(notice, settings.lang), ports.secrets());
      if (id !== undefined) this.#emit({ event: 'log', id, line });
    });
    return unheed ?? (() => {});
  }

  #context(step: Step): Omit<ExecuteContext, 'ports' | 'settings'> {
    return {
      ...reporting(step, this.#emit, () => this.#environment.ports.secrets()),
      signal: this.#signal,
      exportDate: () => {
        if (this.#exportDate === undefined) {
          this.#exportDate = localDate();
          this.#emit({ event: 'fact', name: 'export-date', value: this.#exportDate });
        }
        return this.#exportDate;
      },
    };
  }
}

/** How an action tells what it does, as events; no line that leaves here holds a secret. */
export function reporting(
  step: Step,
  emit: (event: LabEvent) => void,
  secrets: () => readonly string[],
): Pick<ExecuteContext, 'progress' | 'log'> {
  let last = 0;
  let measured: string | undefined;
  return {
    progress: (label, done, total) => {
      const now = performance.now();
      const isNews = label.en !== measured || done === total;
      if (!isNews && now - last < PROGRESS_INTERVAL) return;
      last = now;
      measured = label.en;
      emit({ event: 'progress', id: step.id, label, done, ...(total === undefined ? {} : { total }) });
    },
    log: words => {
      for (const line of redact(words, secrets()).trimEnd().split('\n'))
        emit({ event: 'log', id: step.id, line });
    },
  };
}

function findings(verification: StepVerification): Partial<StepEvent> {
  const { checks, samples, problem } = verification;
  return {
    checks,
    ...(samples === undefined ? {} : { samples }),
    ...(problem === undefined ? {} : { problem }),
  };
}
