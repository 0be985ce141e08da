import { syntaxError } from '../errors.ts';
import { placeOf } from '../lexer.ts';
import { predicate } from './comparison.ts';
import type { Scope, Translation } from './context.ts';
import { asText, type Operand, plain } from './operand.ts';
import { query } from './query.ts';
import { type Group, isQuery, isSymbol, type Node, splitCommas, wordOf } from './tree.ts';

/** Words that stand between operands and go through as they are. */
const CONNECTIVES: ReadonlySet<string> = new Set(
  'AND OR NOT WHEN THEN ELSE AS DISTINCT ALL ASC DESC NULLS FIRST LAST BETWEEN ROLLUP CUBE GROUPING SETS USING'.split(
    ' ',
  ),
);

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

/** What follows ORDER BY. Semi-structured values are ordered as numbers, then as texts, never as JSON text. */
export function ordering(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  const items = splitCommas(nodes).map(item => {
    const start = item.findIndex(node => ['ASC', 'DESC', 'NULLS'].includes(wordOf(node) ?? ''));
    const length = start < 1 ? item.length : start;
    const value = operand(t, scope, item.slice(0, length));
    const direction = length === item.length ? '' : ` ${expression(t, scope, item.slice(length))}`;
    if (!value.json) return `${value.sql}${direction}`;
    const text = asText(value);
    return `TRY_CAST(${text} AS DOUBLE)${direction}, ${text}${direction}`;
  });
  return items.join(', ');
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

/** A parenthesised query or list. */
export function groupSql(t: Translation, scope: Scope, group: Group): string {
  if (isQuery(group.items)) return `(${query(t, scope, group.items)})`;
  return `(${expression(t, scope, group.items)})`;
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
