import { readFile } from 'node:fs/promises';
import { same } from '../../i18n/text.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { windowsProgram } from '../look/listeners.ts';
import { defineProbe } from '../probe.ts';

/** Whether a Linux kernel is that of WSL, and of which version. */
export function wslVersion(kernel: string): 1 | 2 | null {
  if (/microsoft-standard|WSL2/i.test(kernel)) return 2;
  return /microsoft/i.test(kernel) ? 1 : null;
}

/** Inside WSL: which version, and whether the lab's folders lie on the slow Windows side. */
export function judgeInsideWsl(kernel: string, folders: readonly string[]): readonly Judgement[] {
  const version = wslVersion(kernel);
  if (version === null) return [];
  const onWindows = folders.filter(folder => /^\/mnt\/[a-z](?:\/|$)/.test(folder));
  const title = same(`WSL ${version}`);
  const evidence = { version, on_windows: onWindows.join(', ') };
  if (version === 1) {
    return [
      problem('wsl', title, {
        cause: {
          fr: 'WSL 1 n’a pas de vrai noyau Linux : PostgreSQL y échoue ou y perd des données.',
          en: 'WSL 1 has no real Linux kernel: PostgreSQL fails or loses data in it.',
        },
        fix: {
          fr: 'Dans PowerShell : wsl --set-version NOM 2 (wsl -l -v donne le nom), ou lancez le TP directement sous Windows.',
          en: 'In PowerShell: wsl --set-version NAME 2 (wsl -l -v gives the name), or start the lab on Windows itself.',
        },
        evidence,
      }),
    ];
  }
  if (onWindows.length === 0) return [ok('wsl', title, evidence)];
  return [
    warning('wsl', title, {
      cause: {
        fr: `${onWindows.join(', ')} : du côté de Windows, les droits de PostgreSQL ne peuvent pas être réglés et tout est plus lent.`,
        en: `${onWindows.join(', ')}: on the Windows side PostgreSQL's rights cannot be set and everything is slower.`,
      },
      fix: {
        fr: 'Laissez les dossiers par défaut, dans votre dossier Linux (~).',
        en: 'Keep the default folders, in your Linux home (~).',
      },
      evidence,
    }),
  ];
}

/** One distribution of `wsl.exe -l -v`, whose text is UTF-16 and whose header is translated. */
export interface Distribution {
  readonly name: string;
  readonly version: number;
}

/** Reads the answer of `wsl.exe -l -v`. */
export function parseDistributions(answer: string): readonly Distribution[] {
  return answer.split(/\r?\n/).flatMap(line => {
    const found = /^[* ]\s*(\S.*?)\s{2,}\S+\s+([12])\s*$/.exec(line);
    return found?.[1] === undefined ? [] : [{ name: found[1], version: Number(found[2]) }];
  });
}

/** On Windows: what WSL has to offer (Airflow needs it). */
export function judgeWslOnWindows(distributions: readonly Distribution[]): readonly Judgement[] {
  const second = distributions.some(({ version }) => version === 2);
  const names = distributions.map(({ name, version }) => `${name} (WSL ${version})`).join(', ');
  return [
    ok(
      'wsl',
      second
        ? { fr: `WSL : ${names}`, en: `WSL: ${names}` }
        : {
            fr: 'WSL 2 absent : sans conséquence, le chapitre Airflow exécutera les tâches lui-même',
            en: 'WSL 2 absent: of no consequence, the Airflow chapter runs the tasks itself',
          },
      { distributions: names },
    ),
  ];
}

export const wslProbe = defineProbe({
  id: 'wsl',
  area: 'machine',
  title: same('WSL'),
  async collect({ platform, places, env }, signal) {
    const folders = [places.home, places.workspace];
    if (platform === 'linux') {
      return { judged: judgeInsideWsl(await readFile('/proc/version', 'utf8'), folders) };
    }
    if (platform !== 'win32') return undefined;
    // Without WSL the program says so in a sentence, or is absent.
    const answer = await windowsProgram('wsl.exe', ['-l', '-v'], env, signal).catch(() => '');
    return { judged: judgeWslOnWindows(parseDistributions(answer)) };
  },
  judge: ({ judged }) => judged,
});
