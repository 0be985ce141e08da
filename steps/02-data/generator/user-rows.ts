import { type People, peopleOf } from './people.ts';
import { word } from './pools.ts';
import { COUNTRIES, PLANS, type Users } from './population.ts';
import type { RowBuffer } from './row-buffer.ts';

/** Appends one row, by its ordinal from 0. */
export type RowWriter = (row: RowBuffer, ordinal: number) => void;

/** The names of the shop's users. */
export function userPeople(seed: string): People {
  return peopleOf(seed, 'users');
}

/** Rows of `users`. */
export function userRows(users: Users, people: People): RowWriter {
  return (row, user) => {
    const country = users.country(user);
    const person = people.person(user, country);
    row.number(user + 1);
    people.address(row.next(), user, person);
    row.text(person.firstName).text(person.lastName);
    row.word(word(COUNTRIES, country)).word(word(PLANS, users.plan(user)));
    row.moment(users.createdAt(user)).end();
  };
}
