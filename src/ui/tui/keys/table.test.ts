import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BINDINGS } from './table.ts';

test('no key has two meanings on one screen', () => {
  for (const focus of ['page', 'map', 'questions', 'help'] as const) {
    const keys = BINDINGS.filter(binding => binding.focus.includes(focus)).flatMap(binding => binding.keys);
    assert.deepEqual(keys, [...new Set(keys)], focus);
  }
});

test('every key is explained, by itself or with the one it is the pair of', () => {
  const alone = BINDINGS.filter(({ help }) => help === undefined).map(({ id }) => id);
  assert.deepEqual(alone, ['previous-question', 'pane-right', 'line-down', 'page-up', 'end']);
  for (const { id, help, shown } of BINDINGS) {
    if (help === undefined) continue;
    assert.ok(shown !== undefined, `${id} is explained without its key`);
    assert.ok(help.fr.endsWith('.') && help.en.endsWith('.'), id);
  }
});
