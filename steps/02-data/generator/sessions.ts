import { at, LAST_SECOND, moment, SECONDS_PER_DAY, visitCurve } from './calendar.ts';
import { below, fieldKey, fraction, hash, spin, wheel } from './hash.ts';
import type { Products, Users } from './population.ts';
import { BASE_ROWS, type Shape } from './shape.ts';

export type EventType = 'page_view' | 'search' | 'product_view' | 'add_to_cart' | 'checkout' | 'purchase';

/** What one event of a visit is about. */
export interface SessionEvent {
  type: EventType;
  /** Seconds since the data set's first midnight. */
  at: number;
  /** -1 when the event is about no product. */
  product: number;
  /** Pieces put into the cart by this event. */
  quantity: number;
  /** Lines in the cart so far, and what they cost in cents. */
  items: number;
  amount: number;
  /** For choosing words. */
  readonly draw: number;
}

/** One visit to the shop: a row of events that follow from each other. */
export interface Session {
  /** The ordinal of its first event. */
  readonly first: number;
  /** -1 for a visitor who is not logged in. */
  readonly user: number;
  readonly device: number;
  readonly events: readonly SessionEvent[];
}

/** Numbers of events of a visit, per mille for 1, 2, 3 … */
const LENGTH_WHEEL = wheel([210, 170, 150, 120, 100, 80, 60, 40, 30, 20, 12, 8]);
const DEVICE_WHEEL = wheel([560, 370, 70]);
/** Per mille of visits without a login. */
const ANONYMOUS = 280;

/** The visits of a data set, found by the ordinal of one of their events. */
export interface Visits {
  sessionOf(event: number): Session;
}

export function visitsOf(shape: Shape, users: Users, products: Products): Visits {
  const key = (field: string): number => fieldKey(shape.seed, `events.${field}`);
  const keys = {
    length: key('session_length'),
    time: key('event_ts'),
    user: key('user_id'),
    anonymous: key('anonymous'),
    device: key('device'),
    type: key('event_type'),
    product: key('product_id'),
    gap: key('gap'),
    draw: key('payload'),
  };
  const count = shape.rows.events;
  let starts = sessionStarts(keys.length, 0);

  function eventsOf(first: number, length: number, user: number, start: number): SessionEvent[] {
    const day = Math.floor(start / SECONDS_PER_DAY);
    const events: SessionEvent[] = [];
    const visit = { previous: undefined as EventType | undefined, product: -1, items: 0, amount: 0 };
    let time = start;
    for (let ordinal = first; ordinal < first + length; ordinal++) {
      const type = nextType(visit.previous, below(hash(keys.type, ordinal), 100), user >= 0);
      const draw = hash(keys.draw, ordinal);
      const quantity = type === 'add_to_cart' ? 1 + ((draw >>> 8) % 3) : 0;
      if (type === 'product_view') visit.product = products.choose(keys.product, ordinal, day);
      if (type === 'add_to_cart') {
        visit.items += 1;
        visit.amount += quantity * products.price(visit.product);
      }
      const product = type === 'product_view' || type === 'add_to_cart' ? visit.product : -1;
      events.push({ type, at: time, product, quantity, items: visit.items, amount: visit.amount, draw });
      if (type === 'purchase') {
        visit.items = 0;
        visit.amount = 0;
      }
      visit.previous = type;
      time = Math.min(time + 6 + below(hash(keys.gap, ordinal), 150), LAST_SECOND);
    }
    return events;
  }

  return {
    sessionOf(event) {
      const block = Math.floor(event / BASE_ROWS.events);
      if (starts.block !== block) starts = sessionStarts(keys.length, block);
      const [begin, end] = starts.around(event - block * BASE_ROWS.events);
      const first = block * BASE_ROWS.events + begin;
      const position = first + fraction(hash(keys.time, first));
      const start = moment(visitCurve(), (position * visitCurve().total) / count);
      const anonymous = below(hash(keys.anonymous, first), 1000) < ANONYMOUS;
      const day = Math.floor(start / SECONDS_PER_DAY);
      const user = anonymous ? -1 : users.choose(keys.user, first, day);
      const device = spin(DEVICE_WHEEL, hash(keys.device, first));
      return { first, user, device, events: eventsOf(first, end - begin, user, start) };
    },
  };
}

/** The next event of a visit: searching, looking, and for some the way to the till. */
function nextType(previous: EventType | undefined, share: number, known: boolean): EventType {
  switch (previous) {
    case undefined:
      return share < 55 ? 'page_view' : share < 75 ? 'search' : 'product_view';
    case 'page_view':
    case 'search':
      return share < 66 ? 'product_view' : share < 84 ? 'search' : 'page_view';
    case 'product_view':
      return share < 32 ? 'add_to_cart' : share < 76 ? 'product_view' : share < 88 ? 'search' : 'page_view';
    case 'add_to_cart':
      return known && share < 48 ? 'checkout' : share < 80 ? 'product_view' : 'page_view';
    case 'checkout':
      return share < 72 ? 'purchase' : 'page_view';
    case 'purchase':
      return 'page_view';
  }
}

/** Where the visits of one block of 10,000 events begin; a visit never crosses the end of a block. */
function sessionStarts(key: number, block: number) {
  const size = BASE_ROWS.events;
  const firsts = new Uint16Array(size);
  const lasts = new Uint16Array(size);
  for (let begin = 0, session = 0; begin < size; session++) {
    const length = 1 + spin(LENGTH_WHEEL, hash(key, block * size + session));
    const end = Math.min(begin + length, size);
    firsts.fill(begin, begin, end);
    lasts.fill(end, begin, end);
    begin = end;
  }
  return {
    block,
    /** The first event of the visit that an event belongs to, and the one after its last. */
    around: (event: number): readonly [number, number] => [at(firsts, event), at(lasts, event)],
  };
}
