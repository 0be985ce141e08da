import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partBytesOf } from './part-bytes.ts';
import { UsageError } from './usage.ts';

test('the size of parts is read from the environment, and anything but a size is refused', () => {
  assert.equal(partBytesOf({}), undefined);
  assert.equal(partBytesOf({ SHOPSTREAM_PART_BYTES: '' }), undefined);
  assert.equal(partBytesOf({ SHOPSTREAM_PART_BYTES: '50000' }), 50_000);
  for (const value of ['50k', '-1', '999', '1.5e3.2', '2500.5'])
    assert.throws(() => partBytesOf({ SHOPSTREAM_PART_BYTES: value }), UsageError, value);
});
