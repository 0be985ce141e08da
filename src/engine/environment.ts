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
