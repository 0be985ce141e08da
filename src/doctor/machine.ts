import { arch, homedir, release, tmpdir } from 'node:os';
import process from 'node:process';
import type { Lab } from '../lab/chapter.ts';
import type { Placement } from '../lab/placement.ts';
import type { PortSource } from '../ports/source.ts';
import type { TargetPlaces } from '../targets/places.ts';

/** The folders and files that are looked at. */
export interface DoctorPlaces extends TargetPlaces {
  /** The file of the settings. */
  readonly settings: string;
  /** The file of the progress journal. */
  readonly journal: string;
}

/** What the caller knows and the doctor cannot find out by itself. */
export interface DoctorOptions {
  readonly places: DoctorPlaces;
  /** Where each service is. */
  readonly placement: Placement;
  readonly lab: Lab;
  /** The lab's own version. */
  readonly app: string;
  /** The folder of the package. */
  readonly root: string;
  /** The connections to one's own accounts, opened when a probe asks for them; the caller closes them. */
  readonly accounts?: PortSource;
  /** Milliseconds that a probe may take; 2,000 when left out. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/** The machine as the probes' collectors see it. */
export interface Machine extends Omit<DoctorOptions, 'env' | 'signal' | 'patience'> {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly release: string;
  readonly env: NodeJS.ProcessEnv;
  /** The user's own folder. */
  readonly userHome: string;
  /** The folder of temporary files. */
  readonly temp: string;
  /** Whether this process is root (never on Windows). */
  readonly isRoot: boolean;
}

/** The machine this program runs on. */
export function thisMachine(options: DoctorOptions): Machine {
  return {
    ...options,
    platform: process.platform,
    arch: arch(),
    release: release(),
    env: options.env ?? process.env,
    userHome: homedir(),
    temp: tmpdir(),
    isRoot: process.getuid?.() === 0,
  };
}
