import { quoteString } from '../../lexer.ts';
import { operand } from '../expression.ts';
import { plain } from '../operand.ts';
import { type Node, wordOf } from '../tree.ts';
import { exactly, returning, text } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

/** Where a text stands in another: `POSITION(a IN b)`, `POSITION(a, b)`, `CHARINDEX(a, b, start)`. */
const position: Rule = call => {
  const [first] = call.args;
  const at = first?.findIndex(node => wordOf(node) === 'IN') ?? -1;
  if (call.count === 1 && first !== undefined && at > 0) {
    const part = (nodes: readonly Node[]): string => operand(call.t, call.scope, nodes).sql;
    return `strpos(${part(first.slice(at + 1))}, ${part(first.slice(0, at))})`;
  }
  call.expect(2, 3);
  if (call.count === 2) return `strpos(${call.text(1)}, ${call.text(0)})`;
  const [needle, hay, start] = [call.text(0), call.text(1), call.number(2)];
  const found = `strpos(substr(${hay}, ${start}), ${needle})`;
  return `CASE WHEN ${found} = 0 THEN 0 ELSE ${found} + ${start} - 1 END`;
};

/** Letters of Snowflake's regular expression parameters that DuckDB has too. */
function flags(call: Parameters<Rule>[0], index: number): string {
  if (call.count <= index) return '';
  const letters = call.literal(index);
  if (letters === undefined || /[^cims]/.test(letters))
    throw call.refuse(`${call.name} with these parameters`);
  return letters;
}

function onlyDefault(call: Parameters<Rule>[0], index: number, value: string): void {
  if (call.count > index && call.sql(index) !== value)
    throw call.refuse(`${call.name} with a position or occurrence`);
}

const regexpReplace: Rule = call => {
  call.expect(2, 6);
  onlyDefault(call, 3, '1');
  const occurrence = call.count > 4 ? call.sql(4) : '0';
  if (occurrence !== '0' && occurrence !== '1') throw call.refuse('REGEXP_REPLACE of one occurrence');
  const replacement = call.count > 2 ? call.text(2) : "''";
  const letters = `${occurrence === '0' ? 'g' : ''}${flags(call, 5)}`;
  return `regexp_replace(${call.text(0)}, ${call.text(1)}, ${replacement}, ${quoteString(letters)})`;
};

const regexpSubstr: Rule = call => {
  call.expect(2, 6);
  onlyDefault(call, 2, '1');
  const letters = flags(call, 4);
  const group = call.count > 5 ? call.sql(5) : /e/.test(letters) ? '1' : '0';
  const occurrence = call.count > 3 ? call.sql(3) : '1';
  const all = `regexp_extract_all(${call.text(0)}, ${call.text(1)}, ${group}, ${quoteString(letters)})`;
  return `${all}[${occurrence}]`;
};

const regexpLike: Rule = call => {
  call.expect(2, 3);
  return `regexp_full_match(${call.text(0)}, ${call.text(1)}, ${quoteString(`s${flags(call, 2)}`)})`;
};

const likeFunction =
  (operator: string): Rule =>
  call => {
    call.expect(2, 3);
    const suffix = call.count === 3 ? ` ESCAPE ${call.text(2)}` : '';
    return `(${call.text(0)} ${operator} ${call.text(1)}${suffix})`;
  };

const concat: Rule = call => {
  call.expect(1, 1000);
  // DuckDB's concat leaves NULLs out; Snowflake's is NULL when one argument is.
  return `(${call.args.map((_, i) => call.text(i)).join(' || ')})`;
};

const concatWs: Rule = call => {
  call.expect(2, 1000);
  const [separator, ...rest] = call.args.map((_, i) => call.text(i));
  return `(${rest.join(` || ${separator} || `)})`;
};

const trim =
  (name: string): Rule =>
  call => {
    call.expect(1, 2);
    return text(name, 1, 2)(call);
  };

const pad =
  (name: string): Rule =>
  call => {
    call.expect(2, 3);
    const filler = call.count === 3 ? call.text(2) : "' '";
    return `${name}(${call.text(0)}, CAST(${call.number(1)} AS INTEGER), ${filler})`;
  };

const sha2: Rule = call => {
  call.expect(1, 2);
  if (call.count === 2 && call.sql(1) !== '256') throw call.refuse(`SHA2 with ${call.sql(1)} bits`);
  return `sha256(${call.text(0)})`;
};

const substring: Rule = call => {
  call.expect(2, 3);
  return `sf_substr(${[call.text(0), call.number(1), ...(call.count === 3 ? [call.number(2)] : [])].join(', ')})`;
};

const toTexts: Rules = {
  UPPER: text('upper', 1),
  LOWER: text('lower', 1),
  TRIM: trim('trim'),
  LTRIM: trim('ltrim'),
  RTRIM: trim('rtrim'),
  SUBSTR: substring,
  SUBSTRING: substring,
  LEFT: exactly(2, call => `left(${call.text(0)}, CAST(${call.number(1)} AS BIGINT))`),
  RIGHT: exactly(2, call => `right(${call.text(0)}, CAST(${call.number(1)} AS BIGINT))`),
  REPLACE: call => {
    call.expect(2, 3);
    return `replace(${call.text(0)}, ${call.text(1)}, ${call.count === 3 ? call.text(2) : "''"})`;
  },
  CONCAT: concat,
  CONCAT_WS: concatWs,
  SPLIT_PART: exactly(3, call => `sf_split_part(${call.text(0)}, ${call.text(1)}, ${call.number(2)})`),
  STRTOK: call => {
    call.expect(1, 3);
    const delimiters = call.count > 1 ? call.literal(1) : ' ';
    if (delimiters === undefined) throw call.refuse('STRTOK with computed delimiters');
    const pattern = quoteString(`[${delimiters.replace(/[\]\\^-]/g, '\\$&')}]+`);
    const index = call.count > 2 ? call.sql(2) : '1';
    return `list_filter(string_split_regex(${call.text(0)}, ${pattern}), lambda x: x <> '')[${index}]`;
  },
  INITCAP: exactly(1, call => `sf_initcap(${call.text(0)})`),
  LPAD: pad('lpad'),
  RPAD: pad('rpad'),
  REPEAT: exactly(2, call => `repeat(${call.text(0)}, CAST(${call.number(1)} AS BIGINT))`),
  SPACE: exactly(1, call => `repeat(' ', CAST(${call.number(0)} AS BIGINT))`),
  REVERSE: text('reverse', 1),
  CHR: exactly(1, call => `chr(CAST(${call.number(0)} AS INTEGER))`),
  CHAR: exactly(1, call => `chr(CAST(${call.number(0)} AS INTEGER))`),
  MD5: exactly(1, call => `md5(${call.text(0)})`),
  MD5_HEX: exactly(1, call => `md5(${call.text(0)})`),
  SHA1: exactly(1, call => `sha1(${call.text(0)})`),
  SHA1_HEX: exactly(1, call => `sha1(${call.text(0)})`),
  SHA2: sha2,
  SHA2_HEX: sha2,
  HEX_ENCODE: exactly(1, call => `hex(${call.text(0)})`),
  HEX_DECODE_STRING: exactly(1, call => `decode(unhex(${call.text(0)}))`),
  BASE64_ENCODE: exactly(1, call => `to_base64(encode(${call.text(0)}))`),
  BASE64_DECODE_STRING: exactly(1, call => `decode(from_base64(${call.text(0)}))`),
  TRANSLATE: text('translate', 3),
  REGEXP_REPLACE: regexpReplace,
  REGEXP_SUBSTR: regexpSubstr,
  UUID_STRING: exactly(0, () => 'CAST(uuid() AS VARCHAR)'),
  RANDSTR: exactly(2, call => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return (
      `array_to_string(list_transform(range(CAST(${call.number(0)} AS BIGINT)), ` +
      `lambda x: substr('${alphabet}', 1 + CAST(floor(random() * 62) AS BIGINT), 1)), '')`
    );
  }),
};

const toOthers: Rules = {
  LENGTH: exactly(1, call => `length(${call.text(0)})`),
  LEN: exactly(1, call => `length(${call.text(0)})`),
  OCTET_LENGTH: exactly(1, call => `octet_length(encode(${call.text(0)}))`),
  SPLIT: exactly(2, call => ({
    ...plain(`to_json(string_split(${call.text(0)}, ${call.text(1)}))`),
    json: true,
  })),
  CHARINDEX: position,
  POSITION: position,
  CONTAINS: text('contains', 2),
  STARTSWITH: text('starts_with', 2),
  ENDSWITH: text('ends_with', 2),
  ASCII: text('ascii', 1),
  UNICODE: text('unicode', 1),
  EDITDISTANCE: text('levenshtein', 2),
  REGEXP_LIKE: regexpLike,
  RLIKE: regexpLike,
  REGEXP_COUNT: exactly(2, call => `length(regexp_extract_all(${call.text(0)}, ${call.text(1)}))`),
  LIKE: likeFunction('LIKE'),
  ILIKE: likeFunction('ILIKE'),
};

/** Functions of text. */
export const textFunctions: Rules = { ...returning('text', toTexts), ...toOthers };
