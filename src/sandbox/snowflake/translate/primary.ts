import { SnowflakeError, syntaxError, unknownFunction } from '../errors.ts';
import { placeOf, quoteName, quoteString } from '../lexer.ts';
import { resolveObject } from '../names.ts';
import { typeAt } from '../types.ts';
import { call, functionAt } from './call.ts';
import { castTo, tryCastTo } from './cast.ts';
import { refuse, type Scope, type Translation } from './context.ts';
import { expression, groupSql, operand, unexpected } from './expression.ts';
import { json, type Operand, type Parsed, plain, typed } from './operand.ts';
import { type Group, isGroup, isName, isQuery, isSymbol, type Node, splitCommas, wordOf } from './tree.ts';

/** One operand without operators: a literal, a column, a call, CASE, CAST, something in brackets. */
export function primary(t: Translation, scope: Scope, nodes: readonly Node[], at: number): Parsed {
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

/** The SQL of `?` or `:1`. */
function bind(t: Translation, number: string): string {
  const sql = t.binds.get(number);
  if (sql === undefined)
    throw new SnowflakeError('002049', '42601', `SQL compilation error:\nBind variable :${number} not set.`);
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
    const value: Operand = { ...typed('text', quoteString(literal)), literal: 'string', text: literal };
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
    (last === 'VALUE' || last === 'THIS') &&
    (parts.length === 1 ? scope.flattened.size > 0 : scope.flattened.has(parts[0] ?? ''));
  const isJson = flattened || t.jsonNames.has(last);
  return { ...(isJson ? json(sql) : plain(sql)), next: at };
}

function notAFunction(t: Translation, nodes: readonly Node[], at: number, parts: readonly string[]): Error {
  return unknownFunction(parts.join('.'), placeOf(t.source, nodes[at]?.start ?? 0));
}
