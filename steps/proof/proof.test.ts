import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SEED, dataset } from '../02-data/generator/dataset.ts';
import { expectedFigures } from './expected.ts';

const of = (seed: string, scale = 1) => expectedFigures({ seed, scale, businessDays: 0 });

test("the default data set comes to the handout's figures in every place", () => {
  const figures = of(DEFAULT_SEED);
  assert.deepEqual(figures?.totals, {
    rows: {
      users: 1000,
      products: 200,
      orders: 5000,
      order_items: 15_112,
      events: 10_000,
      crm_contacts: 500,
    },
    revenueOrders: 4515,
    revenueLines: 13_637,
    revenueAmount: 732_091_545,
  });
  assert.equal(figures?.checks['marts.publish']?.['control-customers-value'], 7_320_915.45);
  const places = figures?.fingerprints.map(({ hop }) => hop) ?? [];
  const count = (hop: string) => places.filter(place => place === hop).length;
  assert.deepEqual(['postgres', 's3', 'staging', 'marts'].map(count), [6, 6, 5, 7]);
});

test('another seed and scale come to what the generator adds up, each to its own', () => {
  for (const [seed, scale] of [
    ['ines-evrard', 1],
    ['été', 2],
  ] as const) {
    const { orders: _, lines: __, amount, ...revenue } = dataset(scale, seed).totals();
    const figures = of(seed, scale);
    assert.deepEqual(figures?.totals, { rows: dataset(scale, seed).rows, ...revenue });
    const orders = figures?.fingerprints.find(
      ({ hop, relation }) => hop === 'staging' && relation === 'orders',
    );
    assert.equal(orders?.sums[3], amount);
  }
  const prints = (seed: string) => JSON.stringify(of(seed)?.fingerprints);
  assert.notEqual(prints('a'), prints('b'));
  assert.equal(prints('a'), prints('a'));
});

test('simulated days are added up with the data set', () => {
  const { value: day } = dataset().days().next();
  const figures = expectedFigures({ seed: DEFAULT_SEED, scale: 1, businessDays: 1 });
  assert.ok(day !== undefined);
  assert.equal(figures?.totals.rows['orders'], 5012);
  assert.equal(figures?.totals.revenueAmount, 732_091_545 + day.gained.revenueAmount);
  const users = figures?.fingerprints.find(({ relation }) => relation === 'dim_customers');
  assert.equal(users?.rows, 1001);
});

test('what is too large, or has other rules, is not added up', () => {
  assert.equal(of('1', 11), undefined);
  assert.equal(of('1', 0.5), undefined);
  assert.equal(of('x'.repeat(201)), undefined);
  assert.equal(expectedFigures({ seed: '1', scale: 1, businessDays: 367 }), undefined);
  assert.equal(expectedFigures({ seed: '1', scale: 1, businessDays: -1 }), undefined);
});
