import { below, fieldKey, hash, spin, wheel } from './hash.ts';
import { type LocalePool, pools, word } from './pools.ts';
import { CATEGORIES, type Products } from './population.ts';
import type { Shape } from './shape.ts';
import type { RowWriter } from './user-rows.ts';

const MERCHANTS = 100;
/** Names are French, English, German and Spanish, per mille in the order of `NAME_LOCALES`. */
const NAME_LOCALES = ['fr', 'en', 'de', 'es'] as const;
const NAME_WHEEL = wheel([250, 450, 150, 150]);
/** A prime that no list's size divides: consecutive products walk through all combinations before one comes back. */
const STRIDE = 7919;

/** A product's name: one word of each of the language's lists. */
function productName(pool: LocalePool, start: number): string {
  let combination = start;
  let name = '';
  pool.productParts.forEach((words, index) => {
    const joint = index === 0 ? '' : word(pool.productJoints, index - 1);
    name += joint + word(words, combination % words.length);
    combination = Math.floor(combination / words.length);
  });
  return name;
}

function combinations(pool: LocalePool): number {
  return pool.productParts.reduce((product, words) => product * words.length, 1);
}

/** Rows of `products`. */
export function productRows(shape: Shape, products: Products): RowWriter {
  const key = (field: string): number => fieldKey(shape.seed, `products.${field}`);
  const keys = {
    merchant: key('merchant_id'),
    name: key('name'),
    language: key('language'),
    description: key('description'),
    margin: key('cost'),
    stock: key('stock_quantity'),
  };
  const words = pools();
  const names = NAME_LOCALES.map(locale => ({
    pool: words[locale],
    size: combinations(words[locale]),
    offset: hash(keys.name, 0),
  }));

  const nameOf = (product: number): string => {
    const of = names[spin(NAME_WHEEL, hash(keys.name, product + 1))];
    return of === undefined ? '' : productName(of.pool, (of.offset + product * STRIDE) % of.size);
  };
  const descriptionOf = (product: number): string => {
    const h = hash(keys.language, product);
    const sentences = words[NAME_LOCALES[h & 3] ?? 'fr'].descriptions;
    const first = below(hash(keys.description, product), sentences.length);
    const second = (first + 1 + ((h >>> 8) % (sentences.length - 1))) % sentences.length;
    return `${word(sentences, first)} ${word(sentences, second)}`;
  };

  return (row, product) => {
    const price = products.price(product);
    const cost = Math.floor((price * (420 + below(hash(keys.margin, product), 360))) / 1000);
    // One product in twenty has run out.
    const stockHash = hash(keys.stock, product);
    const stock = (stockHash & 255) < 13 ? 0 : 1 + below(stockHash, 500);
    const merchant = 1 + below(hash(keys.merchant, product), MERCHANTS);
    row
      .number(product + 1)
      .number(merchant)
      .text(nameOf(product))
      .text(descriptionOf(product));
    row
      .word(word(CATEGORIES, products.category(product)))
      .money(price)
      .money(cost)
      .number(stock);
    row.moment(products.createdAt(product)).end();
  };
}
