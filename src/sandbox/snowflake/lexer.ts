import { type ErrorPlace, SnowflakeError } from './errors.ts';

/**
 * - `word`: an unquoted word; `value` is upper case
 * - `quoted`: `"An identifier"`; `value` without quotes
 * - `string`: `'…'` or `$$…$$`; `value` is what it says
 * - `number`, `symbol`: `value` equals `text`
 * - `stage`: `@name/path`; `value` equals `text`
 * - `variable`: `$name` or `$1`; `value` without `$`, upper case
 * - `bind`: `?` or `:1`; `value` is the bind's number
 */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'stage' | 'variable' | 'bind';

export interface Token {
  readonly kind: TokenKind;
  /** As the client wrote it. */
  readonly text: string;
  readonly value: string;
  /** Offsets into the source, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** One statement of what a client sent. */
export interface Statement {
  /** The whole text of the request; token offsets point into it. */
  readonly source: string;
  /** Without comments, without the final `;`. Never empty. */
  readonly tokens: readonly Token[];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };
const SYMBOLS = ['::', '=>', '->', '<=', '>=', '<>', '!=', '||', ':=', '**'];

const SPACE = /\s+/y;
const LINE_COMMENT = /(?:--|\/\/)[^\n]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const VARIABLE = /\$(?:\d+|[A-Za-z_]\w*)/y;
const STAGE = /@(?:"(?:[^"]|"")*"|[^\s(),;'"])+/y;

/** Cuts text into tokens as Snowflake does: nested quotes, escapes, `$$` strings, three kinds of comment. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let binds = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: TokenKind, end: number, value: string): void => {
    tokens.push({ kind, text: source.slice(at, end), value, start: at, end });
    at = end;
  };
  while (at < source.length) {
    const skipped = match(SPACE) ?? match(LINE_COMMENT);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const char = source.charAt(at);
    const pair = source.slice(at, at + 2);
    if (pair === '/*') {
      const end = source.indexOf('*/', at + 2);
      at = end < 0 ? source.length : end + 2;
    } else if (pair === '$$') {
      const end = source.indexOf('$$', at + 2);
      if (end < 0) throw unfinished(source, at);
      push('string', end + 2, source.slice(at + 2, end));
    } else if (char === "'") {
      const { end, value } = stringAt(source, at);
      push('string', end, value);
    } else if (char === '"') {
      const end = quotedEnd(source, at);
      push('quoted', end, source.slice(at + 1, end - 1).replaceAll('""', '"'));
    } else if (char === '@') {
      const stage = match(STAGE) ?? '@';
      push(stage === '@' ? 'symbol' : 'stage', at + stage.length, stage);
    } else if (char === '$' && match(VARIABLE) !== undefined) {
      const text = match(VARIABLE) ?? '$';
      push('variable', at + text.length, text.slice(1).toUpperCase());
    } else if (char === '?') {
      binds += 1;
      push('bind', at + 1, String(binds));
    } else if (char === ':' && /^:\d/.test(pair) && !endsOperand(tokens.at(-1), at)) {
      const digits = /^\d+/.exec(source.slice(at + 1))?.[0] ?? '';
      push('bind', at + 1 + digits.length, digits);
    } else {
      const word = match(WORD);
      const number = word === undefined ? match(NUMBER) : undefined;
      if (word !== undefined) push('word', at + word.length, word.toUpperCase());
      else if (number !== undefined) push('number', at + number.length, number);
      else if (SYMBOLS.includes(pair)) push('symbol', at + 2, pair);
      else push('symbol', at + 1, char);
    }
  }
  return tokens;
}

/** `a:1` is a path and `= :1` a bind: the colon of a path follows its operand directly. */
function endsOperand(token: Token | undefined, at: number): boolean {
  if (token === undefined || token.end !== at) return false;
  return token.kind === 'word' || token.kind === 'quoted' || token.value === ')' || token.value === ']';
}

function stringAt(source: string, start: number): { readonly end: number; readonly value: string } {
  let value = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') {
      at += 1;
      const escaped = source.charAt(at);
      const unicode = /^u([0-9a-fA-F]{4})|^x([0-9a-fA-F]{2})/.exec(source.slice(at, at + 5));
      if (unicode === null) value += ESCAPES[escaped] ?? escaped;
      else {
        value += String.fromCharCode(Number.parseInt(unicode[1] ?? unicode[2] ?? '0', 16));
        at += unicode[0].length - 1;
      }
    } else if (char !== "'") value += char;
    else if (source.charAt(at + 1) === "'") {
      value += "'";
      at += 1;
    } else return { end: at + 1, value };
  }
  throw unfinished(source, start);
}

function quotedEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source.charAt(at) !== '"') continue;
    if (source.charAt(at + 1) === '"') at += 1;
    else return at + 1;
  }
  throw unfinished(source, start);
}

function unfinished(source: string, offset: number): SnowflakeError {
  const place = placeOf(source, offset);
  return new SnowflakeError(
    '001003',
    '42000',
    `SQL compilation error:\nparse error line ${place.line} at position ${place.position} near '<EOF>'.`,
    place,
  );
}

/** The line and position of an offset, as Snowflake counts them. */
export function placeOf(source: string, offset: number): ErrorPlace {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, position: offset - (before.lastIndexOf('\n') + 1) };
}

/** Cuts a request into its statements at `;` (never inside strings, comments or a `$$` body); empty ones are left out. */
export function splitStatements(source: string): readonly Statement[] {
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  const flush = (): void => {
    if (tokens.length > 0) statements.push({ source, tokens });
    tokens = [];
  };
  for (const token of tokenize(source)) {
    if (token.kind === 'symbol' && token.value === ';') flush();
    else tokens.push(token);
  }
  flush();
  return statements;
}

/** A value as an SQL literal. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as a quoted identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
