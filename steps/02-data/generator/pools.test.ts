import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readContent } from '../../../src/lab/lab.ts';
import { poolsText } from './pools.make.ts';
import { pools } from './pools.ts';

test('the committed pools are what the pinned faker makes', () => {
  assert.equal(readContent('assets/data/pools.json'), poolsText());
});

test('no word holds a sign that COPY text, JSON or a line would have to escape, and addresses are ASCII', () => {
  for (const [locale, pool] of Object.entries(pools())) {
    const lists = [pool.firstNames, pool.lastNames, pool.companies, pool.descriptions, ...pool.productParts];
    for (const word of lists.flat()) assert.match(word, /^[^\\\t\r\n]+$/, `${locale}: ${word}`);
    for (const word of pool.searches) assert.match(word, /^[^\\"\t\r\n]+$/, `${locale}: ${word}`);
    for (const word of [...pool.firstMail, ...pool.lastMail]) assert.match(word, /^[a-z]+$/, locale);
    assert.equal(pool.firstMail.length, pool.firstNames.length);
    assert.equal(pool.lastMail.length, pool.lastNames.length);
  }
});
