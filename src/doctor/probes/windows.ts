import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { same } from '../../i18n/text.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { windowsProgram } from '../look/listeners.ts';
import type { Machine } from '../machine.ts';
import { defineProbe, type Probe } from '../probe.ts';

/** The values of a key as `reg query` prints them; a word that is translated never stands in front of a value. */
export function parseRegistry(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const found = /^\s+(\S.*?)\s{2,}(REG_[A-Z_]+)\s{2,}(.*?)\s*$/.exec(line);
    if (found?.[1] !== undefined && found[3] !== undefined) values.set(found[1], found[3]);
  }
  return values;
}

/** Oldest Visual C++ runtime that PostgreSQL 18's Windows build starts with. */
const OLDEST_RUNTIME = [14, 30] as const;

/** The Visual C++ runtime, which PostgreSQL's programs load and do not bring. `registry` is the key's text, `dll` whether the file is there. */
export function judgeVcRuntime(registry: string, dll: boolean): readonly Judgement[] {
  const values = parseRegistry(registry);
  const version = values.get('Version') ?? null;
  const numbers = /^v?(\d+)\.(\d+)/.exec(version ?? '');
  const installed = dll && values.get('Installed') !== '0x0';
  const old =
    numbers !== null &&
    (Number(numbers[1]) < OLDEST_RUNTIME[0] ||
      (Number(numbers[1]) === OLDEST_RUNTIME[0] && Number(numbers[2]) < OLDEST_RUNTIME[1]));
  const title = same('Microsoft Visual C++ Redistributable 2015-2022 (x64)');
  const evidence = { version, dll };
  if (installed && !old) return [ok('vc-runtime', title, evidence)];
  return [
    problem('vc-runtime', title, {
      cause: installed
        ? {
            fr: `La version installée (${version}) est trop ancienne : PostgreSQL s'arrêterait avec l'erreur 0xC0000005.`,
            en: `The installed version (${version}) is too old: PostgreSQL would crash with 0xC0000005.`,
          }
        : {
            fr: "VCRUNTIME140.dll manque : PostgreSQL s'arrêterait avec l'erreur 0xC0000135.",
            en: 'VCRUNTIME140.dll is missing: PostgreSQL would end with 0xC0000135.',
          },
      fix: {
        fr: 'Installez-le : winget install Microsoft.VCRedist.2015+.x64',
        en: 'Install it: winget install Microsoft.VCRedist.2015+.x64',
      },
      evidence,
    }),
  ];
}

/** Whether a shell is elevated, by `whoami /groups`: the level's SID is the same in every language. */
export function judgeElevation(groups: string): readonly Judgement[] {
  const elevated = /S-1-16-(?:12288|16384)\b/.test(groups);
  const title = { fr: 'Droits du terminal', en: "The terminal's rights" };
  if (!elevated) return [ok('elevated-shell', title, { elevated })];
  return [
    warning('elevated-shell', title, {
      cause: {
        fr: "Ce terminal est « en tant qu'administrateur » : PostgreSQL refuse de tourner ainsi. Le TP le lance avec des droits réduits, mais les fichiers créés ici ne seront pas modifiables d'un terminal ordinaire.",
        en: 'This terminal runs "as administrator": PostgreSQL refuses to run so. The lab starts it with reduced rights, but files made here cannot be changed from an ordinary terminal.',
      },
      fix: {
        fr: "Fermez ce terminal, et ouvrez-en un sans « Exécuter en tant qu'administrateur ».",
        en: 'Close this terminal, and open one without "Run as administrator".',
      },
      evidence: { elevated },
    }),
  ];
}

/** The number of the console's code page in the answer of `chcp`, in any language. */
export function codePageIn(text: string): number | null {
  const found = /(\d{3,5})\D*$/.exec(text.trim());
  return found === null ? null : Number(found[1]);
}

const UTF8 = 65_001;

/** The console's code page. */
export function judgeCodePage(chcp: string): readonly Judgement[] {
  const page = codePageIn(chcp);
  const title = {
    fr: `Page de codes de la console : ${page ?? '?'}`,
    en: `Console code page: ${page ?? '?'}`,
  };
  if (page === UTF8) return [ok('code-page', title, { code_page: page })];
  return [
    warning('code-page', title, {
      cause: {
        fr: "Cette console n'est pas en UTF-8 : le TP s'affiche bien, mais les accents des fichiers que vous affichez (type, more) et de vos propres scripts Python peuvent être abîmés.",
        en: 'This console is not in UTF-8: the lab shows well, but accents of files that you print (type, more) and of your own Python scripts may be broken.',
      },
      fix: {
        fr: 'Tapez « chcp 65001 » dans ce terminal, ou utilisez Windows Terminal.',
        en: 'Type "chcp 65001" in this terminal, or use Windows Terminal.',
      },
      evidence: { code_page: page },
    }),
  ];
}

/** Policies under which `Activate.ps1` and other local scripts run. */
const OPEN_POLICIES = ['RemoteSigned', 'Unrestricted', 'Bypass'];

/** PowerShell's execution policy, from the keys of the group policy, the user and the machine, the strongest first. */
export function judgeExecutionPolicy(keys: readonly string[]): readonly Judgement[] {
  const policy = keys
    .map(key => parseRegistry(key).get('ExecutionPolicy'))
    .find(value => value !== undefined);
  const effective = policy ?? 'Restricted';
  const title = {
    fr: `Scripts de PowerShell : ${effective}`,
    en: `PowerShell scripts: ${effective}`,
  };
  if (OPEN_POLICIES.includes(effective)) return [ok('execution-policy', title, { policy: effective })];
  return [
    warning('execution-policy', title, {
      cause: {
        fr: "PowerShell n'exécute pas les scripts .ps1 : Activate.ps1 d'un environnement Python sera refusé. Le TP, lui, n'en a pas besoin.",
        en: 'PowerShell does not run .ps1 scripts: the Activate.ps1 of a Python environment will be refused. The lab itself needs none.',
      },
      fix: {
        fr: 'Set-ExecutionPolicy -Scope CurrentUser RemoteSigned, ou appelez dbt.exe par son chemin sans activer.',
        en: 'Set-ExecutionPolicy -Scope CurrentUser RemoteSigned, or call dbt.exe by its path without activating.',
      },
      evidence: { policy: effective },
    }),
  ];
}

/** Characters that dbt's and Python's own files need behind the folder that is chosen for them. */
const DEEPEST = { tools: 150, workspace: 110 } as const;
const LONGEST_PATH = 259;

export interface PathLengths {
  readonly tools: string;
  readonly workspace: string;
  /** `LongPathsEnabled`. */
  readonly longPaths: boolean;
}

/** Whether paths stay below Windows' old limit of 260 characters. */
export function judgePathLength({ tools, workspace, longPaths }: PathLengths): readonly Judgement[] {
  const longest = Math.max(tools.length + DEEPEST.tools, workspace.length + DEEPEST.workspace);
  const title = { fr: 'Longueur des chemins', en: 'Length of paths' };
  const evidence = { longest, long_paths: longPaths };
  if (longPaths || longest <= LONGEST_PATH) return [ok('path-length', title, evidence)];
  return [
    problem('path-length', title, {
      cause: {
        fr: `Les fichiers de dbt auraient des chemins d'environ ${longest} caractères ; Windows s'arrête à 260.`,
        en: `dbt's files would have paths of about ${longest} characters; Windows stops at 260.`,
      },
      fix: {
        fr: 'Choisissez des dossiers plus courts (--home C:\\TP\\lab --workspace C:\\TP\\fichiers), ou activez les chemins longs de Windows (LongPathsEnabled).',
        en: "Choose shorter folders (--home C:\\TP\\lab --workspace C:\\TP\\files), or turn on Windows' long paths (LongPathsEnabled).",
      },
      evidence,
    }),
  ];
}

/** `EnableControlledFolderAccess` in the answer of `Get-MpPreference` or of its registry key: 0 off, 1 on, others only watch. */
export function controlledAccessIn(text: string): number | null {
  const found = /EnableControlledFolderAccess\s*(?::|REG_DWORD)\s*(?:0x)?(\d+)/.exec(text);
  return found === null ? null : Number(found[1]);
}

/** Folders that Windows' ransomware protection closes to unknown programs. */
const PROTECTED =
  /\\(?:Documents|Desktop|Bureau|Pictures|Images|Videos|Vidéos|Music|Musique|Favorites|Favoris)(?:\\|$)/i;

/** Windows' controlled folder access, for the folders that the lab writes to. */
export function judgeControlledAccess(answer: string, folders: readonly string[]): readonly Judgement[] {
  const level = controlledAccessIn(answer) ?? 0;
  const caught = folders.filter(folder => PROTECTED.test(folder));
  const title = {
    fr: 'Protection des dossiers (Windows Defender)',
    en: 'Folder protection (Windows Defender)',
  };
  const evidence = { level, folders: caught.join(', ') };
  if (level !== 1 || caught.length === 0) return [ok('controlled-folder-access', title, evidence)];
  return [
    problem('controlled-folder-access', title, {
      cause: {
        fr: `L'« accès contrôlé aux dossiers » empêchera le TP d'écrire dans ${caught.join(', ')}.`,
        en: `"Controlled folder access" will keep the lab from writing to ${caught.join(', ')}.`,
      },
      fix: {
        fr: 'Choisissez un dossier hors de Documents et du Bureau (--workspace C:\\TP), ou autorisez Node dans Sécurité Windows › Protection contre les rançongiciels.',
        en: 'Choose a folder outside Documents and Desktop (--workspace C:\\TP), or allow Node in Windows Security › Ransomware protection.',
      },
      evidence,
    }),
  ];
}

/** The kind of a drive as `fsutil fsinfo drivetype` says it, in English or French. */
export function isNetworkDrive(fsutil: string): boolean {
  return /remote|network|r.seau|distant/i.test(fsutil.replace(/^[^-]*-/, ''));
}

type Collect<F> = (machine: Machine, signal: AbortSignal) => Promise<F>;

/** A probe that looks on Windows alone. */
function onWindows<F>(
  id: string,
  title: { readonly fr: string; readonly en: string },
  area: 'machine' | 'folders',
  collect: Collect<F>,
  judge: (facts: F) => readonly Judgement[],
): Probe {
  return defineProbe<F>({
    id,
    area,
    title,
    collect: async (machine, signal) => (machine.platform === 'win32' ? collect(machine, signal) : undefined),
    judge,
  });
}

const registry = ({ env }: Machine, key: string, signal: AbortSignal) =>
  // An absent key is an answer: its values are the defaults.
  windowsProgram('reg.exe', ['query', key], env, signal);

const POLICY_KEYS = [
  'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell',
  'HKCU\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell',
  'HKLM\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell',
];

export const windowsProbes: readonly Probe[] = [
  onWindows(
    'vc-runtime',
    same('Visual C++ Redistributable'),
    'machine',
    async (machine, signal) => ({
      key: await registry(
        machine,
        'HKLM\\SOFTWARE\\Microsoft\\VisualStudio\\14.0\\VC\\Runtimes\\x64',
        signal,
      ),
      dll: await access(
        join(machine.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'vcruntime140.dll'),
      ).then(
        () => true,
        () => false,
      ),
    }),
    ({ key, dll }) => judgeVcRuntime(key, dll),
  ),
  onWindows(
    'elevated-shell',
    { fr: 'Droits du terminal', en: "The terminal's rights" },
    'machine',
    ({ env }, signal) => windowsProgram('whoami.exe', ['/groups', '/fo', 'csv', '/nh'], env, signal),
    judgeElevation,
  ),
  onWindows(
    'code-page',
    { fr: 'Page de codes de la console', en: 'Console code page' },
    'machine',
    ({ env }, signal) => windowsProgram('chcp.com', [], env, signal),
    judgeCodePage,
  ),
  onWindows(
    'execution-policy',
    { fr: 'Scripts de PowerShell', en: 'PowerShell scripts' },
    'machine',
    (machine, signal) => Promise.all(POLICY_KEYS.map(key => registry(machine, key, signal))),
    judgeExecutionPolicy,
  ),
  onWindows(
    'path-length',
    { fr: 'Longueur des chemins', en: 'Length of paths' },
    'folders',
    async (machine, signal) => {
      const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem';
      const values = parseRegistry(await registry(machine, key, signal));
      const { tools, workspace } = machine.places;
      return { tools, workspace, longPaths: values.get('LongPathsEnabled') === '0x1' };
    },
    judgePathLength,
  ),
  onWindows(
    'controlled-folder-access',
    { fr: 'Protection des dossiers (Windows Defender)', en: 'Folder protection (Windows Defender)' },
    'folders',
    async (machine, signal) => {
      const key =
        'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Windows Defender Exploit Guard\\Controlled Folder Access';
      const { home, workspace } = machine.places;
      return { answer: await registry(machine, key, signal), folders: [home, workspace] };
    },
    ({ answer, folders }) => judgeControlledAccess(answer, folders),
  ),
];
