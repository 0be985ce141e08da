import type { LabSettings } from '../lab/settings.ts';
import type { PortSource } from '../ports/source.ts';

/** What a run works with. */
export interface Environment {
  readonly settings: LabSettings;
  readonly ports: PortSource;
  /** The export date already fixed by an earlier part of this run, or asked for with `--date`. */
  readonly exportDate: string | undefined;
  /** Whether a step has been done before, as far as is remembered. */
  wasDone(id: string): boolean;
}

/** Today's date on this machine's calendar, `YYYY-MM-DD`. */
export function localDate(now: Date = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
