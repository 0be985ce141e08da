import {
  assignment,
  type Command,
  changeFolder,
  connectionLine,
  type LabSettings,
  placeOf,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import { PROFILES, PROJECT } from './project.ts';

/** `dbt ARGS` as a person types it: in the project's folder, with the profile's folder said once. */
export function dbtCommand(settings: LabSettings, title: Command['title'], ...lines: string[]): Command {
  const shell = shellFor(settings);
  return {
    language: 'shell',
    title,
    code: [
      changeFolder(workspacePath(settings, PROJECT), shell),
      assignment('DBT_PROFILES_DIR', workspacePath(settings, PROFILES), shell),
      ...lines,
    ].join('\n'),
  };
}

/** The same for a command that connects to the warehouse: the sandbox's values come first. */
export function connectedDbtCommand(
  settings: LabSettings,
  title: Command['title'],
  ...lines: string[]
): Command {
  const connection = placeOf(settings, 'snowflake') === 'sandbox' ? [connectionLine(settings)] : [];
  return dbtCommand(settings, title, ...connection, ...lines);
}
