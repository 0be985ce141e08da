import type { LabSettings } from '../lab/settings.ts';
import { programFor, shellFor } from '../lab/shells.ts';
import type { PortSource } from '../ports/source.ts';
import type { DiagnosisContext } from './diagnosis/diagnose.ts';

/** What a run works with. */
export interface Environment {
  readonly settings: LabSettings;
  readonly ports: PortSource;
  /** The export date already fixed by an earlier part of this run, or asked for with `--date`. */
  readonly exportDate: string | undefined;
  /** Whether a step has been done before, as far as is remembered. */
  wasDone(id: string): boolean;
}

/** What a diagnosis may use of an environment: whose secrets to hide, and how this person types commands. */
export function diagnosisContext({
  settings,
  ports,
}: Pick<Environment, 'settings' | 'ports'>): DiagnosisContext {
  return { secrets: ports.secrets(), shell: shellFor(settings), program: programFor(settings) };
}
