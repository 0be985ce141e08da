import type { IncomingMessage } from 'node:http';
import { ServiceError } from './errors.ts';

/** A request as the signature and the operations see it. */
export interface ServiceRequest {
  readonly method: string;
  /** The path as it came, still percent-encoded. */
  readonly rawPath: string;
  /** The query's names and values, decoded, in order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names; values decoded as UTF-8, repeated ones joined by a comma without a space, as they are signed. */
  readonly headers: ReadonlyMap<string, string>;
  /** The raw body. */
  readonly body: AsyncIterable<Buffer>;
}

/** The first value of a query parameter. */
export function parameter(request: Pick<ServiceRequest, 'query'>, name: string): string | undefined {
  return request.query.find(([candidate]) => candidate === name)?.[1];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('InvalidURI');
  }
}

/** The decoded path. @throws ServiceError `InvalidURI` when an escape is broken. */
export function decodePath(rawPath: string): string {
  return decode(rawPath);
}

function parseQuery(text: string): (readonly [string, string])[] {
  return text
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const equals = part.indexOf('=');
      const name = equals < 0 ? part : part.slice(0, equals);
      const value = equals < 0 ? '' : part.slice(equals + 1);
      return [decode(name.replaceAll('+', '%20')), decode(value.replaceAll('+', '%20'))] as const;
    });
}

function readHeaders(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase();
    // Clients send and sign UTF-8 bytes; Node hands them over one character a byte.
    const value = Buffer.from(String(raw[i + 1]), 'latin1').toString('utf8');
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

/** Reads method, path, query and headers of an incoming request. @throws ServiceError `InvalidURI`. */
export function readRequest(incoming: IncomingMessage): ServiceRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    rawPath: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? [] : parseQuery(url.slice(mark + 1)),
    headers: readHeaders(incoming.rawHeaders),
    // Leaving the loop early must not reset the connection: the answer still has to reach the client.
    body: incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
  };
}

/**
 * Collects a small body.
 * @throws ServiceError `EntityTooLarge` when it has more than `limit` bytes.
 */
export async function collect(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new ServiceError('EntityTooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
