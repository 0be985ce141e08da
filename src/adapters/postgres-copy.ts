import { once } from 'node:events';
import { pipeline, type Readable, Transform, type Writable } from 'node:stream';
import type { Lease, Session } from './postgres-pool.ts';

/** Bytes: large enough that hashing and uploading cost little per chunk, small enough to stay in cache. */
const CHUNK = 256 * 1024;

/**
 * Feeds `chunks` to a `COPY … FROM STDIN` and returns the rows loaded. What goes wrong in the source, on the server or
 * by an abort ends the COPY there, so that the transaction can be rolled back.
 */
export async function copyIn(
  session: Session,
  sql: string,
  chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  signal: AbortSignal | undefined,
): Promise<number> {
  signal?.throwIfAborted();
  const { from } = await import('pg-copy-streams');
  const stream = session.client.query(from(sql, { highWaterMark: CHUNK }));
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  stream.on('error', failure.reject);
  const abort = (): void => failure.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  let refused = false;
  stream.once('error', () => {
    refused = true;
  });
  try {
    await Promise.race([writeAll(stream, chunks, failure.promise), failure.promise]);
    stream.end();
    await Promise.race([once(stream, 'finish'), failure.promise]);
    return stream.rowCount;
  } catch (error) {
    // A COPY that the server has ended already needs no end from us.
    if (!refused) await endCopy(stream, session, error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function writeAll(
  stream: Writable,
  chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  failure: Promise<never>,
): Promise<void> {
  for await (const chunk of chunks) {
    if (stream.destroyed) return;
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), failure]);
  }
}

/** Sends CopyFail and waits for the server's answer: only then does the session take a ROLLBACK. */
async function endCopy(stream: Writable, session: Session, reason: unknown): Promise<void> {
  const closed = once(stream, 'close').catch(() => {});
  stream.destroy(reason instanceof Error ? reason : new Error(String(reason)));
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    session.spoil();
    late.resolve();
  }, 5000);
  await Promise.race([closed, late.promise]);
  clearTimeout(timer);
}

/**
 * Streams a `COPY … TO STDOUT` in chunks of about 256 kB. The session is given back at the end; a stream that is
 * destroyed, aborted or broken closes its connection, which ends the COPY on the server.
 */
export async function copyOut(lease: Lease, sql: string, signal: AbortSignal | undefined): Promise<Readable> {
  try {
    const { to } = await import('pg-copy-streams');
    const source = lease.client.query(to(sql, { highWaterMark: CHUNK }));
    // The driver may report the loss of the connection after the pipeline has let go of its stream.
    source.on('error', () => {});
    const gather = gatherChunks();
    const abort = (): void => {
      gather.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    pipeline(source, gather, error => {
      signal?.removeEventListener('abort', abort);
      if (error) lease.spoil();
      lease.release();
    });
    return gather;
  } catch (error) {
    lease.spoil();
    lease.release();
    throw error;
  }
}

/** PostgreSQL sends one message a row: passing them on one by one costs a quarter of the processor time. */
function gatherChunks(): Transform {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (): Buffer => {
    const chunk = Buffer.concat(parts, size);
    parts = [];
    size = 0;
    return chunk;
  };
  return new Transform({
    readableHighWaterMark: 2 * CHUNK,
    writableHighWaterMark: CHUNK,
    transform(part: Buffer, _, done) {
      parts.push(part);
      size += part.length;
      if (size >= CHUNK) this.push(take());
      done();
    },
    flush(done) {
      if (size > 0) this.push(take());
      done();
    },
  });
}
