import { moneyText, timestampText } from './calendar.ts';
import type { Format } from './format.ts';
import { fieldKey, hash } from './hash.ts';
import { pools, word } from './pools.ts';
import { CATEGORIES, type Products } from './population.ts';
import type { Session, SessionEvent, Visits } from './sessions.ts';
import type { RowWriter } from './user-rows.ts';

const DEVICES = ['mobile', 'desktop', 'tablet'];
const PAGES = ['/', '/sales', '/account', '/help', '/blog', '/new'];
const REFERRERS = ['google', 'direct', 'newsletter', 'instagram', 'facebook', 'partner', 'bing', 'tiktok'];
const PAYMENTS = ['credit_card', 'credit_card', 'paypal', 'stripe'];
const LOCALES = ['fr', 'en', 'de', 'es'] as const;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Four hexadecimal digits. */
function hex(word16: number): string {
  return `${HEX[word16 >>> 8]}${HEX[word16 & 255]}`;
}

/** A version 4 UUID, drawn from four hashes. */
function uuid(a: number, b: number, c: number, d: number): string {
  const version = 0x4000 | (b & 0xfff);
  const variant = 0x8000 | ((c >>> 16) & 0x3fff);
  const node = `${hex(c & 0xffff)}${hex(d >>> 16)}${hex(d & 0xffff)}`;
  return `${hex(a >>> 16)}${hex(a & 0xffff)}-${hex(b >>> 16)}-${hex(version)}-${hex(variant)}-${node}`;
}

/** Rows of `events`; `payload` is written as PostgreSQL prints a jsonb: shorter keys first, a space after `:` and `,`. */
export function eventRows(seed: string, visits: Visits, products: Products, format: Format): RowWriter {
  const sessionKeys = ['a', 'b', 'c', 'd'].map(part => fieldKey(seed, `events.session_id.${part}`));
  const words = pools();
  const s = format.separator;
  let session: Session | undefined;
  let sessionId = '';

  const payload = ({ type, product, quantity, items, amount, draw }: SessionEvent): string => {
    switch (type) {
      case 'page_view':
        return `{"path": "${PAGES[draw % PAGES.length]}", "referrer": "${REFERRERS[draw >>> 29]}"}`;
      case 'search': {
        const searches = words[LOCALES[draw & 3] ?? 'fr'].searches;
        return `{"query": "${word(searches, (draw >>> 4) % searches.length)}", "results": ${(draw >>> 10) % 60}}`;
      }
      case 'product_view': {
        const price = moneyText(products.price(product));
        return `{"path": "/products/${product + 1}", "price": ${price}, "category": "${CATEGORIES[products.category(product)]}"}`;
      }
      case 'add_to_cart':
        return `{"price": ${moneyText(products.price(product))}, "quantity": ${quantity}}`;
      case 'checkout':
        return `{"items": ${items}, "amount": ${moneyText(amount)}}`;
      case 'purchase':
        return `{"items": ${items}, "amount": ${moneyText(amount)}, "payment_method": "${PAYMENTS[draw >>> 30]}"}`;
    }
  };

  return ordinal => {
    let event = session?.events[ordinal - session.first];
    if (session === undefined || event === undefined) {
      session = visits.sessionOf(ordinal);
      event = session.events[ordinal - session.first];
      const [a = 0, b = 0, c = 0, d = 0] = sessionKeys.map(key => hash(key, session?.first ?? 0));
      sessionId = uuid(a, b, c, d);
    }
    if (event === undefined) return '';
    const user = session.user < 0 ? format.nothing : session.user + 1;
    const product = event.product < 0 ? format.nothing : event.product + 1;
    return `${ordinal + 1}${s}${user}${s}${sessionId}${s}${event.type}${s}${timestampText(event.at)}${s}${product}${s}${DEVICES[session.device]}${s}${format.text(payload(event))}\n`;
  };
}
