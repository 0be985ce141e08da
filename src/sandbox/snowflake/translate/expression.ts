import { syntaxError, unknownFunction } from '../errors.ts';
import { placeOf, quoteName, quoteString } from '../lexer.ts';
import { resolveObject } from '../names.ts';
import { typeAt } from '../types.ts';
import { call, functionAt } from './call.ts';
import { castTo, tryCastTo } from './cast.ts';
import { refuse, type Scope, type Translation } from './context.ts';
import { asNumber, asText, asTime, json, type Operand, plain } from './operand.ts';
import { query } from './query.ts';
import {
  type Group,
  isGroup,
  isName,
  isQuery,
  isSymbol,
  type Node,
  splitCommas,
  wordOf,
  wordsAt,
} from './tree.ts';

interface Parsed extends Operand {
  /** Index of the first node that is not part of it. */
  readonly next: number;
}

/** Words that stand between operands and go through as they are. */
const CONNECTIVES: ReadonlySet<string> = new Set(
  (
    'AND OR NOT WHEN THEN ELSE AS DISTINCT ALL ASC DESC NULLS FIRST LAST ROWS RANGE GROUPS UNBOUNDED PRECEDING FOLLOWING ' +
    'CURRENT ROW BETWEEN PARTITION ORDER BY EXCLUDE TIES OTHERS ROLLUP CUBE GROUPING SETS USING'
  ).split(' '),
);

const COMPARISONS: readonly string[] = ['=', '<>', '!=', '<', '>', '<=', '>='];

/** Translates what a clause holds: one expression or several, with its connectives and commas. */
export function expression(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  const out: string[] = [];
  for (let at = 0; at < nodes.length; ) {
    const node = nodes[at];
    const word = wordOf(node);
    if (isSymbol(node, ',')) {
      out.push(',');
      at += 1;
    } else if (word !== undefined && isConnective(nodes, at, word)) {
      out.push(word);
      at += 1;
    } else {
      const parsed = predicate(t, scope, nodes, at);
      out.push(parsed.sql);
      at = parsed.next;
    }
  }
  return out.join(' ');
}

function isConnective(nodes: readonly Node[], at: number, word: string): boolean {
  if (!CONNECTIVES.has(word)) return false;
  if (word === 'FIRST' || word === 'LAST') return wordOf(nodes[at - 1]) === 'NULLS';
  if (word === 'GROUPING') return wordOf(nodes[at + 1]) === 'SETS';
  return !isSymbol(nodes[at + 1], '.');
}

/** Translates one whole expression and keeps what it is. Throws 001003 at what does not belong to it. */
export function operand(t: Translation, scope: Scope, nodes: readonly Node[]): Operand {
  if (nodes.length === 0) throw unexpected(t, nodes, 0);
  const parsed = predicate(t, scope, nodes, 0);
  return parsed.next === nodes.length ? parsed : plain(expression(t, scope, nodes));
}

/** Additive operands joined by at most one comparison. */
function predicate(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  let left = additive(t, scope, nodes, start);
  for (;;) {
    const further = comparison(t, scope, nodes, left);
    if (further === undefined) return left;
    left = further;
  }
}

function comparison(t: Translation, scope: Scope, nodes: readonly Node[], left: Parsed): Parsed | undefined {
  const node = nodes[left.next];
  if (isSymbol(node, ...COMPARISONS)) return symbolComparison(t, scope, nodes, left);
  const negated = wordOf(node) === 'NOT';
  const at = left.next + (negated ? 1 : 0);
  const not = negated ? 'NOT ' : '';
  switch (wordOf(nodes[at])) {
    case 'IS':
      return negated ? undefined : isComparison(t, scope, nodes, left);
    case 'IN': {
      const group = nodes[at + 1];
      if (!isGroup(group)) throw unexpected(t, nodes, at + 1);
      if (isQuery(group.items))
        return { ...plain(`${left.sql} ${not}IN ${groupSql(t, scope, group)}`), next: at + 2 };
      const items = splitCommas(group.items).map(item => operand(t, scope, item));
      const [first] = items;
      const leftSql = left.json && first !== undefined ? like(left, first) : left.sql;
      return { ...plain(`${leftSql} ${not}IN (${items.map(item => item.sql).join(', ')})`), next: at + 2 };
    }
    case 'BETWEEN': {
      const low = additive(t, scope, nodes, at + 1);
      if (wordOf(nodes[low.next]) !== 'AND') throw unexpected(t, nodes, low.next);
      const high = additive(t, scope, nodes, low.next + 1);
      const leftSql = left.json ? like(left, low) : left.sql;
      return { ...plain(`${leftSql} ${not}BETWEEN ${low.sql} AND ${high.sql}`), next: high.next };
    }
    case 'LIKE':
    case 'ILIKE':
      return likeComparison(t, scope, nodes, left, at, negated);
    case 'RLIKE':
    case 'REGEXP': {
      const pattern = additive(t, scope, nodes, at + 1);
      return {
        ...plain(`${not}regexp_full_match(${asText(left)}, ${asText(pattern)}, 's')`),
        next: pattern.next,
      };
    }
    default:
      return undefined;
  }
}

/** A semi-structured value as a value of the other operand's type. */
function like(value: Operand, other: Operand): string {
  return other.json || other.literal === 'null'
    ? value.sql
    : `cast_to_type(sf_text(${value.sql}), ${other.sql})`;
}

function symbolComparison(t: Translation, scope: Scope, nodes: readonly Node[], left: Parsed): Parsed {
  const node = nodes[left.next];
  const symbol = node?.type === 'leaf' ? node.token.value : '=';
  const quantifier = wordOf(nodes[left.next + 1]);
  const group = nodes[left.next + 2];
  if ((quantifier === 'ANY' || quantifier === 'ALL' || quantifier === 'SOME') && isGroup(group)) {
    const sql = `${left.sql} ${symbol} ${quantifier === 'ALL' ? 'ALL' : 'ANY'} ${groupSql(t, scope, group)}`;
    return { ...plain(sql), next: left.next + 3 };
  }
  const right = additive(t, scope, nodes, left.next + 1);
  const sql =
    left.json === right.json
      ? `${left.sql} ${symbol} ${right.sql}`
      : left.json
        ? `${like(left, right)} ${symbol} ${right.sql}`
        : `${left.sql} ${symbol} ${like(right, left)}`;
  return { ...plain(sql), next: right.next };
}

function isComparison(t: Translation, scope: Scope, nodes: readonly Node[], left: Parsed): Parsed {
  let at = left.next + 1;
  const not = wordOf(nodes[at]) === 'NOT';
  if (not) at += 1;
  const word = wordOf(nodes[at]);
  const prefix = `IS ${not ? 'NOT ' : ''}`;
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE')
    return { ...plain(`${left.sql} ${prefix}${word}`), next: at + 1 };
  if (!wordsAt(nodes, at, 'DISTINCT', 'FROM')) throw unexpected(t, nodes, at);
  const right = additive(t, scope, nodes, at + 2);
  return { ...plain(`${left.sql} ${prefix}DISTINCT FROM ${right.sql}`), next: right.next };
}

function likeComparison(
  t: Translation,
  scope: Scope,
  nodes: readonly Node[],
  left: Parsed,
  at: number,
  negated: boolean,
): Parsed {
  const operator = `${negated ? 'NOT ' : ''}${wordOf(nodes[at])}`;
  const text = asText(left);
  const quantifier = wordOf(nodes[at + 1]);
  const group = nodes[at + 2];
  if ((quantifier === 'ANY' || quantifier === 'ALL') && isGroup(group)) {
    const patterns = splitCommas(group.items).map(
      item => `${text} ${wordOf(nodes[at])} ${operand(t, scope, item).sql}`,
    );
    const joined = `(${patterns.join(quantifier === 'ANY' ? ' OR ' : ' AND ')})`;
    return { ...plain(negated ? `NOT ${joined}` : joined), next: at + 3 };
  }
  const pattern = additive(t, scope, nodes, at + 1);
  if (wordOf(nodes[pattern.next]) !== 'ESCAPE')
    return { ...plain(`${text} ${operator} ${asText(pattern)}`), next: pattern.next };
  const escapeSign = additive(t, scope, nodes, pattern.next + 1);
  return {
    ...plain(`${text} ${operator} ${asText(pattern)} ESCAPE ${escapeSign.sql}`),
    next: escapeSign.next,
  };
}

/** Products joined by `+`, `-` and `||`. */
function additive(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  let left = multiplicative(t, scope, nodes, start);
  while (isSymbol(nodes[left.next], '+', '-', '||')) {
    const node = nodes[left.next];
    const symbol = node?.type === 'leaf' ? node.token.value : '+';
    const right = multiplicative(t, scope, nodes, left.next + 1);
    left = { ...sum(left, symbol, right), next: right.next };
  }
  return left;
}

function sum(left: Operand, symbol: string, right: Operand): Operand {
  if (symbol === '||') return plain(`${concatenated(left)} || ${concatenated(right)}`);
  // A date plus days is a date in Snowflake; cast_to_type keeps the left side's type.
  if (right.literal === 'interval') {
    const base = asTime(left);
    const whole = /hour|minute|second|[hms]\b/i.test(right.text ?? '') ? '' : base;
    const moved = `${base} ${symbol} ${right.sql}`;
    return plain(whole === '' ? `(${moved})` : `cast_to_type(${moved}, ${base})`);
  }
  return plain(`${asNumber(left)} ${symbol} ${asNumber(right)}`);
}

function concatenated(operand: Operand): string {
  // Our own `… || …` is text already: another sf_text around each step would grow with every step.
  const text = operand.literal === 'string' || / \|\| /.test(operand.sql);
  return text ? operand.sql : `sf_text(${operand.sql})`;
}

/** Factors joined by `*`, `/` and `%`. */
function multiplicative(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  let left = unary(t, scope, nodes, start);
  while (isSymbol(nodes[left.next], '*', '/', '%') && startsOperand(nodes[left.next + 1])) {
    const node = nodes[left.next];
    const symbol = node?.type === 'leaf' ? node.token.value : '*';
    const right = unary(t, scope, nodes, left.next + 1);
    left = { ...product(left, symbol, right), next: right.next };
  }
  return left;
}

function startsOperand(node: Node | undefined): boolean {
  if (node === undefined) return false;
  return node.type === 'group' || node.token.kind !== 'symbol' || isSymbol(node, '-', '+');
}

function product(left: Operand, symbol: string, right: Operand): Operand {
  if (left.literal === 'null' || right.literal === 'null')
    return { sql: 'NULL', json: false, literal: 'null' };
  const [a, b] = [asNumber(left), asNumber(right)];
  switch (symbol) {
    case '/':
      return plain(`sf_div(${a}, ${b})`);
    case '%':
      return plain(`sf_mod(${a}, ${b})`);
    default:
      return plain(`${a} * ${b}`);
  }
}

function unary(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  if (!isSymbol(nodes[start], '-', '+')) return postfix(t, scope, nodes, primary(t, scope, nodes, start));
  const inner = unary(t, scope, nodes, start + 1);
  const sign = isSymbol(nodes[start], '-') ? '-' : '';
  const { literal } = inner;
  const sql =
    sign === '' ? asNumber(inner) : `-${asNumber(inner).startsWith('-') ? ' ' : ''}${asNumber(inner)}`;
  return { sql, json: false, next: inner.next, ...(literal === undefined ? {} : { literal }) };
}

/** Casts, paths and subscripts after an operand. */
function postfix(t: Translation, scope: Scope, nodes: readonly Node[], first: Parsed): Parsed {
  let left = first;
  for (;;) {
    const node = nodes[left.next];
    if (isSymbol(node, '::')) {
      const found = typeAt(nodes, left.next + 1, t.source);
      if (found === undefined) throw unexpected(t, nodes, left.next + 1);
      left = { ...castTo(left, found.type), next: found.next };
    } else if (isSymbol(node, ':') && (isName(nodes[left.next + 1]) || isGroup(nodes[left.next + 1], '['))) {
      left = path(t, scope, nodes, left, left.next);
    } else if (isGroup(node, '[')) {
      left = path(t, scope, nodes, left, left.next);
    } else if (wordOf(node) === 'COLLATE') {
      throw refuse(t, 'COLLATE', node);
    } else if (isGroup(node) && node.items.length === 1 && isSymbol(node.items[0], '+')) {
      throw refuse(t, 'outer join with (+)', node);
    } else return left;
  }
}

/** `v:a.b[0]`, `v['a']`: names are case-sensitive in a path. */
function path(t: Translation, scope: Scope, nodes: readonly Node[], base: Operand, start: number): Parsed {
  const steps: string[] = [];
  let at = start;
  let computed = base.sql;
  for (;;) {
    const node = nodes[at];
    const following = nodes[at + 1];
    const first = at === start && isSymbol(node, ':');
    if ((first || (steps.length > 0 && isSymbol(node, '.', ':'))) && isName(following)) {
      const { token } = following;
      steps.push(`.${JSON.stringify(token.kind === 'quoted' ? token.value : token.text)}`);
      at += 2;
    } else if (first && isGroup(following, '[')) at += 1;
    else if (isGroup(node, '[')) {
      const step = subscript(node);
      if (step !== undefined) steps.push(step);
      else {
        const index = operand(t, scope, node.items);
        computed = `json_extract(${withPath(computed, steps)}, '$[' || ${index.sql} || ']')`;
        steps.length = 0;
      }
      at += 1;
    } else break;
  }
  return { ...json(withPath(computed, steps)), next: at };
}

function withPath(base: string, steps: readonly string[]): string {
  return steps.length === 0 ? base : `json_extract(${base}, ${quoteString(`$${steps.join('')}`)})`;
}

function subscript(group: Group): string | undefined {
  const [only, ...more] = group.items;
  if (only?.type !== 'leaf' || more.length > 0) return undefined;
  if (only.token.kind === 'number') return `[${only.token.value}]`;
  return only.token.kind === 'string' ? `.${JSON.stringify(only.token.value)}` : undefined;
}

function primary(t: Translation, scope: Scope, nodes: readonly Node[], at: number): Parsed {
  const node = nodes[at];
  if (node === undefined) throw unexpected(t, nodes, at);
  if (node.type === 'group') return { ...bracketed(t, scope, node), next: at + 1 };
  const { token } = node;
  switch (token.kind) {
    case 'string':
      return {
        sql: quoteString(token.value),
        json: false,
        literal: 'string',
        text: token.value,
        next: at + 1,
      };
    case 'number':
      return { sql: token.value, json: false, literal: 'number', next: at + 1 };
    case 'bind':
      return { ...plain(bind(t, token.value)), next: at + 1 };
    case 'variable':
      return { ...variable(t, scope, node, token.value), next: at + 1 };
    case 'stage':
      throw unexpected(t, nodes, at);
    case 'symbol':
      if (token.value === '*') return { ...plain('*'), next: at + 1 };
      throw unexpected(t, nodes, at);
    case 'quoted':
      return name(t, scope, nodes, at);
    case 'word':
      return keyword(t, scope, nodes, at) ?? name(t, scope, nodes, at);
  }
}

function bracketed(t: Translation, scope: Scope, group: Group): Operand {
  switch (group.open) {
    case '(': {
      if (isQuery(group.items)) return plain(groupSql(t, scope, group));
      const items = splitCommas(group.items);
      const [only] = items;
      if (only === undefined || items.length > 1) return plain(groupSql(t, scope, group));
      const inner = operand(t, scope, only);
      return { ...inner, sql: `(${inner.sql})` };
    }
    case '[':
      return json(
        `json_array(${splitCommas(group.items)
          .map(item => operand(t, scope, item).sql)
          .join(', ')})`,
      );
    case '{': {
      const pairs = splitCommas(group.items).map(item => {
        const colon = item.findIndex(node => isSymbol(node, ':'));
        return `${operand(t, scope, item.slice(0, colon)).sql}, ${operand(t, scope, item.slice(colon + 1)).sql}`;
      });
      return json(`sf_object(json_object(${pairs.join(', ')}))`);
    }
  }
}

/** A parenthesised query or list. */
export function groupSql(t: Translation, scope: Scope, group: Group): string {
  if (isQuery(group.items)) return `(${query(t, scope, group.items)})`;
  return `(${expression(t, scope, group.items)})`;
}

function bind(t: Translation, number: string): string {
  const sql = t.binds.get(number);
  if (sql === undefined) throw unknownFunction(`bind variable :${number} not set`);
  return sql;
}

function variable(t: Translation, scope: Scope, node: Node, value: string): Operand {
  if (/^\d+$/.test(value)) {
    if (scope.positional === undefined)
      throw refuse(t, `$${value} outside of a stage, VALUES or RESULT_SCAN`, node);
    return plain(quoteName(scope.positional(Number(value))));
  }
  const sql = t.session.variables.get(value);
  if (sql === undefined) throw unexpectedVariable(t, value, node);
  return plain(sql);
}

function unexpectedVariable(t: Translation, value: string, node: Node): Error {
  const place = placeOf(t.source, node.start);
  const error = syntaxError(value, place);
  error.message = `SQL compilation error: error line ${place.line} at position ${place.position}\nSession variable '$${value}' does not exist`;
  return error;
}

const CONSTANTS: ReadonlySet<string> = new Set(['NULL', 'TRUE', 'FALSE', 'DEFAULT']);

/** Operands that begin with a word of the language. */
function keyword(t: Translation, scope: Scope, nodes: readonly Node[], at: number): Parsed | undefined {
  const word = wordOf(nodes[at]) ?? '';
  const following = nodes[at + 1];
  if (isSymbol(following, '.')) return undefined;
  if (CONSTANTS.has(word))
    return { sql: word, json: false, next: at + 1, ...(word === 'NULL' ? { literal: 'null' as const } : {}) };
  if (word === 'CASE') return caseExpression(t, scope, nodes, at);
  if (word === 'EXISTS' && isGroup(following))
    return { ...plain(`EXISTS ${groupSql(t, scope, following)}`), next: at + 2 };
  if ((word === 'CAST' || word === 'TRY_CAST') && isGroup(following))
    return { ...castCall(t, scope, following, word), next: at + 2 };
  const literal =
    following?.type === 'leaf' && following.token.kind === 'string' ? following.token.value : undefined;
  if (literal !== undefined && word === 'INTERVAL') return { ...interval(literal), next: at + 2 };
  if (literal !== undefined && (word === 'DATE' || word === 'TIME' || word.startsWith('TIMESTAMP'))) {
    const found = typeAt(nodes, at, t.source);
    const value: Operand = { sql: quoteString(literal), json: false, literal: 'string', text: literal };
    if (found !== undefined) return { ...castTo(value, found.type), next: at + 2 };
  }
  if (functionAt(nodes, at)) return call(t, scope, nodes, at);
  return undefined;
}

function interval(text: string): Operand {
  const sql = `INTERVAL ${quoteString(text.replaceAll(',', ' '))}`;
  return { sql, json: false, literal: 'interval', text };
}

function castCall(t: Translation, scope: Scope, group: Group, word: string): Operand {
  const as = group.items.findLastIndex(node => wordOf(node) === 'AS');
  const found = as < 0 ? undefined : typeAt(group.items, as + 1, t.source);
  if (found === undefined || found.next !== group.items.length) throw unexpected(t, group.items, as + 1);
  const value = operand(t, scope, group.items.slice(0, as));
  return word === 'CAST' ? castTo(value, found.type) : tryCastTo(value, found.type);
}

function caseExpression(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  let depth = 0;
  for (let at = start; at < nodes.length; at += 1) {
    const word = wordOf(nodes[at]);
    const isPart = isSymbol(nodes[at - 1], '.', ':');
    if (word === 'CASE' && !isPart) depth += 1;
    if (word === 'END' && !isPart) depth -= 1;
    if (depth === 0) {
      const inner = expression(t, scope, nodes.slice(start + 1, at));
      return { ...plain(`CASE ${inner} END`), next: at + 1 };
    }
  }
  throw unexpected(t, nodes, nodes.length);
}

/** A column, with as many parts as it has; also `t.*` and `seq.NEXTVAL`. */
function name(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  const parts: string[] = [];
  let at = start;
  for (;;) {
    const node = nodes[at];
    if (!isName(node)) throw unexpected(t, nodes, at);
    parts.push(node.token.value);
    at += 1;
    if (!isSymbol(nodes[at], '.')) break;
    const following = nodes[at + 1];
    if (isSymbol(following, '*')) return { ...plain(`${parts.map(quoteName).join('.')}.*`), next: at + 2 };
    if (following?.type === 'leaf' && following.token.kind === 'variable') {
      const column = scope.positional?.(Number(following.token.value));
      if (column === undefined) throw refuse(t, `${following.token.text} of a table`, following);
      return { ...plain(`${parts.map(quoteName).join('.')}.${quoteName(column)}`), next: at + 2 };
    }
    at += 1;
  }
  const last = parts.at(-1) ?? '';
  if (isGroup(nodes[at]) && nodes[start]?.type === 'leaf') throw notAFunction(t, nodes, start, parts);
  if (last === 'NEXTVAL' && parts.length > 1) {
    const sequence = resolveObject(t, parts.slice(0, -1), 'SELECT');
    const full = [sequence.database, sequence.schema, sequence.name].map(quoteName).join('.');
    return { ...plain(`nextval(${quoteString(full)})`), next: at };
  }
  const sql = parts.map(quoteName).join('.');
  const flattened =
    (parts.length === 1 ? scope.flattened.size > 0 : scope.flattened.has(parts[0] ?? '')) &&
    ['VALUE', 'THIS'].includes(last);
  return { ...(flattened ? json(sql) : plain(sql)), next: at };
}

function notAFunction(t: Translation, nodes: readonly Node[], at: number, parts: readonly string[]): Error {
  return unknownFunction(parts.join('.'), placeOf(t.source, nodes[at]?.start ?? 0));
}

/** 001003 at a node, or at the end of the list. */
export function unexpected(t: Translation, nodes: readonly Node[], at: number): Error {
  const node = nodes[at];
  const offset = node?.start ?? nodes.at(-1)?.end ?? t.source.length;
  const found =
    node === undefined
      ? '<EOF>'
      : t.source.slice(node.start, node.type === 'group' ? node.start + 1 : node.end);
  return syntaxError(found, placeOf(t.source, offset));
}
