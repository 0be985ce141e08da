import { compareKeys, lowerBound } from './key-order.ts';

/** What a listing asks for. */
export interface ListingQuery {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  /** Only what comes after this key; a common prefix passes over everything that it groups. */
  readonly after: string;
  /** Keys and common prefixes together. */
  readonly max: number;
}

export interface Listing {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
  /** The last key or common prefix listed: where the next page goes on. */
  readonly last: string | undefined;
}

/** The common prefix that groups a key, or `undefined` when it stands alone. */
function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** The first index past every key that begins with `prefix`. */
function pastGroup(keys: readonly string[], from: number, prefix: string): number {
  let index = from;
  let step = 1;
  // Groups may be of any size: gallop, then search between.
  while (keys[index + step]?.startsWith(prefix) === true) step *= 2;
  let high = Math.min(index + step, keys.length);
  while (index < high) {
    const middle = (index + high) >>> 1;
    if (keys[middle]?.startsWith(prefix) === true) index = middle + 1;
    else high = middle;
  }
  return index;
}

/** Lists keys (sorted as S3 sorts them) by prefix and delimiter. */
export function listKeys(keys: readonly string[], query: ListingQuery): Listing {
  const { prefix, delimiter, after, max } = query;
  const found: { readonly keys: string[]; readonly prefixes: string[] } = { keys: [], prefixes: [] };
  let last: string | undefined;
  let index = lowerBound(keys, compareKeys(after, prefix) > 0 ? after : prefix);
  if (max === 0) return { ...found, truncated: false, last };
  for (;;) {
    const key = keys[index];
    if (key === undefined || !key.startsWith(prefix)) return { ...found, truncated: false, last };
    const group = groupOf(key, prefix, delimiter);
    // The page before ended with this key, or with the group that it belongs to.
    const seen = after !== '' && compareKeys(group ?? key, after) <= 0;
    if (!seen && found.keys.length + found.prefixes.length === max)
      return { ...found, truncated: true, last };
    if (group === undefined) {
      if (!seen) found.keys.push(key);
      index += 1;
    } else {
      if (!seen) found.prefixes.push(group);
      index = pastGroup(keys, index, group);
    }
    if (!seen) last = group ?? key;
  }
}
