import { readFile } from 'node:fs/promises';
import type { Lab } from '../../lab/chapter.ts';
import { LabError } from '../../lab/errors.ts';
import { emptyState, type LabState, reduce, settle } from '../state.ts';
import { decodeLine, FORMAT, type Header, type JournalLine } from './line.ts';

/** What a journal file holds. */
export interface JournalContent {
  readonly header: Header | undefined;
  readonly state: LabState;
  /** Number of the last event. */
  readonly seq: number;
  /** Bytes of the longest valid prefix; the file goes on behind it only when its end is damaged. */
  readonly validBytes: number;
  readonly totalBytes: number;
}

const EMPTY: JournalContent = { header: undefined, state: emptyState, seq: 0, validBytes: 0, totalBytes: 0 };

/**
 * Reads the longest valid prefix of a journal and folds it into the lab's state. A missing file is an empty journal.
 * @throws LabError (exit code 2) when a newer version of the program wrote it, or it cannot be read.
 */
export async function readJournal(path: string, lab: Lab): Promise<JournalContent> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  });
  return bytes === undefined ? EMPTY : decodeJournal(bytes, lab);
}

/** The pure part of `readJournal`. */
export function decodeJournal(bytes: Buffer, lab: Lab): JournalContent {
  const content = { ...EMPTY, totalBytes: bytes.length };
  for (;;) {
    const end = bytes.indexOf(0x0a, content.validBytes);
    if (end < 0) break;
    const line = decodeLine(bytes.toString('utf8', content.validBytes, end));
    if (line === undefined || !follows(line, content)) break;
    content.validBytes = end + 1;
    if (line.kind === 'header') {
      content.header = line;
    } else {
      content.state = reduce(lab, content.state, line.event, line.at);
      content.seq = line.seq;
    }
  }
  return { ...content, state: settle(content.state) };
}

function follows(line: JournalLine, content: JournalContent): boolean {
  if (line.kind === 'event') return content.header !== undefined && line.seq === content.seq + 1;
  if (line.format > FORMAT) throw tooNew(line);
  return content.header === undefined;
}

function tooNew(header: Header): LabError {
  return new LabError(
    {
      fr: `Le journal de progression a été écrit par une version plus récente du programme (${header.app}).`,
      en: `The progress journal was written by a newer version of the program (${header.app}).`,
    },
    {
      advice: {
        fr: 'Installez cette version, ou choisissez un autre dossier avec --home.',
        en: 'Install that version, or choose another folder with --home.',
      },
      exitCode: 2,
    },
  );
}

function unreadable(path: string, cause: NodeJS.ErrnoException): LabError {
  return new LabError(
    {
      fr: `Le journal de progression ne peut pas être lu : ${path}.`,
      en: `The progress journal cannot be read: ${path}.`,
    },
    {
      advice: {
        fr: 'Vérifiez vos droits sur ce fichier, ou choisissez un autre dossier avec --home.',
        en: 'Check your rights on that file, or choose another folder with --home.',
      },
      exitCode: 2,
      cause,
    },
  );
}
