import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BlobStore } from './blobs.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { compareKeys } from './key-order.ts';
import type { Bucket, Segment, StoredObject, Upload, UploadPart } from './model.ts';

interface UploadState {
  readonly upload: Upload;
  readonly parts: Map<number, UploadPart>;
}

interface BucketState {
  bucket: Bucket;
  readonly objects: Map<string, StoredObject>;
  /** Keys in listing order; `undefined` when they have to be sorted again. */
  sorted: readonly string[] | undefined;
}

/** A blob's file may be missing or short after a power cut, when the journal reached the disk before it. */
function intact(segments: readonly Segment[], sizes: ReadonlyMap<string, number>): boolean {
  return segments.every(({ blob, size }) => sizes.get(blob) === size);
}

/**
 * Buckets, objects and uploads: in memory, with every change in a journal and every object's bytes in files of their own.
 * Changes are synchronous: no request sees half of another's.
 */
export class Store {
  readonly blobs: BlobStore;
  readonly #journal: Journal;
  readonly #buckets = new Map<string, BucketState>();
  readonly #uploads = new Map<string, UploadState>();

  /** Reads what is there, drops what a crash left behind, and shortens the journal. @throws Error when it is damaged. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.blobs = new BlobStore(join(folder, 'blobs'));
    this.#journal = new Journal(join(folder, 'objects.jsonl'));
    for (const entry of this.#journal.entries()) this.#apply(entry);
    const sizes = this.blobs.inventory();
    for (const { objects } of this.#buckets.values()) {
      for (const object of objects.values()) if (!intact(object.segments, sizes)) objects.delete(object.key);
    }
    for (const { parts } of this.#uploads.values()) {
      for (const part of parts.values()) if (!intact([part.segment], sizes)) parts.delete(part.number);
    }
    this.blobs.sweep(new Set(this.#segments().map(segment => segment.blob)));
    this.#journal.restart(this.#snapshot());
  }

  #segments(): Segment[] {
    const objects = [...this.#buckets.values()].flatMap(state => [...state.objects.values()]);
    const parts = [...this.#uploads.values()].flatMap(state => [...state.parts.values()]);
    return [...objects.flatMap(object => object.segments), ...parts.map(part => part.segment)];
  }

  #snapshot(): readonly JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (const { bucket, objects } of this.#buckets.values()) {
      entries.push({ change: 'bucket', bucket });
      for (const object of objects.values()) entries.push({ change: 'object', bucket: bucket.name, object });
    }
    for (const { upload, parts } of this.#uploads.values()) {
      entries.push({ change: 'upload', upload });
      for (const part of parts.values()) entries.push({ change: 'part', upload: upload.id, part });
    }
    return entries;
  }

  /** Changes the state in memory, and returns the segments that nothing refers to any more. */
  #apply(entry: JournalEntry): readonly Segment[] {
    switch (entry.change) {
      case 'bucket': {
        const state = this.#buckets.get(entry.bucket.name);
        if (state === undefined) {
          this.#buckets.set(entry.bucket.name, { bucket: entry.bucket, objects: new Map(), sorted: [] });
        } else {
          state.bucket = entry.bucket;
        }
        return [];
      }
      case 'bucket-gone': {
        this.#buckets.delete(entry.name);
        const uploads = this.uploadsOf(entry.name);
        return uploads.flatMap(upload => this.#forgetUpload(upload.id));
      }
      case 'object':
        return this.#applyObject(entry.bucket, entry.object);
      case 'object-gone': {
        const state = this.#buckets.get(entry.bucket);
        const old = state?.objects.get(entry.key);
        if (state === undefined || old === undefined) return [];
        state.objects.delete(entry.key);
        state.sorted = undefined;
        return old.segments;
      }
      case 'upload':
        this.#uploads.set(entry.upload.id, { upload: entry.upload, parts: new Map() });
        return [];
      case 'part': {
        const parts = this.#uploads.get(entry.upload)?.parts;
        const old = parts?.get(entry.part.number);
        parts?.set(entry.part.number, entry.part);
        return old === undefined ? [] : [old.segment];
      }
      case 'upload-gone':
        return this.#forgetUpload(entry.upload);
    }
  }

  #applyObject(bucket: string, object: StoredObject): readonly Segment[] {
    const state = this.#buckets.get(bucket);
    if (state === undefined) return object.segments;
    const old = state.objects.get(object.key);
    state.objects.set(object.key, object);
    if (old === undefined) state.sorted = undefined;
    const parts = object.uploadId === undefined ? [] : this.#forgetUpload(object.uploadId);
    const kept = new Set(object.segments.map(segment => segment.blob));
    return [...(old?.segments ?? []), ...parts].filter(segment => !kept.has(segment.blob));
  }

  #forgetUpload(id: string): readonly Segment[] {
    const parts = this.#uploads.get(id)?.parts;
    this.#uploads.delete(id);
    return parts === undefined ? [] : [...parts.values()].map(part => part.segment);
  }

  #change(entry: JournalEntry): void {
    this.#journal.append(entry);
    this.blobs.discard(this.#apply(entry));
  }

  buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].map(state => state.bucket).sort((a, b) => compareKeys(a.name, b.name));
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name)?.bucket;
  }

  /** Makes a bucket, or changes its settings. */
  putBucket(bucket: Bucket): void {
    this.#change({ change: 'bucket', bucket });
  }

  /** Removes a bucket, with the uploads that were never completed. The caller makes sure that it is empty. */
  deleteBucket(name: string): void {
    this.#change({ change: 'bucket-gone', name });
  }

  object(bucket: string, key: string): StoredObject | undefined {
    return this.#buckets.get(bucket)?.objects.get(key);
  }

  /** The keys of a bucket in listing order. */
  keys(bucket: string): readonly string[] {
    const state = this.#buckets.get(bucket);
    if (state === undefined) return [];
    state.sorted ??= [...state.objects.keys()].sort(compareKeys);
    return state.sorted;
  }

  /** Makes or replaces an object; the upload that it comes from ends with it. */
  putObject(bucket: string, object: StoredObject): void {
    this.#change({ change: 'object', bucket, object });
  }

  deleteObject(bucket: string, key: string): void {
    if (this.object(bucket, key) !== undefined) this.#change({ change: 'object-gone', bucket, key });
  }

  upload(id: string): Upload | undefined {
    return this.#uploads.get(id)?.upload;
  }

  /** Uploads under way in a bucket, by key and then by age. */
  uploadsOf(bucket: string): readonly Upload[] {
    return [...this.#uploads.values()]
      .map(state => state.upload)
      .filter(upload => upload.bucket === bucket)
      .sort((a, b) => compareKeys(a.key, b.key) || a.started - b.started);
  }

  /** Parts of an upload by number. */
  parts(id: string): readonly UploadPart[] {
    return [...(this.#uploads.get(id)?.parts.values() ?? [])].sort((a, b) => a.number - b.number);
  }

  startUpload(upload: Upload): void {
    this.#change({ change: 'upload', upload });
  }

  putPart(upload: string, part: UploadPart): void {
    this.#change({ change: 'part', upload, part });
  }

  abortUpload(id: string): void {
    this.#change({ change: 'upload-gone', upload: id });
  }

  close(): void {
    this.#journal.close();
  }
}
