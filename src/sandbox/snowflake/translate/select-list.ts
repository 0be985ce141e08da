import { quoteName } from '../lexer.ts';
import type { Scope, Translation } from './context.ts';
import { expression, operand, unexpected } from './expression.ts';
import { PARENLESS } from './functions/registry.ts';
import { columnList } from './query.ts';
import { isGroup, isName, isSymbol, type Node, sourceOf, splitCommas, wordOf } from './tree.ts';

/** Words that stand before an operand, so that the name after them is no alias. */
const BEFORE_OPERAND: ReadonlySet<string> = new Set(
  'NOT AND OR IN LIKE ILIKE RLIKE REGEXP IS BETWEEN DISTINCT ESCAPE INTERVAL CASE WHEN THEN ELSE FROM ANY ALL'.split(
    ' ',
  ),
);

/** Words that end an operand and are no alias. */
const ENDING: ReadonlySet<string> = new Set('END NULL TRUE FALSE PRECISION VARYING ZONE'.split(' '));

/** Translates a select list. Columns without a name get Snowflake's: the text of their expression, in upper case. */
export function selectList(
  t: Translation,
  scope: Scope,
  nodes: readonly Node[],
): { readonly sql: string; readonly unnamed: boolean } {
  let unnamed = false;
  const items = splitCommas(nodes).filter((item, i, all) => item.length > 0 || i < all.length - 1);
  const columns = items.map(item => {
    if (item.length === 0) throw unexpected(t, nodes, nodes.length);
    const star = starItem(t, scope, item);
    if (star !== undefined) return star;
    const { expressionNodes, alias } = splitAlias(item);
    const { sql, json } = operand(t, scope, expressionNodes);
    if (json) t.jsonNames.add(alias ?? sourceOf(t.source, expressionNodes).toUpperCase());
    if (alias !== undefined) return `${sql} AS ${quoteName(alias)}`;
    if (isColumn(expressionNodes)) return sql;
    unnamed = true;
    return `${sql} AS ${quoteName(sourceOf(t.source, expressionNodes).toUpperCase())}`;
  });
  return { sql: columns.join(', '), unnamed };
}

/** Separates `expression AS name` and `expression name`. */
export function splitAlias(item: readonly Node[]): {
  readonly expressionNodes: readonly Node[];
  readonly alias: string | undefined;
} {
  const last = item.at(-1);
  const before = item.at(-2);
  if (!isName(last) || before === undefined) return { expressionNodes: item, alias: undefined };
  if (wordOf(before) === 'AS') return { expressionNodes: item.slice(0, -2), alias: last.token.value };
  const word = wordOf(last);
  const isAlias = endsOperand(before) && !(word !== undefined && ENDING.has(word));
  return isAlias
    ? { expressionNodes: item.slice(0, -1), alias: last.token.value }
    : { expressionNodes: item, alias: undefined };
}

function endsOperand(node: Node): boolean {
  if (node.type === 'group') return true;
  if (node.token.kind === 'symbol') return false;
  const word = wordOf(node);
  return word === undefined || !BEFORE_OPERAND.has(word);
}

/** A plain column keeps its own name. */
function isColumn(nodes: readonly Node[]): boolean {
  const word = nodes.length === 1 ? wordOf(nodes[0]) : undefined;
  if (word !== undefined && (PARENLESS.has(word) || ENDING.has(word))) return false;
  return nodes.every((node, i) => (i % 2 === 0 ? isName(node) : isSymbol(node, '.')));
}

/** `*`, `t.*`, with EXCLUDE, RENAME, REPLACE or ILIKE. */
function starItem(t: Translation, scope: Scope, item: readonly Node[]): string | undefined {
  const at = item.findIndex(node => isSymbol(node, '*'));
  const qualified = item.slice(0, at).every((node, i) => (i % 2 === 0 ? isName(node) : isSymbol(node, '.')));
  if (at < 0 || !qualified || at % 2 === 1) return undefined;
  const prefix = item.slice(0, at).map(node => (isName(node) ? quoteName(node.token.value) : '.'));
  let sql = `${prefix.join('')}*`;
  for (let next = at + 1; next < item.length; ) {
    const word = wordOf(item[next]);
    const following = item[next + 1];
    if (word === 'ILIKE' && following !== undefined) sql += ` ILIKE ${operand(t, scope, [following]).sql}`;
    else if (word === 'EXCLUDE' && isGroup(following)) sql += ` EXCLUDE ${columnList(t, following.items)}`;
    else if (word === 'EXCLUDE' && isName(following)) sql += ` EXCLUDE (${quoteName(following.token.value)})`;
    else if (word === 'REPLACE' && isGroup(following))
      sql += ` REPLACE (${expressionList(t, scope, following.items)})`;
    else if (word === 'RENAME' && isGroup(following)) sql += ` RENAME (${renames(t, following.items)})`;
    else if (word === 'RENAME') {
      sql += ` RENAME (${renames(t, item.slice(next + 1, next + 4))})`;
      next += 2;
    } else throw unexpected(t, item, next);
    next += 2;
  }
  return sql;
}

function expressionList(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  return splitCommas(nodes)
    .map(item => {
      const { expressionNodes, alias } = splitAlias(item);
      if (alias === undefined) throw unexpected(t, item, item.length);
      return `${expression(t, scope, expressionNodes)} AS ${quoteName(alias)}`;
    })
    .join(', ');
}

function renames(t: Translation, nodes: readonly Node[]): string {
  return splitCommas(nodes)
    .map(item => {
      const [from, as, to] = item;
      if (!isName(from) || wordOf(as) !== 'AS' || !isName(to)) throw unexpected(t, item, 0);
      return `${quoteName(from.token.value)} AS ${quoteName(to.token.value)}`;
    })
    .join(', ');
}
