import { LAST_SECOND, moment, SECONDS_PER_DAY, userCurve } from './calendar.ts';
import { below, fieldKey, fraction, hash, spin, wheel } from './hash.ts';
import { type People, type Person, peopleOf } from './people.ts';
import { word } from './pools.ts';
import { COUNTRIES, type Users } from './population.ts';
import type { Shape } from './shape.ts';
import { type RowWriter, userPeople } from './user-rows.ts';

const SOURCES = ['web_form', 'newsletter', 'referral', 'event', 'partner', 'webinar'];
const SOURCE_WHEEL = wheel([320, 220, 180, 120, 100, 60]);
const CUSTOMER_STATUSES = ['customer', 'customer', 'customer', 'inactive'];
const LEAD_STATUSES = ['lead', 'lead', 'qualified', 'lost'];
/** Per mille of contacts who are users of the shop. */
const USERS = 640;

/** Number ranges kept for films and books, by country in the order of `COUNTRIES`. */
const PHONES = [
  '+33 6 39 98 ## ##',
  '+49 30 2312 5###',
  '+34 600 00 ## ##',
  '+39 06 5550 ####',
  '+44 7700 900###',
  '+1 202 555 01##',
  '+1 613 555 01##',
  '+61 491 570 ###',
];

function phone(country: number, h: number): string {
  let digits = h;
  return word(PHONES, country).replaceAll('#', () => {
    const digit = digits % 10;
    digits = Math.floor(digits / 10);
    return String(digit);
  });
}

interface Contact {
  /** -1 for somebody who is no user of the shop. */
  readonly user: number;
  readonly country: number;
  readonly person: Person;
  /** The number in the address. */
  readonly number: number;
  readonly createdAt: number;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A step that visits every user once before one comes back. */
function strideFor(count: number, key: number): number {
  let stride = 1 + below(hash(key, 1), count);
  while (greatestCommonDivisor(stride, count) !== 1) stride++;
  return stride;
}

/** Rows of `crm_contacts`: two in three are users, with their name and address; the others are leads. */
export function contactRows(shape: Shape, users: Users): RowWriter {
  const key = (field: string): number => fieldKey(shape.seed, `crm_contacts.${field}`);
  const keys = {
    known: key('known'),
    user: key('user_id'),
    country: key('country'),
    created: key('created_at'),
    company: key('company'),
    phone: key('phone'),
    source: key('source'),
    status: key('status'),
    last: key('last_contact_at'),
  };
  const userNames = userPeople(shape.seed);
  const leadNames: People = peopleOf(shape.seed, 'crm_contacts');
  const count = shape.rows.crm_contacts;
  const stride = strideFor(shape.rows.users, keys.user);
  const offset = hash(keys.user, 0);

  const customer = (ordinal: number): Contact => {
    const user = (offset + ordinal * stride) % shape.rows.users;
    const country = users.country(user);
    const person = userNames.person(user, country);
    const later = below(hash(keys.created, ordinal), 20 * SECONDS_PER_DAY);
    const createdAt = Math.min(users.createdAt(user) + later, LAST_SECOND);
    return { user, country, person, number: user, createdAt };
  };
  const lead = (ordinal: number): Contact => {
    const country = below(hash(keys.country, ordinal), COUNTRIES.length);
    const person = leadNames.person(ordinal, country);
    const position = ordinal + fraction(hash(keys.created, ordinal));
    const createdAt = moment(userCurve(), (position * userCurve().total) / count);
    // A lead's number comes after every user's, so that no address is anybody else's.
    return { user: -1, country, person, number: shape.rows.users + ordinal, createdAt };
  };

  return (row, ordinal) => {
    const known = below(hash(keys.known, ordinal), 1000) < USERS;
    const { user, country, person, number, createdAt } = known ? customer(ordinal) : lead(ordinal);
    const companies = leadNames.pool(ordinal, country).companies;
    const company = word(companies, below(hash(keys.company, ordinal), companies.length));
    const statusHash = hash(keys.status, ordinal);
    const status = word(known ? CUSTOMER_STATUSES : LEAD_STATUSES, statusHash & 3);
    const source = word(SOURCES, spin(SOURCE_WHEEL, hash(keys.source, ordinal)));
    const lastContact = createdAt + below(hash(keys.last, ordinal), LAST_SECOND - createdAt + 1);
    row.number(ordinal + 1);
    if (user < 0) row.nothing();
    else row.number(user + 1);
    userNames.address(row.next(), number, person);
    row.text(person.firstName).text(person.lastName).text(company);
    row
      .word(phone(country, hash(keys.phone, ordinal)))
      .word(source)
      .word(status);
    row.moment(createdAt).moment(lastContact).end();
  };
}
