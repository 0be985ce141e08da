import { ServiceError } from './errors.ts';
import type { StoredObject } from './model.ts';
import type { S3Call } from './s3-call.ts';

function names(header: string, etag: string): boolean {
  return header.split(',').some(value => value.trim() === '*' || value.trim().replaceAll('"', '') === etag);
}

function failed(condition: string): ServiceError {
  return new ServiceError('PreconditionFailed', { elements: { Condition: condition } });
}

/** HTTP dates have whole seconds. */
function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/**
 * Judges the conditions of a GET, HEAD or copy; `prefix` is where a copy's conditions stand.
 * @returns whether the client already has this state of the object (304).
 * @throws ServiceError `PreconditionFailed`.
 */
export function notModified(call: S3Call, object: StoredObject, prefix = ''): boolean {
  const modified = seconds(object.modified);
  const match = call.header(`${prefix}if-match`);
  const unmodifiedSince = call.header(`${prefix}if-unmodified-since`);
  if (match !== undefined && !names(match, object.etag)) throw failed('If-Match');
  if (match === undefined && unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)) {
    throw failed('If-Unmodified-Since');
  }
  const noneMatch = call.header(`${prefix}if-none-match`);
  if (noneMatch !== undefined) return names(noneMatch, object.etag);
  const modifiedSince = call.header(`${prefix}if-modified-since`);
  return modifiedSince !== undefined && modified <= Date.parse(modifiedSince);
}

/** Judges the conditions of a write on the object that it would replace. @throws ServiceError `PreconditionFailed`, `NoSuchKey`. */
export function checkWrite(call: S3Call): void {
  const current = call.store.object(call.bucket, call.key);
  const noneMatch = call.header('if-none-match');
  if (noneMatch !== undefined && current !== undefined && names(noneMatch, current.etag)) {
    throw failed('If-None-Match');
  }
  const match = call.header('if-match');
  if (match === undefined) return;
  if (current === undefined) throw new ServiceError('NoSuchKey', { elements: { Key: call.key } });
  if (!names(match, current.etag)) throw failed('If-Match');
}
