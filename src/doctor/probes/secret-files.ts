import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { configPath } from '../../sandbox/host/paths.ts';
import { type Judgement, ok, type Repair, warning } from '../finding.ts';
import { defineProbe } from '../probe.ts';

export interface SecretFile {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
}

/** Whether the files with passwords and keys are closed to other accounts. */
export function judgeSecretFiles(files: readonly SecretFile[], repair?: Repair): readonly Judgement[] {
  const title = { fr: 'Fichiers de mots de passe', en: 'Files with passwords' };
  const open = files.filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path);
  if (open.length === 0) return [ok('secret-files', title, { files: files.length })];
  return [
    warning('secret-files', title, {
      cause: {
        fr: `D'autres comptes de cette machine peuvent lire : ${open.join(', ')}.`,
        en: `Other accounts of this machine can read: ${open.join(', ')}.`,
      },
      fix: {
        fr: `chmod 600 ${open.map(path => `"${path}"`).join(' ')}`,
        en: `chmod 600 ${open.map(path => `"${path}"`).join(' ')}`,
      },
      evidence: { open: open.length },
      repair,
    }),
  ];
}

export const secretFilesProbe = defineProbe<readonly SecretFile[]>({
  id: 'secret-files',
  area: 'lab',
  title: { fr: 'Fichiers de mots de passe', en: 'Files with passwords' },
  async collect({ places: { home, workspace }, platform }) {
    if (platform === 'win32') return undefined;
    const keys = join(home, 'credentials');
    const names = await readdir(keys).catch((): string[] => []);
    const aws = join(workspace, '.aws', 'credentials');
    // dbt's profile holds no secret: it names the variables that do.
    const paths = [configPath(home), ...names.map(name => join(keys, name)), aws];
    const found = await Promise.all(
      paths.map(async path => {
        const entry = await stat(path).catch(() => undefined);
        return entry?.isFile() === true ? [{ path, mode: entry.mode & 0o777 }] : [];
      }),
    );
    return found.flat();
  },
  judge: files =>
    judgeSecretFiles(files, {
      title: {
        fr: 'Réserver ces fichiers à votre compte (600)',
        en: 'Reserve those files to your account (600)',
      },
      run: async () => {
        for (const { path, mode } of files) if ((mode & 0o077) !== 0) await chmod(path, 0o600);
      },
    }),
});
