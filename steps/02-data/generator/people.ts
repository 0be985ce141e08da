import { below, fieldKey, hash } from './hash.ts';
import { type LocalePool, pools, word } from './pools.ts';
import { COUNTRIES } from './population.ts';

/** A name with the words of its address. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  /** Local part of an address, without the number that makes it unique: ASCII, ends with a letter. */
  readonly mail: string;
}

/** The language that most names of a country come from, in the order of `COUNTRIES`. */
const HOME_LOCALES = ['fr', 'de', 'es', 'es', 'en', 'en', 'en', 'en'] as const;
const LOCALES = ['fr', 'en', 'de', 'es'] as const;
/** Per cent of people whose name comes from their country's language; the others' come from anywhere. */
const NATIVE = 70;

const DOMAINS = ['example.com', 'example.org', 'example.net'];

/** The names of one table's people. */
export interface People {
  person(row: number, country: number): Person;
  /** The words of the language that most people of the row's country speak. */
  pool(row: number, country: number): LocalePool;
  /** An address that no other row has: it ends in the row's own number. */
  address(row: number, mail: string): string;
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
        mail: mailOf(hash(mailKey, row), word(pool.firstMail, first), word(pool.lastMail, last)),
      };
    },
    address: (row, mail) => `${mail}${row + 1}@${DOMAINS[hash(mailKey, row) % 3]}`,
  };
}

/** The ways in which people write their address. */
function mailOf(h: number, first: string, last: string): string {
  switch (h >>> 30) {
    case 0:
      return `${first}.${last}`;
    case 1:
      return first.charAt(0) + last;
    case 2:
      return first + last;
    default:
      return `${last}.${first}`;
  }
}
