import { join } from 'node:path';
import { progressOf } from '../../../engine/state.ts';
import type { StepResult } from '../../../engine/validate.ts';
import type { Step } from '../../../lab/chapter.ts';
import type { Conductor, Watched } from './conductor.ts';
import { watchFiles } from './files.ts';

/** Between two looks (milliseconds): soon enough for someone who waits, seldom enough for a service that is paid by use. */
const PERIODS = { sandbox: 3000, cloud: 15_000 } as const;
/** While something else goes on, it is asked again this much later (milliseconds). */
const BUSY = 500;
/** What the lab's own run of a saved file writes is reported until so long after it (milliseconds). */
const ECHO = 3000;
/** A look that takes long is not taken more often than this share of the time. */
const SHARE = 4;

/** What is known of a step that is being done by hand. */
export interface Watching {
  readonly step: Step;
  /** When the real system was last looked at, milliseconds since the epoch. */
  readonly at: number | undefined;
  readonly result: StepResult | undefined;
  /** The saved file that the last look was for. */
  readonly file: string | undefined;
  /** What became of running that file again; `undefined`: nothing was to be run. */
  readonly rerun: Watched['rerun'];
  /** A saved file is being run now. */
  readonly running: boolean;
}

function nothing(step: Step): Watching {
  return { step, at: undefined, result: undefined, file: undefined, rerun: undefined, running: false };
}

/** What dbt writes at the end of a run is news, and nothing to run. */
function isRun({ definition }: Step, file: string): boolean {
  return definition.rerun !== undefined && !file.endsWith('run_results.json');
}

/** Looks at the real system while a person does a step by hand, until the step holds; again whenever they save a file. */
export class Watcher {
  readonly #conductor: Conductor;
  readonly #period: number;
  readonly #listeners = new Set<() => void>();
  #watching: Watching | undefined;
  #stop: () => void = () => {};
  #look: () => void = () => {};

  /** `period`: milliseconds between two looks. */
  constructor(conductor: Conductor, period: number = PERIODS[conductor.session.settings.target]) {
    this.#conductor = conductor;
    this.#period = period;
  }

  readonly snapshot = (): Watching | undefined => this.#watching;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** `onHolds`: called when the step, which was not known to hold, does; `first`: it was so at the first look. */
  start(step: Step, onHolds: (first: boolean) => void): void {
    this.stop();
    const { settings } = this.#conductor.session;
    let timer: NodeJS.Timeout | undefined;
    let stopped = false;
    let looking = false;
    let file: string | undefined;
    let running = false;
    let ran = Number.NEGATIVE_INFINITY;
    const holds = () => progressOf(this.#conductor.session.state, step.id).state === 'verified';
    const later = (wait: number) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(look, wait);
    };
    const look = async () => {
      const held = holds();
      looking = true;
      const because = file;
      file = undefined;
      const toRun = because !== undefined && isRun(step, because) ? because : undefined;
      running = toRun !== undefined;
      if (toRun !== undefined) this.#tell({ ...(this.#watching ?? nothing(step)), file: toRun, running });
      const ended = await this.#conductor.watch(step, toRun);
      looking = false;
      if (running) ran = Date.now();
      running = false;
      if (stopped) return;
      if (ended.kind === 'done') {
        const first = this.#watching?.at === undefined;
        const { result, rerun } = ended.value;
        // What a run of one file said stays until the next one: a look by itself has nothing to say about it.
        const last = because === undefined ? this.#watching : undefined;
        this.#tell({
          step,
          at: Date.now(),
          result,
          file: because ?? last?.file,
          rerun: rerun ?? last?.rerun,
          running: false,
        });
        if (!held && holds()) onHolds(first);
        if (file !== undefined) later(0);
        // What holds is not asked about again and again: only saving a file is a reason to.
        else if (!holds()) later(Math.max(this.#period, ended.ms * SHARE));
      } else {
        file ??= because;
        if (this.#watching?.running === true) this.#tell({ ...this.#watching, running });
        later(BUSY);
      }
    };
    const stopFiles = watchFiles(
      (step.definition.watches ?? []).map(folder => join(settings.workspace, folder)),
      saved => {
        // The end of a run that the lab began itself is no news: it has looked already.
        if (!isRun(step, saved) && (running || Date.now() - ran < ECHO)) return;
        file = saved;
        if (!looking) later(0);
      },
    );
    this.#stop = () => {
      stopped = true;
      clearTimeout(timer);
      stopFiles();
    };
    this.#look = () => {
      if (!looking) later(0);
    };
    this.#tell(nothing(step));
    later(0);
  }

  /** Looks now; does nothing when nothing is watched. */
  lookNow(): void {
    this.#look();
  }

  stop(): void {
    this.#stop();
    this.#stop = () => {};
    this.#look = () => {};
    this.#tell(undefined);
  }

  #tell(watching: Watching | undefined): void {
    if (watching === this.#watching) return;
    this.#watching = watching;
    for (const listener of this.#listeners) listener();
  }
}
