import { of } from './mutation.ts';
import { deleteObject, postgres, rewriteObject } from './tools.ts';

/** Exchanges the last fields of the second and third lines. */
function swapped(csv: string): string {
  const lines = csv.split('\n');
  const [a = '', b = ''] = [lines[1], lines[2]];
  const cut = (line: string) => line.lastIndexOf(',');
  lines[1] = a.slice(0, cut(a)) + b.slice(cut(b));
  lines[2] = b.slice(0, cut(b)) + a.slice(cut(a));
  return lines.join('\n');
}

export const EXPORT = [
  ...of('export.tables', [
    {
      id: 'object-deleted',
      what: 'an object deleted',
      check: 'orders-object',
      break: deleteObject({ table: 'orders' }),
    },
    {
      id: 'object-replaced',
      what: 'an object replaced by another file',
      check: 'users-rows',
      break: rewriteObject('users', () => 'id,email\n1,a@b.fr\n'),
    },
    {
      id: 'object-truncated',
      what: 'an object cut in half',
      check: 'order-items-rows',
      break: rewriteObject('order_items', csv => csv.slice(0, csv.length / 2)),
    },
    {
      id: 'object-byte',
      what: 'one digit of an object changed',
      check: 'products-content',
      break: rewriteObject('products', csv =>
        csv.replace(/(\d)(\.\d\d,)/, (_, digit, rest) => `${9 - Number(digit)}${rest}`),
      ),
    },
    {
      id: 'header-renamed',
      what: 'a column of the header renamed',
      check: 'products-content',
      break: rewriteObject('products', csv => csv.replace('price', 'prix')),
    },
    {
      id: 'semicolons',
      what: 'fields separated by semicolons, as a French spreadsheet saves them',
      check: 'order-items-content',
      break: rewriteObject('order_items', csv => csv.replaceAll(',', ';')),
    },
    {
      id: 'fields-swapped',
      what: 'the last fields of two rows exchanged',
      check: 'users-content',
      break: rewriteObject('users', swapped),
    },
    {
      id: 'row-doubled',
      what: 'the last row twice in an object',
      check: 'crm-contacts-rows',
      break: rewriteObject('crm_contacts', csv => csv.replace(/([^\n]+\n)$/, '$1$1')),
    },
    {
      id: 'wrong-date',
      what: 'an object whose folder and name bear different dates',
      check: 'orders-object',
      break: rewriteObject(
        'orders',
        csv => csv,
        key => key.replace(/\d{8}\.csv$/, '20200101.csv'),
      ),
    },
    {
      id: 'wrong-folder',
      what: 'an object in the folder of another table',
      check: 'products-object',
      break: rewriteObject(
        'products',
        csv => csv,
        key => key.replace('/products/', '/produits/'),
      ),
    },
    {
      id: 'second-object',
      what: "a second object in the day's folder",
      check: 'users-object',
      break: rewriteObject(
        'users',
        csv => csv,
        key => key.replace('.csv', '_copie.csv'),
        true,
      ),
    },
    {
      id: 'source-changed',
      what: 'a name changed in PostgreSQL, which was not exported again',
      check: 'users-content',
      break: postgres(
        `UPDATE users SET last_name = last_name || ' ' WHERE id = 42`,
        'UPDATE users SET last_name = rtrim(last_name) WHERE id = 42',
      ),
    },
    {
      id: 'source-emptied',
      what: 'a telephone number removed in PostgreSQL',
      check: 'crm-contacts-content',
      break: postgres(
        `CREATE TABLE kept AS SELECT id, phone FROM crm_contacts; UPDATE crm_contacts SET phone = NULL WHERE id <= 42`,
        `UPDATE crm_contacts SET phone = kept.phone FROM kept WHERE kept.id = crm_contacts.id; DROP TABLE kept`,
      ),
    },
  ]),
  ...of('export.events', [
    {
      id: 'events-cut',
      what: 'the events cut short',
      check: 'events-rows',
      break: rewriteObject('events', () => '{"id":1}\n'),
    },
    {
      id: 'events-field',
      what: 'one value of the events changed',
      check: 'events-content',
      break: rewriteObject('events', json => json.replace('"device":"mobile"', '"device":"mobil3"')),
    },
    {
      id: 'events-payload',
      what: 'a payload changed in PostgreSQL, which was not exported again',
      check: 'events-content',
      break: postgres(
        `UPDATE events SET payload = payload || '{"extra": 1}' WHERE id = 42`,
        `UPDATE events SET payload = payload - 'extra' WHERE id = 42`,
      ),
    },
  ]),
];
