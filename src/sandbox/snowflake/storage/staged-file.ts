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

/** Files of one statement that come down at a time. */
const DOWNLOADS = 4;

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

  /**
   * The objects in their order, some of them at a time. The first failure is thrown when what is under way has ended, so
   * that no file is written after `remove`.
   */
  async downloadAll(
    bucket: OpenedBucket,
    objects: readonly StoredObject[],
    format: FileFormat,
  ): Promise<readonly StagedFile[]> {
    const staged: StagedFile[] = [];
    const failures: unknown[] = [];
    const rest = objects.entries();
    const worker = async (): Promise<void> => {
      for (const [index, object] of rest) {
        if (failures.length > 0) return;
        try {
          staged[index] = await this.download(bucket, object, format);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: DOWNLOADS }, worker));
    if (failures.length > 0) throw failures[0];
    return staged;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#paths.splice(0).map(path => rm(path, { force: true })));
  }
}
