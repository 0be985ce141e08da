import { below, fieldKey, hash } from './hash.ts';
import { type LocalePool, pools, word } from './pools.ts';
import { COUNTRIES } from './population.ts';
import type { RowBuffer } from './row-buffer.ts';

/** A name, and the words that an address is made of: ASCII letters. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly firstMail: string;
  readonly lastMail: string;
}

/** The language that most names of a country come from, in the order of `COUNTRIES`. */
const HOME_LOCALES = ['fr', 'de', 'es', 'es', 'en', 'en', 'en', 'en'] as const;
const LOCALES = ['fr', 'en', 'de', 'es'] as const;
/** Per cent of people whose name comes from their country's language; the others' come from anywhere. */
const NATIVE = 70;

const DOMAINS = ['@example.com', '@example.org', '@example.net'];

/** The names of one table's people. */
export interface People {
  person(row: number, country: number): Person;
  /** The words of the language that most people of the row's country speak. */
  pool(row: number, country: number): LocalePool;
  /** Appends an address that nobody else has: before its `@` it ends in the person's own number. */
  address(row: RowBuffer, number: number, person: Person): void;
}

export function peopleOf(seed: string, table: string): People {
  const words = pools();
  const localeKey = fieldKey(seed, `${table}.locale`);
  const firstKey = fieldKey(seed, `${table}.first_name`);
  const lastKey = fieldKey(seed, `${table}.last_name`);
  const mailKey = fieldKey(seed, `${table}.email`);
  const poolOf = (row: number, country: number): LocalePool => {
    const h = hash(localeKey, row);
    const native = below(h, 100) < NATIVE;
    return words[(native ? HOME_LOCALES[country % COUNTRIES.length] : LOCALES[h & 3]) ?? 'fr'];
  };
  return {
    pool: poolOf,
    person(row, country) {
      const pool = poolOf(row, country);
      const first = below(hash(firstKey, row), pool.firstNames.length);
      const last = below(hash(lastKey, row), pool.lastNames.length);
      return {
        firstName: word(pool.firstNames, first),
        lastName: word(pool.lastNames, last),
        firstMail: word(pool.firstMail, first),
        lastMail: word(pool.lastMail, last),
      };
    },
    address(row, number, person) {
      const h = hash(mailKey, number);
      localPart(row, h >>> 30, person);
      row.digits(number + 1).put(word(DOMAINS, h % 3));
    },
  };
}

/** The four ways in which people write their address. */
function localPart(row: RowBuffer, way: number, { firstMail, lastMail }: Person): void {
  if (way === 0) row.put(firstMail).put('.').put(lastMail);
  else if (way === 1) row.put(firstMail.charAt(0)).put(lastMail);
  else if (way === 2) row.put(firstMail).put(lastMail);
  else row.put(lastMail).put('.').put(firstMail);
}
