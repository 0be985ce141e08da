import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf, splitStatements, tokenize } from './lexer.ts';

const kinds = (sql: string): readonly string[] => tokenize(sql).map(token => `${token.kind}:${token.value}`);

test('words fold to upper case, quoted identifiers keep theirs', () => {
  assert.deepEqual(kinds('select élan, "My ""Col""" from t$1'), [
    'word:SELECT',
    'word:ÉLAN',
    'symbol:,',
    'quoted:My "Col"',
    'word:FROM',
    'word:T$1',
  ]);
});

test('strings know doubled quotes, backslashes and $$', () => {
  assert.deepEqual(kinds(String.raw`'it''s' 'a\'b\n' $$raw 'x' \n$$ 'é'`), [
    "string:it's",
    "string:a'b\n",
    String.raw`string:raw 'x' \n`,
    'string:é',
  ]);
});

test('the three kinds of comment disappear', () => {
  assert.deepEqual(kinds('a -- one; \n b // two \n c /* three ; */ d'), [
    'word:A',
    'word:B',
    'word:C',
    'word:D',
  ]);
});

test('stages, variables and binds are tokens of their own', () => {
  assert.deepEqual(kinds('@db."My Stage".s/raw/x.csv (f) $v $1 ? :2 v:a a::int v:1'), [
    'stage:@db."My Stage".s/raw/x.csv',
    'symbol:(',
    'word:F',
    'symbol:)',
    'variable:V',
    'variable:1',
    'bind:1',
    'bind:2',
    'word:V',
    'symbol::',
    'word:A',
    'word:A',
    'symbol:::',
    'word:INT',
    'word:V',
    'symbol::',
    'number:1',
  ]);
});

test('a request is cut at its semicolons, never inside a string or body', () => {
  const statements = splitStatements("begin; select ';' as a; -- no; \n create x as $$ a; b $$;; commit");
  assert.deepEqual(
    statements.map(statement => statement.tokens.map(token => token.text).join(' ')),
    ['begin', "select ';' as a", 'create x as $$ a; b $$', 'commit'],
  );
});

test('places count lines from one and positions from zero', () => {
  assert.deepEqual(placeOf('ab\n cd', 4), { line: 2, position: 1 });
});

test('an unfinished string is a parse error of Snowflake', () => {
  assert.throws(() => tokenize("select 'abc"), { name: 'SnowflakeError', code: '001003' });
});
