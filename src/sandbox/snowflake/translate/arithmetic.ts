import type { Scope, Translation } from './context.ts';
import { asNumber, asText, asTime, macroOfTwo, type Operand, type Parsed, plain, typed } from './operand.ts';
import { postfix } from './path.ts';
import { primary } from './primary.ts';
import { isSymbol, type Node } from './tree.ts';

/** Products joined by `+`, `-` and `||`. */
export function additive(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
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
  if (symbol === '||') return typed('text', `${asText(left)} || ${asText(right)}`);
  // A date plus days is a date in Snowflake; cast_to_type keeps the left side's type.
  if (right.literal === 'interval') {
    const base = asTime(left);
    const moved = `${base} ${symbol} ${right.sql}`;
    const withinDay = /\b(h|hh|hours?|hrs?|mi|m|minutes?|mins?|s|sec|secs|seconds?|ms|us|ns|\w+seconds?)\b/i;
    return plain(withinDay.test(right.text ?? '') ? `(${moved})` : `cast_to_type(${moved}, ${base})`);
  }
  // What was joined by || goes into parentheses: DuckDB binds + tighter.
  const first = left.type === 'text' ? `(${left.sql})` : asNumber(left);
  return plain(`${first} ${symbol} ${asNumber(right)}`);
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
      return plain(macroOfTwo('sf_div', a, b));
    case '%':
      return plain(macroOfTwo('sf_mod', a, b));
    default:
      return plain(`${a} * ${b}`);
  }
}

/** A signed operand. */
function unary(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  if (!isSymbol(nodes[start], '-', '+')) return postfix(t, scope, nodes, primary(t, scope, nodes, start));
  const inner = unary(t, scope, nodes, start + 1);
  const sign = isSymbol(nodes[start], '-') ? '-' : '';
  const { literal } = inner;
  const sql =
    sign === '' ? asNumber(inner) : `-${asNumber(inner).startsWith('-') ? ' ' : ''}${asNumber(inner)}`;
  const kept = inner.type === undefined ? {} : { type: inner.type };
  return { sql, json: false, next: inner.next, ...kept, ...(literal === undefined ? {} : { literal }) };
}
