import { quoteString } from '../../lexer.ts';
import type { Call } from '../call.ts';
import { json } from '../operand.ts';
import { exactly } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

const pairs = (call: Call): string => {
  if (call.count % 2 === 1) throw call.wrongArguments();
  return `json_object(${call.args.map((_, i) => call.sql(i)).join(', ')})`;
};

const getPath: Rule = exactly(2, call => {
  const path = call.literal(1);
  if (path === undefined) return json(`json_extract(${call.sql(0)}, '$.' || ${call.sql(1)})`);
  return json(`json_extract(${call.sql(0)}, ${quoteString(`$${path.startsWith('[') ? '' : '.'}${path}`)})`);
});

const get: Rule = exactly(2, call => {
  const key = call.literal(1);
  if (key !== undefined)
    return json(`json_extract(${call.sql(0)}, ${quoteString(`$.${JSON.stringify(key)}`)})`);
  return json(`json_extract(${call.sql(0)}, '$[' || CAST(${call.number(1)} AS BIGINT) || ']')`);
});

function macro(name: string, count: number): Rule {
  return exactly(count, call => json(`${name}(${call.args.map((_, i) => call.sql(i)).join(', ')})`));
}

function isType(...types: readonly string[]): Rule {
  const list = types.map(type => quoteString(type)).join(', ');
  return exactly(1, call => `(json_type(${call.sql(0)}) IN (${list}))`);
}

const INTEGERS = ['BIGINT', 'UBIGINT', 'HUGEINT'];

/** Functions of semi-structured data. */
export const jsonFunctions: Rules = {
  PARSE_JSON: exactly(1, call => json(`CAST(${call.text(0)} AS JSON)`)),
  TRY_PARSE_JSON: exactly(1, call => json(`TRY_CAST(${call.text(0)} AS JSON)`)),
  CHECK_JSON: exactly(1, call => `CASE WHEN json_valid(${call.text(0)}) THEN NULL ELSE 'invalid JSON' END`),
  TO_JSON: exactly(1, call => `CAST(${call.sql(0)} AS VARCHAR)`),
  TO_ARRAY: exactly(1, call => {
    const value = call.sql(0);
    return json(
      `CASE WHEN json_type(to_json(${value})) = 'ARRAY' THEN to_json(${value}) ELSE json_array(${value}) END`,
    );
  }),
  TO_OBJECT: exactly(1, call => json(call.sql(0))),
  GET: get,
  GET_PATH: getPath,
  OBJECT_CONSTRUCT: call => json(`sf_object(${pairs(call)})`),
  OBJECT_CONSTRUCT_KEEP_NULL: call => json(pairs(call)),
  OBJECT_KEYS: exactly(1, call => json(`to_json(json_keys(${call.sql(0)}))`)),
  OBJECT_INSERT: call => {
    call.expect(3, 4);
    return json(`json_merge_patch(${call.sql(0)}, json_object(${call.sql(1)}, ${call.sql(2)}))`);
  },
  ARRAY_CONSTRUCT: call => json(`json_array(${call.args.map((_, i) => call.sql(i)).join(', ')})`),
  ARRAY_SIZE: exactly(1, call => `CAST(json_array_length(${call.sql(0)}) AS BIGINT)`),
  ARRAY_CONTAINS: exactly(2, call => `sf_array_contains(${call.sql(0)}, ${call.sql(1)})`),
  ARRAY_POSITION: exactly(2, call => `sf_array_position(${call.sql(0)}, ${call.sql(1)})`),
  ARRAY_TO_STRING: exactly(2, call => `sf_array_to_string(${call.sql(0)}, ${call.text(1)})`),
  ARRAY_CAT: macro('sf_array_cat', 2),
  ARRAY_APPEND: macro('sf_array_append', 2),
  ARRAY_SLICE: macro('sf_array_slice', 3),
  ARRAY_DISTINCT: macro('sf_array_distinct', 1),
  ARRAY_SORT: macro('sf_array_sort', 1),
  TYPEOF: exactly(1, call => `sf_typeof(${call.sql(0)})`),
  IS_NULL_VALUE: exactly(1, call => `(json_type(${call.sql(0)}) = 'NULL')`),
  IS_ARRAY: isType('ARRAY'),
  IS_OBJECT: isType('OBJECT'),
  IS_VARCHAR: isType('VARCHAR'),
  IS_CHAR: isType('VARCHAR'),
  IS_BOOLEAN: isType('BOOLEAN'),
  IS_INTEGER: isType(...INTEGERS),
  IS_DECIMAL: isType(...INTEGERS, 'DOUBLE'),
  IS_DOUBLE: isType(...INTEGERS, 'DOUBLE'),
  AS_VARCHAR: exactly(
    1,
    call =>
      `CASE WHEN json_type(${call.sql(0)}) = 'VARCHAR' THEN json_extract_string(${call.sql(0)}, '$') END`,
  ),
  AS_INTEGER: exactly(1, call => `TRY_CAST(json_extract_string(${call.sql(0)}, '$') AS BIGINT)`),
  AS_DOUBLE: exactly(1, call => `TRY_CAST(json_extract_string(${call.sql(0)}, '$') AS DOUBLE)`),
  AS_ARRAY: exactly(1, call => json(`CASE WHEN json_type(${call.sql(0)}) = 'ARRAY' THEN ${call.sql(0)} END`)),
  AS_OBJECT: exactly(1, call =>
    json(`CASE WHEN json_type(${call.sql(0)}) = 'OBJECT' THEN ${call.sql(0)} END`),
  ),
};
