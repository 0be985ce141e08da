import { fieldKey, hash } from './hash.ts';
import { pools, word } from './pools.ts';
import { CATEGORIES, type Products } from './population.ts';
import type { Format, RowBuffer } from './row-buffer.ts';
import type { Session, SessionEvent, Visits } from './sessions.ts';
import type { RowWriter } from './user-rows.ts';

const DEVICES = ['mobile', 'desktop', 'tablet'];
const PAGES = ['/', '/sales', '/account', '/help', '/blog', '/new'];
const REFERRERS = ['google', 'direct', 'newsletter', 'instagram', 'facebook', 'partner', 'bing', 'tiktok'];
const PAYMENTS = ['credit_card', 'credit_card', 'paypal', 'stripe'];
const LOCALES = ['fr', 'en', 'de', 'es'] as const;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Appends four hexadecimal digits. */
function hex(row: RowBuffer, half: number): RowBuffer {
  return row.put(word(HEX, half >>> 8)).put(word(HEX, half & 255));
}

/** The four hashes that a visit's identifier is made of. */
type Identifier = [number, number, number, number];

/** Appends a version 4 UUID. */
function uuid(row: RowBuffer, [a, b, c, d]: Identifier): void {
  hex(hex(row, a >>> 16), a & 0xffff).put('-');
  hex(row, b >>> 16).put('-');
  hex(row, 0x4000 | (b & 0xfff)).put('-');
  hex(row, 0x8000 | ((c >>> 16) & 0x3fff)).put('-');
  hex(hex(hex(row, c & 0xffff), d >>> 16), d & 0xffff);
}

/**
 * What `payload` appends: JSON as PostgreSQL prints a jsonb, shorter keys first, a space after `:` and `,`. CSV doubles the
 * quotes of a field and stands it between quotes.
 */
function payloadWriter(products: Products, format: Format): (row: RowBuffer, event: SessionEvent) => void {
  const signs = (json: string): string => (format === 'csv' ? json.replaceAll('"', '""') : json);
  const edge = format === 'csv' ? '"' : '';
  const words = pools();
  const pieces = {
    path: signs('{"path": "'),
    referrer: signs('", "referrer": "'),
    query: signs('{"query": "'),
    results: signs('", "results": '),
    productPath: signs('{"path": "/products/'),
    productPrice: signs('", "price": '),
    category: signs(', "category": "'),
    price: signs('{"price": '),
    quantity: signs(', "quantity": '),
    items: signs('{"items": '),
    amount: signs(', "amount": '),
    payment: signs(', "payment_method": "'),
    end: signs('"}'),
  };
  const write = (
    row: RowBuffer,
    { type, product, quantity, items, amount, draw }: SessionEvent,
  ): RowBuffer => {
    switch (type) {
      case 'page_view':
        row.put(pieces.path).put(word(PAGES, draw % PAGES.length));
        return row
          .put(pieces.referrer)
          .put(word(REFERRERS, draw >>> 29))
          .put(pieces.end);
      case 'search': {
        const searches = words[LOCALES[draw & 3] ?? 'fr'].searches;
        row.put(pieces.query).put(word(searches, (draw >>> 4) % searches.length));
        return row
          .put(pieces.results)
          .digits((draw >>> 10) % 60)
          .put('}');
      }
      case 'product_view':
        row.put(pieces.productPath).digits(product + 1);
        row.put(pieces.productPrice).amount(products.price(product));
        return row
          .put(pieces.category)
          .put(word(CATEGORIES, products.category(product)))
          .put(pieces.end);
      case 'add_to_cart':
        row.put(pieces.price).amount(products.price(product));
        return row.put(pieces.quantity).digits(quantity).put('}');
      case 'checkout':
        return row.put(pieces.items).digits(items).put(pieces.amount).amount(amount).put('}');
      case 'purchase':
        row.put(pieces.items).digits(items).put(pieces.amount).amount(amount);
        return row
          .put(pieces.payment)
          .put(word(PAYMENTS, draw >>> 30))
          .put(pieces.end);
    }
  };
  return (row, event) => void write(row.put(edge), event).put(edge);
}

/** Rows of `events`. */
export function eventRows(seed: string, visits: Visits, products: Products, format: Format): RowWriter {
  const key = (part: string): number => fieldKey(seed, `events.session_id.${part}`);
  const keys = [key('a'), key('b'), key('c'), key('d')] as const;
  const payload = payloadWriter(products, format);
  const identifier: Identifier = [0, 0, 0, 0];
  let session: Session | undefined;

  return (row, ordinal) => {
    let event = session?.events[ordinal - session.first];
    if (session === undefined || event === undefined) {
      session = visits.sessionOf(ordinal);
      event = session.events[ordinal - session.first];
      for (let part = 0; part < 4; part++) identifier[part] = hash(keys[part] ?? 0, session.first);
    }
    if (event === undefined) return;
    row.number(ordinal + 1);
    if (session.user < 0) row.nothing();
    else row.number(session.user + 1);
    uuid(row.next(), identifier);
    row.word(event.type).moment(event.at);
    if (event.product < 0) row.nothing();
    else row.number(event.product + 1);
    row.word(word(DEVICES, session.device));
    payload(row.next(), event);
    row.end();
  };
}
