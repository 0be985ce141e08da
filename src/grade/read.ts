/** Finds the reports and doctor's findings in a folder; whatever else lies there is set aside with its reason. */
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Text } from '../i18n/text.ts';
import { errorCode } from '../lab/errors.ts';
import { decodeReport, isReport, UnreadableReport } from '../proof/decode.ts';
import type { SignedReport } from '../proof/report.ts';
import { type DoctorFile, decodeDoctor, isDoctor } from './doctor.ts';

/** A file that could not be graded. */
export interface Aside {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly reason: Text;
}

export interface ReportFile {
  readonly file: string;
  readonly report: SignedReport;
  /** The parsed JSON: what was signed. */
  readonly raw: object;
}

export interface Reading {
  readonly reports: readonly ReportFile[];
  readonly doctors: readonly DoctorFile[];
  readonly aside: readonly Aside[];
}

/** A learning platform puts each student's files into a folder of their own. */
const DEEPEST = 3;
const MOST_FILES = 5000;
/** Bytes; the lab's own reports have about 60 kB. */
const LARGEST = 5 * 1024 * 1024;

/**
 * Reads every JSON file of a folder and of the folders in it; links are not followed.
 * @throws the system's error when the folder itself cannot be read.
 */
export async function readFolder(folder: string): Promise<Reading> {
  const aside: Aside[] = [];
  const paths: string[] = [];
  await walk(folder, 0, paths, (path, reason) => aside.push({ file: named(folder, path), reason }));
  const reports: ReportFile[] = [];
  const doctors: DoctorFile[] = [];
  for (const path of paths.sort()) {
    const file = named(folder, path);
    const found = await readOne(path);
    switch (found.kind) {
      case 'report':
        reports.push({ file, report: found.report, raw: found.raw });
        break;
      case 'doctor':
        doctors.push({ ...found.doctor, file });
        break;
      case 'aside':
        aside.push({ file, reason: found.reason });
    }
  }
  return { reports, doctors, aside: aside.toSorted((a, b) => (a.file < b.file ? -1 : 1)) };
}

function named(folder: string, path: string): string {
  return relative(folder, path).replaceAll(sep, '/');
}

async function walk(
  folder: string,
  depth: number,
  paths: string[],
  setAside: (path: string, reason: Text) => void,
): Promise<void> {
  const entries: readonly Dirent[] = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) setAside(path, LINK);
    else if (entry.isDirectory()) {
      if (depth >= DEEPEST) setAside(path, TOO_DEEP);
      else await walk(path, depth + 1, paths, setAside).catch(error => setAside(path, unread(error)));
    } else if (entry.isFile() && /\.json$/i.test(entry.name)) {
      if (paths.length >= MOST_FILES) setAside(path, TOO_MANY);
      else paths.push(path);
    }
  }
}

type Found =
  | { readonly kind: 'report'; readonly report: SignedReport; readonly raw: object }
  | { readonly kind: 'doctor'; readonly doctor: Omit<DoctorFile, 'file'> }
  | { readonly kind: 'aside'; readonly reason: Text };

const asideBecause = (reason: Text): Found => ({ kind: 'aside', reason });

async function readOne(path: string): Promise<Found> {
  let value: unknown;
  try {
    const about: Stats = await lstat(path);
    if (!about.isFile()) return asideBecause(LINK);
    if (about.size > LARGEST) return asideBecause(tooLarge(about.size));
    if (about.size === 0) return asideBecause(EMPTY);
    value = JSON.parse(decoded(await readFile(path)));
  } catch (error) {
    return asideBecause(error instanceof SyntaxError ? DAMAGED : unread(error));
  }
  try {
    if (isReport(value)) return { kind: 'report', report: decodeReport(value), raw: value as object };
    if (isDoctor(value)) return { kind: 'doctor', doctor: decodeDoctor(value) };
    return asideBecause(FOREIGN);
  } catch (error) {
    if (error instanceof UnreadableReport) return asideBecause(error.text);
    throw error;
  }
}

/** Editors and PowerShell put marks before a text, or write it in UTF-16. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

function unread(error: unknown): Text {
  const code = errorCode(error) ?? '';
  return { fr: `ne peut pas être lu (${code})`, en: `cannot be read (${code})` };
}

function tooLarge(size: number): Text {
  const mega = Math.round(size / 1024 / 1024);
  return { fr: `trop gros pour un rapport (${mega} Mo)`, en: `too large for a report (${mega} MB)` };
}

const LINK: Text = { fr: 'lien symbolique, non suivi', en: 'a symbolic link, not followed' };
const TOO_DEEP: Text = { fr: 'dossier trop profond, non lu', en: 'folder too deep, not read' };
const TOO_MANY: Text = {
  fr: `plus de ${MOST_FILES} fichiers, non lu`,
  en: `over ${MOST_FILES} files, not read`,
};
const EMPTY: Text = { fr: 'fichier vide', en: 'empty file' };
const DAMAGED: Text = { fr: "abîmé ou tronqué : ce n'est pas du JSON", en: 'damaged or truncated: not JSON' };
const FOREIGN: Text = {
  fr: "ce n'est pas un rapport de ShopStream",
  en: 'not a report of ShopStream',
};
