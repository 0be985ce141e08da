import { at, moment, productCurve, SECONDS_PER_DAY, userCurve } from './calendar.ts';
import { below, fieldKey, hash, spin, wheel } from './hash.ts';
import type { Shape } from './shape.ts';

export const PLANS = ['freemium', 'premium', 'enterprise'] as const;
export const CATEGORIES = ['Books', 'Home', 'Fashion', 'Sports', 'Electronics', 'Toys', 'Beauty'] as const;
export const COUNTRIES = ['FRA', 'DEU', 'ESP', 'ITA', 'GBR', 'USA', 'CAN', 'AUS'] as const;

/** Per mille of users by country, in the order of `COUNTRIES`. */
const COUNTRY_WHEEL = wheel([290, 160, 130, 110, 120, 100, 50, 40]);
/** Per mille of users: big, regular, casual and rare customers. */
const SIZE_WHEEL = wheel([60, 190, 400, 350]);
/** How readily a customer of each size orders, of 256. */
const APPETITE = [255, 120, 44, 16];
/** Plans by customer size, per mille in the order of `PLANS`: who buys much pays for more. */
const PLAN_WHEELS = [
  wheel([230, 400, 370]),
  wheel([470, 400, 130]),
  wheel([720, 240, 40]),
  wheel([860, 125, 15]),
];
/** Per mille of users who stop ordering one day, and within how many days of registering. */
const LOST = 300;
const LONGEST_STAY = 420;

/** Candidates looked at before the last one is taken as it is. */
const MOST_TRIES = 24;

/** What the orders, events and contacts have to know of users: a few bytes a user, made once. */
export interface Users {
  /** Chooses a registered user who is active on a day; big customers more often. */
  choose(key: number, row: number, day: number): number;
  plan(user: number): number;
  country(user: number): number;
  /** Seconds since the data set's first midnight. */
  createdAt(user: number): number;
}

/** Users are numbered from 0 here, in the order in which they registered. */
export function usersOf(shape: Shape): Users {
  const count = shape.rows.users;
  const createdKey = fieldKey(shape.seed, 'users.created_at');
  const countryKey = fieldKey(shape.seed, 'users.country');
  const createdAt = (user: number): number => {
    // 16 bits keep user n strictly before the n + 1st even after rounding.
    const position = user + (hash(createdKey, user) >>> 16) / 65_536;
    return moment(userCurve(), (position * userCurve().total) / count);
  };
  const { appetite, lastDay, plans } = userTraits(shape, createdAt);
  const registered = shape.usersBefore;
  return {
    createdAt,
    plan: user => at(plans, user),
    country: user => spin(COUNTRY_WHEEL, hash(countryKey, user)),
    choose(key, row, day) {
      const users = at(registered, day);
      let user = 0;
      for (let n = 0; n < MOST_TRIES; n++) {
        const h = hash(key + n, row);
        user = below(h, users);
        if ((h & 255) <= at(appetite, user) && at(lastDay, user) >= day) break;
      }
      return user;
    },
  };
}

function userTraits(shape: Shape, createdAt: (user: number) => number) {
  const count = shape.rows.users;
  const appetite = new Uint8Array(count);
  const lastDay = new Uint16Array(count).fill(65_535);
  const plans = new Uint8Array(count);
  const sizeKey = fieldKey(shape.seed, 'users.size');
  const planKey = fieldKey(shape.seed, 'users.plan_type');
  const lostKey = fieldKey(shape.seed, 'users.lost');
  const stayKey = fieldKey(shape.seed, 'users.stay');
  for (let user = 0; user < count; user++) {
    const size = spin(SIZE_WHEEL, hash(sizeKey, user));
    appetite[user] = at(APPETITE, size);
    plans[user] = spin(PLAN_WHEELS[size] ?? SIZE_WHEEL, hash(planKey, user));
    if (below(hash(lostKey, user), 1000) >= LOST) continue;
    const stay = below(hash(stayKey, user), LONGEST_STAY);
    lastDay[user] = Math.floor(createdAt(user) / SECONDS_PER_DAY) + stay;
  }
  return { appetite, lastDay, plans };
}

/** Per mille of products by category, in the order of `CATEGORIES`. */
const CATEGORY_WHEEL = wheel([150, 150, 165, 140, 145, 125, 125]);
/** The lowest and the highest price of each category, in cents. */
const PRICE_RANGES = [
  [3_900, 29_000],
  [7_900, 51_000],
  [5_900, 42_000],
  [6_900, 48_000],
  [11_900, 79_000],
  [4_900, 33_000],
  [4_900, 30_000],
] as const;

/** What the orders and events have to know of products. Prices are cents. */
export interface Products {
  /** Chooses a product that is on sale on a day; popular ones more often. `n` tells several choices of a row apart. */
  choose(key: number, row: number, day: number): number;
  category(product: number): number;
  price(product: number): number;
  createdAt(product: number): number;
}

/** Products are numbered from 0 here, in the order in which they joined the catalogue. */
export function productsOf(shape: Shape): Products {
  const count = shape.rows.products;
  const createdKey = fieldKey(shape.seed, 'products.created_at');
  const { popularity, prices, categories } = productTraits(shape);
  const onSale = shape.productsBefore;
  return {
    createdAt(product) {
      const position = product + (hash(createdKey, product) >>> 16) / 65_536;
      return moment(productCurve(), (position * productCurve().total) / count);
    },
    category: product => at(categories, product),
    price: product => at(prices, product),
    choose(key, row, day) {
      const products = at(onSale, day);
      let product = 0;
      for (let n = 0; n < MOST_TRIES; n++) {
        const h = hash(key + n, row);
        product = below(h, products);
        if ((h & 255) <= at(popularity, product)) break;
      }
      return product;
    },
  };
}

function productTraits(shape: Shape) {
  const count = shape.rows.products;
  const popularity = new Uint8Array(count);
  const prices = new Int32Array(count);
  const categories = new Uint8Array(count);
  const popularityKey = fieldKey(shape.seed, 'products.popularity');
  const priceKey = fieldKey(shape.seed, 'products.price');
  const categoryKey = fieldKey(shape.seed, 'products.category');
  for (let product = 0; product < count; product++) {
    const fame = below(hash(popularityKey, product), 256);
    popularity[product] = 10 + Math.floor((fame * fame * 245) / 65_025);
    const category = spin(CATEGORY_WHEEL, hash(categoryKey, product));
    categories[product] = category;
    const [low, high] = PRICE_RANGES[category] ?? PRICE_RANGES[0];
    // Prices end in .90 or .50, as shops write them; the mean of two draws keeps the middle of a range full.
    const h = hash(priceKey, product);
    const spread = ((h & 0xffff) + (h >>> 16)) / 131_072;
    const price = low + Math.floor((high - low) * spread);
    prices[product] = price - (price % 100) + ((h & 3) === 0 ? 50 : 90);
  }
  return { popularity, prices, categories };
}
