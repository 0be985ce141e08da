import type { Command, LabSettings } from '../../src/lab/lab.ts';
import { PROFILES, PROJECT } from './project.ts';

/** `dbt ARGS` as a person types it: in the project's folder, with the profile's folder said once. */
export function dbtCommand(settings: LabSettings, title: Command['title'], ...lines: string[]): Command {
  const windows = process.platform === 'win32';
  const folder = windows ? settings.workspace.replaceAll('/', '\\') : settings.workspace;
  const separator = windows ? '\\' : '/';
  const profiles = `${folder}${separator}${PROFILES}`;
  return {
    language: 'shell',
    title,
    code: [
      `cd "${folder}${separator}${PROJECT}"`,
      windows ? `$env:DBT_PROFILES_DIR = "${profiles}"` : `export DBT_PROFILES_DIR="${profiles}"`,
      ...lines,
    ].join('\n'),
  };
}

/** Gives the shell the connection's values, secrets included, without showing them. */
export const CONNECTION_LINE =
  process.platform === 'win32'
    ? 'shopstream sandbox env --format powershell | Out-String | Invoke-Expression'
    : 'eval "$(shopstream sandbox env)"';
