import { cpus, release, totalmem, type } from 'node:os';
import process from 'node:process';
import type { Text } from '../i18n/text.ts';
import type { Placement } from '../lab/placement.ts';
import type { Finding } from './finding.ts';

/** What `doctor --json` prints, and `grade` reads from a whole class. */
export interface DoctorReport {
  readonly format: 'shopstream-doctor';
  readonly version: 1;
  readonly machine: {
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly lab: string;
    readonly os: string;
    readonly platform: string;
    readonly release: string;
    readonly arch: string;
    readonly node: string;
    readonly locale: string;
    readonly timeZone: string;
    readonly cpus: number;
    readonly memoryBytes: number;
    readonly placement: Placement;
    /** As chosen in the settings; `null` when it was not. */
    readonly student: string | null;
  };
  readonly findings: readonly (Omit<Finding, 'repair'> & {
    /** Whether `doctor --fix` can mend it. */
    readonly repairable: boolean;
  })[];
  /** What `--fix` did; absent without it. */
  readonly repairs?: readonly {
    readonly ids: readonly string[];
    readonly title: Text;
    readonly done: boolean;
  }[];
}

/** The report of what was found on this machine. */
export function doctorReport(
  about: { readonly app: string; readonly placement: Placement; readonly student: string | undefined },
  findings: readonly Finding[],
): DoctorReport {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    format: 'shopstream-doctor',
    version: 1,
    machine: {
      at: new Date().toISOString(),
      lab: about.app,
      os: type(),
      platform: process.platform,
      release: release(),
      arch: process.arch,
      node: process.versions.node,
      locale,
      timeZone,
      cpus: cpus().length,
      memoryBytes: totalmem(),
      placement: about.placement,
      student: about.student ?? null,
    },
    findings: findings.map(({ repair, ...finding }) => ({ ...finding, repairable: repair !== undefined })),
  };
}
