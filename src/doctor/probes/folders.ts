import { chmod, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Text } from '../../i18n/text.ts';
import { isSafePath } from '../../sandbox/postgres/platform.ts';
import { type Judgement, ok, problem, type Repair, warning } from '../finding.ts';
import { windowsProgram } from '../look/listeners.ts';
import type { Machine } from '../machine.ts';
import { defineProbe, type Probe } from '../probe.ts';
import { isNetworkDrive } from './windows.ts';

/** The folders that the lab writes to. */
export type FolderName = 'home' | 'workspace' | 'tools';

export const FOLDER_TITLES: Readonly<Record<FolderName, Text>> = {
  home: { fr: 'Dossier du TP (--home)', en: "The lab's folder (--home)" },
  workspace: { fr: 'Vos fichiers (--workspace)', en: 'Your files (--workspace)' },
  tools: { fr: 'Outils téléchargés (SHOPSTREAM_TOOLS)', en: 'Downloaded tools (SHOPSTREAM_TOOLS)' },
};

export interface RightsFacts {
  readonly name: FolderName;
  readonly path: string;
  /** The folder that exists: itself, or the nearest one above. */
  readonly nearest: string;
  /** Why nothing could be written there; `null` when it could. */
  readonly refusal: string | null;
  /** Permission bits of the folder itself; `null` when it does not exist yet, or on Windows. */
  readonly mode: number | null;
  /** Whether the folder belongs to another account. */
  readonly foreign: boolean;
  readonly repair?: Repair;
}

/** Whether a folder can be written, and is private when it holds secrets. */
export function judgeRights(facts: RightsFacts): readonly Judgement[] {
  const { name, path, nearest, refusal, mode, foreign, repair } = facts;
  const id = `folder-${name}`;
  const title = FOLDER_TITLES[name];
  const evidence = { path, code: refusal, foreign, mode: mode === null ? null : mode.toString(8) };
  const option = name === 'tools' ? 'SHOPSTREAM_TOOLS' : `--${name}`;
  if (refusal !== null) {
    return [
      problem(id, title, {
        cause: refusalCause(refusal, nearest, foreign),
        fix: refusalFix(refusal, option),
        evidence,
      }),
    ];
  }
  const open = name === 'home' && mode !== null && (mode & 0o077) !== 0;
  if (!open) return [ok(id, title, evidence)];
  return [
    warning(id, title, {
      cause: {
        fr: `Les autres comptes de cette machine peuvent entrer dans ${path}, qui contient des mots de passe.`,
        en: `Other accounts of this machine can enter ${path}, which holds passwords.`,
      },
      fix: { fr: `chmod 700 "${path}"`, en: `chmod 700 "${path}"` },
      evidence,
      repair,
    }),
  ];
}

function refusalCause(code: string, path: string, foreign: boolean): Text {
  switch (code) {
    case 'ENOTDIR':
      return { fr: `${path} n'est pas un dossier.`, en: `${path} is not a folder.` };
    case 'EROFS':
      return { fr: `${path} est sur un disque en lecture seule.`, en: `${path} is on a read-only disk.` };
    case 'ENOSPC':
    case 'EDQUOT':
      return { fr: `Le disque de ${path} est plein.`, en: `The disk of ${path} is full.` };
    default:
      return foreign
        ? {
            fr: `${path} appartient à un autre compte (une commande lancée avec sudo, peut-être) : rien ne peut y être écrit (${code}).`,
            en: `${path} belongs to another account (a command run with sudo, perhaps): nothing can be written there (${code}).`,
          }
        : {
            fr: `Rien ne peut être écrit dans ${path} (${code}).`,
            en: `Nothing can be written to ${path} (${code}).`,
          };
  }
}

function refusalFix(code: string, option: string): Text {
  switch (code) {
    case 'ENOTDIR':
    case 'EROFS':
      return {
        fr: `Choisissez un autre dossier avec ${option}.`,
        en: `Choose another folder with ${option}.`,
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return { fr: 'Libérez de la place, puis recommencez.', en: 'Free some space, then try again.' };
    default:
      return {
        fr: `Corrigez vos droits sur ce dossier, ou choisissez-en un autre avec ${option}.`,
        en: `Mend your rights on that folder, or choose another with ${option}.`,
      };
  }
}

/** A few bytes, as a file really written says more than permission bits: access lists, quotas, protected folders. */
async function tryWriting(folder: string): Promise<string | null> {
  const file = join(folder, `.doctor-${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    await writeFile(file, Buffer.alloc(4096), { flag: 'wx', mode: 0o600 });
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}

/** The path itself when it exists, else the nearest folder above that does. */
export async function nearestExisting(path: string): Promise<string> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  // What may not be looked at is there.
  if (!(entry instanceof Error) || (entry.code !== 'ENOENT' && entry.code !== 'ENOTDIR')) return path;
  const above = dirname(path);
  return above === path ? path : nearestExisting(above);
}

async function collectRights(name: FolderName, { places, platform }: Machine): Promise<RightsFacts> {
  const path = places[name];
  const nearest = await nearestExisting(path);
  const entry = await stat(nearest).catch(() => undefined);
  const isFolder = entry === undefined || entry.isDirectory();
  const uid = process.getuid?.();
  const isItself = nearest === path && entry !== undefined;
  return {
    name,
    path,
    nearest,
    refusal: isFolder ? await tryWriting(nearest) : 'ENOTDIR',
    mode: isItself && platform !== 'win32' ? entry.mode & 0o777 : null,
    foreign: uid !== undefined && entry !== undefined && entry.uid !== uid,
    repair: {
      title: { fr: `Réserver ${path} à votre compte (700)`, en: `Reserve ${path} to your account (700)` },
      run: () => chmod(path, 0o700),
    },
  };
}

const NAMES = ['home', 'workspace', 'tools'] as const;

export const rightsProbes: readonly Probe[] = NAMES.map(name =>
  defineProbe<RightsFacts>({
    id: `folder-${name}`,
    area: 'folders',
    title: FOLDER_TITLES[name],
    collect: machine => collectRights(name, machine),
    judge: judgeRights,
  }),
);

/** Folders that a program keeps copying to somebody's servers, by a part of their path. */
const SYNCHRONISED: readonly (readonly [RegExp, string])[] = [
  [/[\\/]OneDrive(?:[ -][^\\/]*)?[\\/]/i, 'OneDrive'],
  [/[\\/]Mobile Documents[\\/]|[\\/]iCloud ?Drive[\\/]|com~apple~CloudDocs/i, 'iCloud'],
  [/[\\/]Dropbox(?: \([^\\/]*\))?[\\/]/i, 'Dropbox'],
  [/[\\/](?:Google ?Drive|GoogleDrive[^\\/]*|My Drive|Mon Drive)[\\/]/i, 'Google Drive'],
  [/[\\/](?:Nextcloud|ownCloud|pCloud ?Drive)[\\/]/i, 'Nextcloud'],
];

/** Linux' numbers of network file systems (`statfs`): NFS, SMB, CIFS, SMB2, sshfs, 9p. */
const NETWORK_TYPES: readonly number[] = [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997];

export interface LocationFacts {
  readonly platform: NodeJS.Platform;
  readonly folders: Readonly<Record<FolderName, string>>;
  /** Those that lie on another machine. */
  readonly network: readonly FolderName[];
  /** The folder that OneDrive takes for Desktop and Documents (Windows). */
  readonly oneDrive: string | undefined;
}

/** Whether folders lie where databases and virtual environments can live. */
export function judgeLocation({ platform, folders, network, oneDrive }: LocationFacts): readonly Judgement[] {
  const title = { fr: 'Emplacement des dossiers', en: 'Where the folders are' };
  const synchronised = NAMES.flatMap(name => {
    const path = `${folders[name]}/`;
    const within = oneDrive !== undefined && path.toLowerCase().startsWith(oneDrive.toLowerCase());
    const found = within ? 'OneDrive' : SYNCHRONISED.find(([pattern]) => pattern.test(path))?.[1];
    return found === undefined ? [] : [{ name, found }];
  });
  const unc = NAMES.filter(name => /^\\\\(?![.?]\\)/.test(folders[name]));
  const far = [...new Set([...network, ...unc])];
  const moved = !isSafePath(platform, folders.home);
  const accents = NAMES.filter(name => /[^\x20-\x7e]/.test(folders[name]));
  const evidence = {
    synchronised: synchronised.map(({ name, found }) => `${name}: ${found}`).join(', '),
    network: far.join(', '),
    accents: accents.join(', '),
    spaces: NAMES.filter(name => folders[name].includes(' ')).join(', '),
    database_elsewhere: moved,
  };
  const fix = {
    fr: `Choisissez un dossier local et non synchronisé, avec ${platform === 'win32' ? '--home C:\\TP\\lab --workspace C:\\TP\\fichiers' : '--home et --workspace'}.`,
    en: `Choose a local folder that is not synchronised, with ${platform === 'win32' ? '--home C:\\TP\\lab --workspace C:\\TP\\files' : '--home and --workspace'}.`,
  };
  if (far.length > 0) {
    const paths = far.map(name => folders[name]).join(', ');
    const cause = {
      fr: `${paths} : sur un disque réseau, les verrous et les écritures de PostgreSQL et de DuckDB ne sont pas sûrs.`,
      en: `${paths}: on a network drive the locks and writes of PostgreSQL and DuckDB are not safe.`,
    };
    // Only the home holds databases.
    const blame = far.includes('home') ? problem : warning;
    return [blame('folder-location', title, { cause, fix, evidence })];
  }
  if (synchronised.length > 0) {
    const which = [...new Set(synchronised.map(({ found }) => found))].join(', ');
    const paths = synchronised.map(({ name }) => folders[name]).join(', ');
    return [
      warning('folder-location', title, {
        cause: {
          fr: `${paths} : ${which} synchronise ce dossier, verrouille des fichiers pendant qu'ils sont écrits, et peut les retirer du disque.`,
          en: `${paths}: ${which} synchronises this folder, locks files while they are written, and may take them off the disk.`,
        },
        fix,
        evidence,
      }),
    ];
  }
  if (!moved) return [ok('folder-location', title, evidence)];
  return [
    ok(
      'folder-location',
      {
        fr: 'Emplacement des dossiers : accents ou signes que PostgreSQL ne supporte pas ; sa base sera placée ailleurs',
        en: 'Where the folders are: accents or signs that PostgreSQL cannot take; its data goes elsewhere',
      },
      evidence,
    ),
  ];
}

async function onNetwork(path: string, machine: Machine, signal: AbortSignal): Promise<boolean> {
  const nearest = await nearestExisting(path);
  if (machine.platform === 'win32') {
    const drive = /^[A-Za-z]:/.exec(nearest)?.[0];
    if (drive === undefined) return false;
    return isNetworkDrive(
      await windowsProgram('fsutil.exe', ['fsinfo', 'drivetype', drive], machine.env, signal),
    );
  }
  if (machine.platform !== 'linux') return false;
  return NETWORK_TYPES.includes((await statfs(nearest)).type);
}

export const locationProbe = defineProbe<LocationFacts>({
  id: 'folder-location',
  area: 'folders',
  title: { fr: 'Emplacement des dossiers', en: 'Where the folders are' },
  async collect(machine, signal) {
    const { home, workspace, tools } = machine.places;
    const folders = { home, workspace, tools };
    const far = await Promise.all(NAMES.map(name => onNetwork(folders[name], machine, signal)));
    return {
      platform: machine.platform,
      folders,
      network: NAMES.filter((_, index) => far[index]),
      oneDrive: machine.platform === 'win32' ? machine.env['OneDrive'] : undefined,
    };
  },
  judge: judgeLocation,
});

/** A text file, or `undefined` when there is none. @throws the system's error when it cannot be read */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
