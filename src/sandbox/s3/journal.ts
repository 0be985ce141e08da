import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.ts';
import type { Bucket, StoredObject, Upload, UploadPart } from './model.ts';

/** One change of the store. A completed upload is a single entry, so that it happens whole or not at all. */
export type JournalEntry =
  | { readonly change: 'bucket'; readonly bucket: Bucket }
  | { readonly change: 'bucket-gone'; readonly name: string }
  | { readonly change: 'object'; readonly bucket: string; readonly object: StoredObject }
  | { readonly change: 'object-gone'; readonly bucket: string; readonly key: string }
  | { readonly change: 'upload'; readonly upload: Upload }
  | { readonly change: 'part'; readonly upload: string; readonly part: UploadPart }
  | { readonly change: 'upload-gone'; readonly upload: string };

/** An append-only file of changes, one JSON text a line. */
export class Journal {
  readonly #path: string;
  #file: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** The changes written so far; a last line that a crash cut short is left out. */
  entries(): readonly JournalEntry[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, 'utf8').split('\n');
    const complete = lines.slice(0, -1);
    return complete.map((line, i) => {
      try {
        return JSON.parse(line) as JournalEntry;
      } catch {
        throw new Error(`${this.#path} is damaged at line ${i + 1}.`);
      }
    });
  }

  /** Replaces the file by the shortest list of changes that leads to the same state, and opens it for more. */
  restart(entries: readonly JournalEntry[]): void {
    writeFileAtomically(this.#path, entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  /** Appends a change; once it returns, the change survives the end of this process. */
  append(entry: JournalEntry): void {
    if (this.#file === undefined) throw new Error('The journal is closed.');
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
