import { readContent } from '../../../src/lab/lab.ts';

/** Words of one language; every list was drawn once from @faker-js/faker and is committed. */
export interface LocalePool {
  readonly firstNames: readonly string[];
  /** The first names as they stand in an address: ASCII letters only. */
  readonly firstMail: readonly string[];
  readonly lastNames: readonly string[];
  readonly lastMail: readonly string[];
  readonly companies: readonly string[];
  /** A product's name is one word of each list, joined by `productJoints`. */
  readonly productParts: readonly (readonly string[])[];
  readonly productJoints: readonly string[];
  /** Sentences about products. */
  readonly descriptions: readonly string[];
  /** What visitors type into the shop's search box. */
  readonly searches: readonly string[];
}

export interface Pools {
  readonly fr: LocalePool;
  readonly en: LocalePool;
  readonly de: LocalePool;
  readonly es: LocalePool;
}

let loaded: Pools | undefined;

/** The committed word pools (`assets/data/pools.json`), read once. */
export function pools(): Pools {
  loaded ??= JSON.parse(readContent('assets/data/pools.json')) as Pools;
  return loaded;
}

/** The word of a list at an index that is known to be inside it. */
export function word(words: readonly string[], index: number): string {
  return words[index] ?? '';
}
