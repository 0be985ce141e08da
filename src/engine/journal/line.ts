import { crc32 } from 'node:zlib';
import type { Recorded } from '../state.ts';

/** The first line: whose journal this is. */
export interface Header {
  readonly kind: 'header';
  readonly format: 1;
  /** Unique to this lab. */
  readonly lineage: string;
  readonly app: string;
}

export interface Entry {
  readonly kind: 'event';
  readonly seq: number;
  /** ISO 8601, UTC; for people: the order is that of `seq`. */
  readonly at: string;
  readonly event: Recorded;
}

export type JournalLine = Header | Entry;

/** The format this program writes; a journal of a newer one is refused, never rewritten. */
export const FORMAT = 1;

/** `<crc32 in hex> <JSON>\n`: the checksum covers the JSON's bytes. */
export function encodeLine(line: JournalLine): string {
  const json = JSON.stringify(line);
  return `${checksum(json)} ${json}\n`;
}

/** `undefined` when the line is damaged. */
export function decodeLine(line: string): JournalLine | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || checksum(json) !== line.slice(0, 8)) return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    return isLine(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

function isLine(value: unknown): value is JournalLine {
  if (typeof value !== 'object' || value === null) return false;
  const { kind } = value as { kind?: unknown };
  return kind === 'header' || kind === 'event';
}
