import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SMALL } from '../testing/cube.ts';
import { addMonths, openCube } from './facts.ts';
import { formatsOf } from './format.ts';
import { CARDS, formulaOf, stackFormula } from './formulas.ts';
import { overviewOf } from './overview.ts';
import { formatState, knownFilters, parseState, type State, toggleFilter } from './state.ts';
import { customersOf, productsOf } from './tables.ts';

const facts = openCube(SMALL);

test('the overview adds up by hand, and months are compared with the one before', () => {
  const overview = overviewOf(facts, {});
  assert.equal(overview.revenue, 16_035);
  assert.equal(overview.distinctOrders, 2);
  assert.equal(overview.summedOrders, 3);
  assert.equal(overview.basket, 8017.5);
  assert.equal(overview.handoutBasket, 5345);
  assert.deepEqual(overview.daily, [
    ['2025-11-30', 10_000],
    ['2025-12-15', 5025],
    ['2025-12-31', 1010],
  ]);
  assert.deepEqual(overview.last, { month: '2025-12', revenue: 6035, previous: 10_000, growth: -0.3965 });
  // 31 December shifted by a month is 30 November: only that day is left.
  assert.equal(overview.handoutPrevious, 10_000);
  assert.equal(overview.handoutGrowth, 0.6035);
});

test('a filter narrows every figure but those of its own dimension, and counts each order once', () => {
  const books = overviewOf(facts, { category: ['Books'] });
  assert.equal(books.revenue, 11_010);
  assert.equal(books.distinctOrders, 2);
  assert.deepEqual(books.byCategory, [11_010, 5025]);
  assert.deepEqual(books.byCountry, [10_000, 1010]);
  const toys = overviewOf(facts, { category: ['Toys'], country: ['FRA'] });
  assert.equal(toys.distinctOrders, 1);
  assert.deepEqual(toys.last, { month: '2025-12', revenue: 5025, previous: null, growth: null });
});

test('filters that leave nothing give blanks, as SQL gives NULL', () => {
  const nothing = overviewOf(facts, { country: ['USA'], category: ['Toys'] });
  assert.equal(nothing.revenue, null);
  assert.equal(nothing.basket, null);
  assert.equal(nothing.handoutPrevious, null);
  assert.equal(nothing.handoutGrowth, 0);
  assert.equal(nothing.last, undefined);
});

test('rankings are sorted, filtered by what their mart has, and totalled over all rows', () => {
  assert.deepEqual(
    productsOf(facts, { category: ['Toys'] }).rows.map(([, , revenue]) => revenue),
    [5025],
  );
  const customers = customersOf(facts, { rfm: ['Others'], category: ['Toys'] });
  assert.deepEqual(customers.total, { rows: 1, amount: 1010, orders: 1 });
  assert.deepEqual(
    customers.segments.map(({ customers: count, valueBySegment }) => [count, valueBySegment]),
    [
      [1, [0, 15_025]],
      [1, [1010, 0]],
    ],
  );
});

test('months are added as Snowflake adds them', () => {
  assert.equal(addMonths('2025-12-31', -1), '2025-11-30');
  assert.equal(addMonths('2025-11-30', -1), '2025-10-31');
  assert.equal(addMonths('2024-03-30', -1), '2024-02-29');
  assert.equal(addMonths('2025-01-15', -1), '2024-12-15');
});

test('the state survives the address, and what the address says wrongly is left out', () => {
  const start: State = { page: 'overview', filters: {}, lang: 'fr', theme: 'auto' };
  const state: State = {
    page: 'customers',
    filters: { country: ['FRA', 'USA'], rfm: ['A & B=é'] },
    lang: 'en',
    theme: 'dark',
  };
  assert.deepEqual(parseState(`#${formatState(state)}`, start), state);
  assert.deepEqual(parseState('#page=nope&lang=xx&theme=pink', start), start);
  assert.deepEqual(knownFilters({ country: ['FRA', 'ZZZ'] }, SMALL.values).country, ['FRA']);
});

test('a click on a mark chooses it alone or lets it go; a button adds and takes away', () => {
  const one = toggleFilter({}, 'country', 'FRA', true);
  assert.deepEqual(toggleFilter(one, 'country', 'USA', true).country, ['USA']);
  assert.deepEqual(toggleFilter(one, 'country', 'FRA', true).country, []);
  assert.deepEqual(toggleFilter(one, 'country', 'USA', false).country, ['FRA', 'USA']);
});

test('formulas carry the filters, in SQL and in DAX, and a chart leaves its own dimension out', () => {
  const filters = { country: ['FRA'], category: ['Books'], rfm: ['Champions'] };
  const { sql, dax } = formulaOf('overview', 'revenue-by-country', filters);
  assert.doesNotMatch(sql, /FRA/);
  assert.match(sql, /PRODUCT_CATEGORY IN \('Books'\)/);
  assert.equal(
    dax,
    `EVALUATE
SUMMARIZECOLUMNS(
    MART_SALES_OVERVIEW[COUNTRY_CODE],
    TREATAS({"Books"}, MART_SALES_OVERVIEW[PRODUCT_CATEGORY]),
    "TOTAL_REVENUE", SUM(MART_SALES_OVERVIEW[TOTAL_REVENUE])
)
ORDER BY [TOTAL_REVENUE] DESC`,
  );
  assert.match(stackFormula(filters).sql, /GROUP BY RFM_SEGMENT, CUSTOMER_SEGMENT/);
  for (const card of CARDS) {
    const formulas = card.formulas(filters);
    assert.equal(formulas.length, card.explanation === undefined ? 1 : 2, card.id);
    for (const formula of formulas) assert.match(formula.sql, /VALUE/);
  }
});

test('values are written as each language writes them', () => {
  const [fr, en] = [formatsOf('fr'), formatsOf('en')];
  // Which of its narrow spaces Intl takes depends on its version.
  const plain = (words: string) => words.replace(/\s/g, ' ');
  assert.equal(plain(fr.euro(732_091_545)), '7 320 915 €');
  assert.equal(en.euroCents(732_091_545), '€7,320,915.45');
  assert.equal(plain(fr.percent(0.0065, true)), '+0,65 %');
  assert.equal(fr.date('2025-12-31'), '31 déc. 2025');
  assert.equal(en.value('country', 'DEU'), 'Germany');
  assert.equal(fr.value('country', 'XYZ'), 'XYZ');
  assert.equal(fr.euro(null), '–');
});
