import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitStatements } from '../lexer.ts';
import { bindLiterals, bindNumbers, boundColumn, describedLiterals } from './bind-literals.ts';
import { arrayLength, readBindings } from './bindings.ts';

/** The literal that a value of a type becomes. */
function literal(type: string, value: string | null): string | undefined {
  return bindLiterals(readBindings({ 1: { type, value } })).get('1');
}

test('values of every type of the wire become literals of their own', () => {
  assert.equal(literal('FIXED', '41'), '41');
  assert.equal(literal('FIXED', '-41'), '(-41)');
  assert.equal(literal('FIXED', '12.50'), '12.50');
  assert.equal(literal('FIXED', '1e+21'), "CAST('1e+21' AS DOUBLE)");
  assert.equal(literal('REAL', '1.5'), "CAST('1.5' AS DOUBLE)");
  assert.equal(literal('TEXT', "l'été"), "'l''été'");
  assert.equal(literal('TEXT', ''), "''");
  assert.equal(literal('TEXT', null), 'NULL');
  assert.equal(literal('BOOLEAN', 'true'), "CAST('true' AS BOOLEAN)");
  assert.equal(literal('BINARY', 'DEAD'), "unhex('DEAD')");
  assert.equal(literal('VARIANT', '{"a":1}'), `CAST('{"a":1}' AS JSON)`);
});

test('moments come as milliseconds or nanoseconds since 1970, also before it', () => {
  assert.equal(literal('DATE', '1709164800000'), "CAST('2024-02-29' AS DATE)");
  assert.equal(literal('DATE', '-86400000'), "CAST('1969-12-31' AS DATE)");
  assert.equal(literal('DATE', '2024-02-29'), "CAST('2024-02-29' AS DATE)");
  assert.equal(literal('TIME', '3723500000000'), "CAST('01:02:03.500000' AS TIME)");
  assert.equal(
    literal('TIMESTAMP_NTZ', '1733486400123456789'),
    "CAST('2024-12-06 12:00:00.123456' AS TIMESTAMP)",
  );
  assert.equal(literal('TIMESTAMP_NTZ', '-500000000'), "CAST('1969-12-31 23:59:59.500000' AS TIMESTAMP)");
  assert.equal(
    literal('TIMESTAMP_TZ', '1733486400000000000 1500'),
    "CAST('2024-12-06 12:00:00.000000+00' AS TIMESTAMPTZ)",
  );
});

test('what is no number is refused, whatever it holds', () => {
  for (const value of ['', '.', 'x', '1; DROP TABLE t', '1 OR 1=1', '0x10'])
    assert.throws(() => literal('FIXED', value), { name: 'SnowflakeError' }, value);
});

test('a column of numbers gets the type that holds them all', () => {
  const cast = (...value: (string | null)[]) => {
    const binding = { type: 'FIXED', value };
    return boundColumn(binding, value.length).cast('c');
  };
  assert.equal(cast('1', null, '-2'), 'CAST(c AS BIGINT)');
  assert.equal(cast('1', '2.50'), 'CAST(c AS DECIMAL(38,2))');
  assert.equal(cast('1', '2.5', '1e3'), 'CAST(c AS DOUBLE)');
  assert.equal(cast(null, null), 'c');
});

test('array binds must have one length; single values count for every row', () => {
  const bindings = readBindings({ 1: { type: 'FIXED', value: ['1', '2'] }, 2: { type: 'TEXT', value: 'x' } });
  assert.equal(arrayLength(bindings), 2);
  assert.deepEqual([...bindLiterals(bindings, 1).values()], ['2', "'x'"]);
  const uneven = { 1: { type: 'TEXT', value: ['a'] }, 2: { type: 'TEXT', value: ['a', 'b'] } };
  assert.throws(() => arrayLength(readBindings(uneven)), { name: 'SnowflakeError' });
});

test('a statement that is described needs no values', () => {
  const [statement] = splitStatements("SELECT ?, ':1', a:b FROM t WHERE c = :3 AND d = ?");
  assert.ok(statement);
  assert.deepEqual([...bindNumbers([statement])], ['1', '3', '2']);
  const given = readBindings({ 2: { type: 'FIXED', value: '5' } });
  assert.deepEqual(
    [...describedLiterals(statement, given)],
    [
      ['1', 'NULL'],
      ['3', 'NULL'],
      ['2', '5'],
    ],
  );
});
