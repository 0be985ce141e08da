import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareKeys } from './key-order.ts';
import { type ListingQuery, listKeys } from './listing.ts';

const KEYS = [
  'a',
  'a/b',
  'crm/',
  'raw/',
  'raw/events/',
  'raw/events/1.json',
  'raw/users/',
  'raw/users/1.csv',
  'z',
];

function list(query: Partial<ListingQuery>) {
  return listKeys(KEYS, { prefix: '', delimiter: '', after: '', max: 1000, ...query });
}

/** Every page of a listing, each starting where the one before ended. */
function pages(query: Partial<ListingQuery>): string[][] {
  const found: string[][] = [];
  for (let after = ''; ; ) {
    const listing = list({ ...query, after });
    found.push([...listing.keys, ...listing.prefixes]);
    if (!listing.truncated || listing.last === undefined) return found;
    after = listing.last;
  }
}

describe('listing', () => {
  it('orders keys by their UTF-8 bytes', () => {
    const keys = ['\u{1F6D2}', '\uFF5E', 'é', 'z', 'Z', 'a/', 'a'];
    const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual([...keys].sort(compareKeys), byBytes);
    assert.notDeepEqual([...keys].sort(), byBytes);
  });

  it('groups by delimiter below a prefix', () => {
    const { keys, prefixes } = list({ prefix: 'raw/', delimiter: '/' });
    assert.deepEqual(keys, ['raw/']);
    assert.deepEqual(prefixes, ['raw/events/', 'raw/users/']);
  });

  it('pages without losing or repeating anything', () => {
    assert.deepEqual(pages({ max: 4 }).flat(), KEYS);
    assert.deepEqual(pages({ max: 1, delimiter: '/' }), [['a'], ['a/'], ['crm/'], ['raw/'], ['z']]);
  });

  it('is not cut when the last page is exactly full', () => {
    assert.equal(list({ max: KEYS.length }).truncated, false);
    assert.equal(list({ max: KEYS.length - 1 }).truncated, true);
    assert.equal(list({ max: 0 }).truncated, false);
  });
});
