import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT, measure, PAGES, PUBLISHED } from './bi.ts';

const visual = (page: string, id: string) => {
  const found = PAGES.find(candidate => candidate.id === page)?.visuals.find(
    candidate => candidate.id === id,
  );
  assert.ok(found, `${page}/${id}`);
  return found;
};

test('the handout’s three pages have its visuals, with its kinds', () => {
  assert.deepEqual(
    PAGES.map(({ name, visuals }) => [
      name,
      ...visuals.filter(({ origin }) => origin === 'handout').map(({ kind }) => kind),
    ]),
    [
      ["Vue d'ensemble", 'card', 'card', 'card', 'card', 'card', 'line', 'bar', 'pie'],
      ['Performance Produits', 'table'],
      ['Analyse Clients', 'donut', 'bar', 'table'],
    ],
  );
});

test('a query is sorted as its visual, ends its order with its groups, and holds only the filters of its table', () => {
  const filters = { country: ["l'Île"], category: ['Books'], segment: [] };
  assert.equal(
    visual('customers', 'value-by-segment').sql(BUILT, filters),
    `SELECT RFM_SEGMENT, SUM(LIFETIME_VALUE) AS LIFETIME_VALUE
FROM SHOPSTREAM_DWH.CORE_MARTS.MART_CUSTOMER_LTV
WHERE MART_CUSTOMER_LTV.COUNTRY_CODE IN ('l''Île')
GROUP BY RFM_SEGMENT
ORDER BY LIFETIME_VALUE DESC, RFM_SEGMENT`,
  );
  const orders = measure('distinct-orders').sql(PUBLISHED, filters);
  assert.match(orders, /WHERE FACT_ORDERS\.COUNTRY_CODE IN .*\n {2}AND DIM_PRODUCTS\.PRODUCT_CATEGORY IN/);
});

test('ids are unique, every measure of a visual exists, and every handout’s measure has its correction', () => {
  for (const { visuals } of PAGES) {
    assert.equal(new Set(visuals.map(({ id }) => id)).size, visuals.length);
    for (const { values } of visuals)
      for (const field of values) if (field.kind === 'measure') assert.ok(measure(field.measure));
  }
  for (const id of ['average-basket', 'previous-month', 'monthly-growth'])
    assert.equal(measure(measure(id).correctedBy ?? '').origin, 'corrected');
});
