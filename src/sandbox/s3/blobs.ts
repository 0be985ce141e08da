import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segment } from './model.ts';

/** Bytes are gathered up to this size before they are written. */
const WRITE_SIZE = 1024 * 1024;
const READ_SIZE = 256 * 1024;

async function writeAll(file: FileHandle, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length; ) {
      offset += (await file.write(chunk, offset)).bytesWritten;
    }
  }
}

/**
 * Files of bytes under names of their own: a key never becomes a file's name, so that any key works on any file system.
 * A file that the journal does not mention is litter of a crash, and goes at the next start.
 */
export class BlobStore {
  readonly #root: string;
  readonly #readers = new Map<string, number>();
  readonly #discarded = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true, mode: 0o700 });
  }

  #path(blob: string): string {
    return join(this.#root, blob.slice(0, 2), blob);
  }

  /** Streams bytes into a new file; on an error nothing of it stays. */
  async write(source: AsyncIterable<Buffer>): Promise<Segment> {
    const blob = randomUUID();
    const folder = blob.slice(0, 2);
    if (!this.#folders.has(folder)) mkdirSync(join(this.#root, folder), { recursive: true, mode: 0o700 });
    this.#folders.add(folder);
    const file = await open(this.#path(blob), 'wx', 0o600);
    try {
      const size = await this.#fill(file, source);
      await file.close();
      return { blob, size };
    } catch (error) {
      await file.close();
      await rm(this.#path(blob), { force: true });
      throw error;
    }
  }

  async #fill(file: FileHandle, source: AsyncIterable<Buffer>): Promise<number> {
    let size = 0;
    let pending: Buffer[] = [];
    let pendingSize = 0;
    for await (const chunk of source) {
      pending.push(chunk);
      pendingSize += chunk.length;
      if (pendingSize < WRITE_SIZE) continue;
      await writeAll(file, pending);
      size += pendingSize;
      pending = [];
      pendingSize = 0;
    }
    await writeAll(file, pending);
    return size + pendingSize;
  }

  /** Yields the bytes from `start` to `end` (inclusive) of segments put one after the other. */
  async *read(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { blob, size } of segments) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, size - 1);
      offset += size;
      if (from > to) continue;
      yield* createReadStream(this.#path(blob), { start: from, end: to, highWaterMark: READ_SIZE });
    }
  }

  /** Keeps files from being deleted while they are read; the answer lets them go. */
  hold(segments: readonly Segment[]): () => void {
    for (const { blob } of segments) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
    return () => this.#release(segments);
  }

  #release(segments: readonly Segment[]): void {
    for (const { blob } of segments) {
      const left = (this.#readers.get(blob) ?? 1) - 1;
      if (left > 0) {
        this.#readers.set(blob, left);
      } else {
        this.#readers.delete(blob);
        if (this.#discarded.delete(blob)) this.#delete(blob);
      }
    }
  }

  #delete(blob: string): void {
    // A file that cannot be deleted now (a scanner holds it, on Windows) goes at the next start.
    rm(this.#path(blob), { force: true }).catch(() => {});
  }

  /** Deletes files that nothing refers to any more; those being read, once their readers are done. */
  discard(segments: readonly Segment[]): void {
    for (const { blob } of segments) {
      if (this.#readers.has(blob)) this.#discarded.add(blob);
      else this.#delete(blob);
    }
  }

  /** Sizes of all files present. */
  inventory(): ReadonlyMap<string, number> {
    const sizes = new Map<string, number>();
    for (const folder of readdirSync(this.#root)) {
      for (const blob of readdirSync(join(this.#root, folder))) {
        sizes.set(blob, statSync(join(this.#root, folder, blob)).size);
      }
    }
    return sizes;
  }

  /** Removes the files that are not in `kept`. */
  sweep(kept: ReadonlySet<string>): void {
    for (const blob of this.inventory().keys()) {
      if (!kept.has(blob)) rmSync(this.#path(blob), { force: true });
    }
  }
}
