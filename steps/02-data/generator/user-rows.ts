import { timestampText } from './calendar.ts';
import type { Format } from './format.ts';
import { type People, peopleOf } from './people.ts';
import { COUNTRIES, PLANS, type Users } from './population.ts';

/** The text of one row, by its ordinal from 0, line break included. */
export type RowWriter = (ordinal: number) => string;

/** The names of the shop's users. */
export function userPeople(seed: string): People {
  return peopleOf(seed, 'users');
}

/** Rows of `users`. */
export function userRows(users: Users, people: People, format: Format): RowWriter {
  const s = format.separator;
  return user => {
    const country = users.country(user);
    const { firstName, lastName, mail } = people.person(user, country);
    const email = people.address(user, mail);
    const names = `${format.text(firstName)}${s}${format.text(lastName)}`;
    const created = timestampText(users.createdAt(user));
    return `${user + 1}${s}${email}${s}${names}${s}${COUNTRIES[country]}${s}${PLANS[users.plan(user)]}${s}${created}\n`;
  };
}
