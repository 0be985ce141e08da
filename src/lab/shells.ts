import { join } from 'node:path';
import type { LabSettings } from './settings.ts';

/** A shell that commands are written for: bash, zsh and their kin; PowerShell 5 and 7; the Windows command prompt. */
export type ShellKind = 'sh' | 'powershell' | 'cmd';

/** The name a person knows a shell by. */
export const SHELL_NAMES: Readonly<Record<ShellKind, string>> = {
  sh: 'bash, zsh',
  powershell: 'PowerShell',
  cmd: 'cmd',
};

/**
 * The shell that this program was most likely started from. On Windows, Git Bash says so by MSYSTEM; PowerShell adds the
 * person's own folder to PSModulePath, which otherwise holds only folders of the system.
 */
export function shellOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): ShellKind {
  if (platform !== 'win32') return /(?:^|\/)pwsh$/.test(env['SHELL'] ?? '') ? 'powershell' : 'sh';
  if ((env['MSYSTEM'] ?? '') !== '') return 'sh';
  const systems = [env['ProgramFiles'], env['ProgramW6432'], env['SystemRoot'] ?? 'C:\\Windows'];
  const folders = (env['PSModulePath'] ?? '').split(';').filter(folder => folder !== '');
  const isSystem = (folder: string) =>
    systems.some(
      system => system !== undefined && folder.toLowerCase().startsWith(`${system.toLowerCase()}\\`),
    );
  return folders.some(folder => !isSystem(folder) && !folder.startsWith('%')) ? 'powershell' : 'cmd';
}

/** The shell of a person's settings. */
export function shellFor({ shell }: Pick<LabSettings, 'shell'>): ShellKind {
  return shell ?? (process.platform === 'win32' ? 'powershell' : 'sh');
}

/** A value as one word of a command line. */
export function quoted(value: string, shell: ShellKind): string {
  switch (shell) {
    case 'sh':
      return `'${value.replaceAll("'", "'\\''")}'`;
    case 'powershell':
      return `'${value.replaceAll("'", "''")}'`;
    case 'cmd':
      return `"${value}"`;
  }
}

/** Sets a variable for the commands that follow in the same terminal. */
export function assignment(name: string, value: string, shell: ShellKind): string {
  switch (shell) {
    case 'sh':
      return `export ${name}=${quoted(value, shell)}`;
    case 'powershell':
      return `$env:${name} = ${quoted(value, shell)}`;
    case 'cmd':
      return `set "${name}=${value}"`;
  }
}

/** A variable of the shell inside a document of `documentArgument`. */
export const shellVariable = (name: string): string => `\u0000${name}\u0000`;

/** A JSON document for a program: what is typed first, and the argument. */
export interface DocumentArgument {
  readonly before: readonly string[];
  readonly argument: string;
}

/**
 * A JSON document as an argument of the AWS CLI. On Windows it goes through a file: PowerShell 5 loses its quotation marks on
 * the way to a program, PowerShell 7.3 keeps them, and cmd has its own rules.
 */
export function documentArgument(file: string, document: unknown, shell: ShellKind): DocumentArgument {
  const pieces = JSON.stringify(document).split('\\u0000');
  const withVariables = (literal: (text: string) => string, variable: (name: string) => string) =>
    pieces.map((piece, at) => (at % 2 === 0 ? literal(piece) : variable(piece)));
  switch (shell) {
    case 'sh': {
      const words = withVariables(
        text => quoted(text, shell),
        name => `"$${name}"`,
      );
      return { before: [], argument: words.join('') };
    }
    case 'powershell': {
      const words = withVariables(
        text => quoted(text, shell),
        name => `$${name}`,
      );
      return {
        before: [`Set-Content -Encoding ascii ${file} (${words.join(' + ')})`],
        argument: `file://${file}`,
      };
    }
    case 'cmd': {
      const words = withVariables(
        text => text,
        name => `%${name}%`,
      );
      return { before: [`echo ${words.join('')}> ${file}`], argument: `file://${file}` };
    }
  }
}

/** Puts the one line that a command prints into a variable of this terminal. */
export function captured(name: string, command: string, shell: ShellKind): string {
  switch (shell) {
    case 'sh':
      return `${name}=$(${command})`;
    case 'powershell':
      return `$${name} = ${command}`;
    case 'cmd':
      return `for /f "delims=" %i in ('${command}') do @set "${name}=%i"`;
  }
}

/** Makes a folder with those above it; one that is there stays. */
export function newFolder(folder: string, shell: ShellKind): string {
  const path = quoted(folder, shell);
  switch (shell) {
    case 'sh':
      return `mkdir -p ${path}`;
    case 'powershell':
      return `New-Item -ItemType Directory -Force ${path} | Out-Null`;
    case 'cmd':
      return `if not exist ${path} mkdir ${path}`;
  }
}

/** Goes to a folder, on another drive too. */
export function changeFolder(folder: string, shell: ShellKind): string {
  return `${shell === 'cmd' ? 'cd /d' : 'cd'} ${quoted(folder, shell)}`;
}

/** A path of the workspace as this machine writes it. */
export function workspacePath({ workspace }: Pick<LabSettings, 'workspace'>, ...parts: string[]): string {
  return join(workspace, ...parts);
}

/** `shopstream` as this person types it. */
export function programFor({ program }: Pick<LabSettings, 'program'>): string {
  return program ?? 'shopstream';
}

/** Gives the terminal the connections' values, secrets included, without showing them. */
export function connectionLine(
  settings: Pick<LabSettings, 'program' | 'shell'>,
  as: 'lab' | 'admin' = 'lab',
): string {
  const command = `${programFor(settings)} sandbox env${as === 'admin' ? ' --as admin' : ''}`;
  switch (shellFor(settings)) {
    case 'sh':
      return `eval "$(${command}${process.platform === 'win32' ? ' --format sh' : ''})"`;
    case 'powershell':
      return `${command} --format powershell | Out-String | Invoke-Expression`;
    case 'cmd':
      return `for /f "delims=" %i in ('${command} --format cmd') do @%i`;
  }
}
