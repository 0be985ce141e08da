import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Downloaded, OpenedBucket, StoredObject } from './bucket.ts';
import type { FileFormat } from './file-format.ts';

/** An object that lies in a temporary file, decompressed. */
export interface StagedFile extends Downloaded {
  readonly object: StoredObject;
  readonly path: string;
}

/** Temporary files of one statement. */
export class StagedFiles {
  readonly #folder: string;
  readonly #paths: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A path that nothing uses, removed with the rest. */
  newPath(extension: string): string {
    const path = join(this.#folder, `${randomUUID()}.${extension}`);
    this.#paths.push(path);
    return path;
  }

  async download(bucket: OpenedBucket, object: StoredObject, format: FileFormat): Promise<StagedFile> {
    const path = this.newPath(format.type.toLowerCase());
    return { object, path, ...(await bucket.download(object.key, path, format.compression)) };
  }

  async remove(): Promise<void> {
    await Promise.all(this.#paths.splice(0).map(path => rm(path, { force: true })));
  }
}
