import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Lab } from '../../lab/chapter.ts';
import type { LabState, Recorded } from '../state.ts';
import { encodeLine, FORMAT } from './line.ts';
import { type JournalContent, readJournal } from './reader.ts';

/** What was set aside because the journal's end was damaged (a power cut, a full disk). */
export interface Recovery {
  /** Where the damaged bytes were kept. */
  readonly keptAs: string;
  readonly bytes: number;
}

/** The one writer of a journal: the caller holds the lab's lock. */
export class JournalWriter {
  readonly lineage: string;
  readonly state: LabState;
  readonly recovery: Recovery | undefined;
  readonly #file: FileHandle;
  #seq: number;
  #position: number;
  #turn: Promise<void> = Promise.resolve();

  private constructor(
    file: FileHandle,
    content: JournalContent,
    lineage: string,
    recovery: Recovery | undefined,
  ) {
    this.#file = file;
    this.#seq = content.seq;
    this.#position = content.validBytes;
    this.lineage = lineage;
    this.state = content.state;
    this.recovery = recovery;
  }

  /**
   * Opens a journal for writing, making it when there is none. A damaged end is moved aside, never lost silently.
   * @param mark lineage of a journal that is made: that of the systems it will find, which another journal made already.
   * @throws LabError when it is of a newer version; the system's error when it cannot be written.
   */
  static async open(path: string, lab: Lab, app: string, mark?: string): Promise<JournalWriter> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const content = await readJournal(path, lab);
    const recovery = await setAside(path, content);
    const file = await open(path, 'a+', 0o600);
    try {
      if (recovery !== undefined) await file.truncate(content.validBytes);
      const lineage = content.header?.lineage ?? mark ?? randomUUID();
      const writer = new JournalWriter(file, content, lineage, recovery);
      if (content.header === undefined) {
        await writer.#append(encodeLine({ kind: 'header', format: FORMAT, lineage, app }));
      }
      return writer;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Appends an event; on disk when the promise resolves. Events that come at once are written in their order. */
  record(event: Recorded, at: string): Promise<void> {
    const kept = toKeep(event);
    if (kept === undefined) return Promise.resolve();
    // A number is given when the line before it is on disk: parallel verifications report at the same time.
    const written = this.#turn.then(async () => {
      await this.#append(encodeLine({ kind: 'event', seq: this.#seq + 1, at, event: kept }));
      this.#seq += 1;
    });
    this.#turn = written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#file.close();
  }

  /** All of the line or none of it: a short write (a disk that fills up) is cut off again before the error goes up. */
  async #append(line: string): Promise<void> {
    const bytes = Buffer.from(line);
    try {
      await this.#file.appendFile(bytes);
      await this.#file.sync();
      this.#position += bytes.length;
    } catch (error) {
      await this.#file.truncate(this.#position).catch(() => {});
      throw error;
    }
  }
}

/** Progress, output and looking do not belong to the history; samples are only for the screen. */
function toKeep(event: Recorded): Recorded | undefined {
  switch (event.event) {
    case 'progress':
    case 'log':
      return undefined;
    case 'step': {
      if (event.phase === 'checking') return undefined;
      const { samples: _, ...kept } = event;
      return kept;
    }
    case 'skip':
    case 'assist':
    case 'answered':
    case 'import':
    case 'fact':
    case 'end':
      return event;
  }
}

async function setAside(path: string, content: JournalContent): Promise<Recovery | undefined> {
  const bytes = content.totalBytes - content.validBytes;
  if (bytes === 0) return undefined;
  const keptAs = `${path}.bad-${new Date().toISOString().replaceAll(':', '-')}`;
  const file = await open(path, 'r');
  try {
    const tail = Buffer.alloc(bytes);
    await file.read(tail, 0, bytes, content.validBytes);
    await writeFile(keptAs, tail, { mode: 0o600 });
  } finally {
    await file.close();
  }
  return { keptAs, bytes };
}
