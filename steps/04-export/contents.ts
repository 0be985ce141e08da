/** What a stream holds: its bytes, or its rows whatever program wrote them and in whatever order. */
import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { TableName } from '../01-postgres/schema.ts';
import { csvRecords, type Field } from './csv.ts';
import { RowCounter } from './row-counter.ts';
import { exportColumns } from './source.ts';

export interface Bytes {
  readonly rows: number;
  readonly size: number;
  /** CRC32 as S3 shows it: `CRC32:` and four bytes in base64. */
  readonly checksum: string;
}

/** Reads a stream to its end, in constant memory. */
export async function scanBytes(stream: Readable, table: TableName): Promise<Bytes> {
  const counter = new RowCounter(table);
  let size = 0;
  let crc = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    counter.push(chunk);
    size += chunk.length;
    crc = crc32(chunk, crc);
  }
  return { rows: counter.rows, size, checksum: checksumText(crc) };
}

/** A CRC32 as S3 shows it. */
export function checksumText(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return `CRC32:${bytes.toString('base64')}`;
}

export interface Rows {
  readonly rows: number;
  /** Sum of the rows' hashes: equal for the same rows in any order. */
  readonly digest: string;
  /** The header's names, for CSV. */
  readonly header: readonly string[] | undefined;
}

/** Reads the rows of a stream; numbers, times and JSON count by what they mean, not by how they are written. */
export async function scanRows(stream: Readable, table: TableName): Promise<Rows> {
  let rows = 0;
  let header: readonly string[] | undefined;
  const sums = new Uint32Array(2);
  const add = (fields: readonly string[]): void => {
    const digest = hash('sha256', fields.join('\u001f'), 'buffer');
    sums[0] = (sums[0] ?? 0) + digest.readUInt32BE(0);
    sums[1] = (sums[1] ?? 0) + digest.readUInt32BE(4);
    rows++;
  };
  const text = decoded(stream);
  if (table === 'events') {
    for await (const line of lines(text)) add(jsonFields(line, table));
  } else {
    for await (const record of csvRecords(text)) {
      if (header === undefined) header = record.map(name => name ?? '');
      else add(record.map(canonical));
    }
  }
  const digest = [...sums].map(sum => sum.toString(16).padStart(8, '0')).join('');
  return { rows, digest: `rows:${digest}`, header };
}

/** The names in the first line of a CSV; nothing for JSON lines. Ends the stream. */
export async function headerOf(stream: Readable, table: TableName): Promise<readonly string[] | undefined> {
  try {
    if (table === 'events') return undefined;
    for await (const record of csvRecords(decoded(stream))) return record.map(name => name ?? '');
    return undefined;
  } finally {
    stream.destroy();
  }
}

async function* decoded(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of stream as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter(line => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}

function jsonFields(line: string, table: TableName): readonly string[] {
  const document = parsed(line);
  if (typeof document !== 'object' || document === null) return [line];
  const values = new Map(Object.entries(document));
  return exportColumns(table).map(name => {
    const value: unknown = values.get(name) ?? null;
    return typeof value === 'object' && value !== null
      ? stable(value)
      : canonical(value === null ? null : String(value));
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** JSON with its keys in order. */
function stable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${stable(inner)}`).join(',')}}`;
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|\+00(?::?00)?)?)?$/;

/** One spelling for what other programs write differently: `12.50` and `12.5`, `…T10:00:00.000Z` and `… 10:00:00`. */
export function canonical(field: Field): string {
  if (field === null) return '\u0000';
  if (/^-?\d+\.\d+$/.test(field)) return field.replace(/\.?0+$/, '');
  const time = TIME.exec(field);
  if (time !== null) {
    const [, day, hour = '00:00:00', fraction = ''] = time;
    return `${day} ${hour}${fraction.replace(/\.?0+$/, '')}`;
  }
  if (field.startsWith('{')) {
    const document = parsed(field);
    if (document !== undefined) return stable(document);
  }
  return field;
}
