import { quoteName } from '../lexer.ts';
import { refuse, type Scope, type Translation } from './context.ts';
import { expression, operand, unexpected } from './expression.ts';
import { columnList } from './query.ts';
import { splitAlias } from './select-list.ts';
import { isGroup, isQuery, type Node, splitCommas, wordOf, wordsAt } from './tree.ts';

interface Parsed {
  readonly sql: string;
  readonly next: number;
}

const PIVOT_AGGREGATES: ReadonlySet<string> = new Set(['SUM', 'COUNT', 'MIN', 'MAX', 'ANY_VALUE', 'AVG']);

/** PIVOT and UNPIVOT with their parentheses. */
export function pivot(t: Translation, scope: Scope, nodes: readonly Node[], at: number): Parsed {
  const word = wordOf(nodes[at]);
  const includeNulls = wordsAt(nodes, at + 1, 'INCLUDE', 'NULLS');
  const groupAt = at + (includeNulls || wordsAt(nodes, at + 1, 'EXCLUDE', 'NULLS') ? 3 : 1);
  const group = nodes[groupAt];
  if (!isGroup(group)) throw unexpected(t, nodes, groupAt);
  const forAt = group.items.findIndex(node => wordOf(node) === 'FOR');
  const inAt = group.items.findIndex((node, i) => i > forAt && wordOf(node) === 'IN');
  const list = group.items[inAt + 1];
  if (forAt < 1 || inAt < 0 || !isGroup(list)) throw unexpected(t, group.items, group.items.length);
  const column = expression(t, scope, group.items.slice(forAt + 1, inAt));
  const value = group.items.slice(0, forAt);
  const inside =
    word === 'PIVOT'
      ? `${pivotAggregate(t, scope, value)} FOR ${column} IN (${pivotValues(t, scope, list.items)})`
      : `${expression(t, scope, value)} FOR ${column} IN ${columnList(t, list.items)}`;
  return { sql: `${word}${includeNulls ? ' INCLUDE NULLS' : ''} (${inside})`, next: groupAt + 1 };
}

function pivotAggregate(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  const [name, group] = nodes;
  const word = wordOf(name) ?? '';
  if (!PIVOT_AGGREGATES.has(word) || !isGroup(group)) throw refuse(t, `PIVOT with ${word}`, name);
  return `${word.toLowerCase()}(${expression(t, scope, group.items)})`;
}

/** Snowflake names the columns after the literals, quotes included. */
function pivotValues(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  if (isQuery(nodes) || wordOf(nodes[0]) === 'ANY') throw refuse(t, 'PIVOT over a query or ANY', nodes[0]);
  return splitCommas(nodes)
    .map(item => {
      const { expressionNodes, alias } = splitAlias(item);
      const { sql } = operand(t, scope, expressionNodes);
      return `${sql} AS ${quoteName(alias ?? sql)}`;
    })
    .join(', ');
}

/** `SAMPLE (10)`, `TABLESAMPLE BERNOULLI (10)`, `SAMPLE (100 ROWS)`, with SEED. */
export function sample(t: Translation, nodes: readonly Node[], at: number): Parsed {
  const method = wordOf(nodes[at + 1]);
  const groupAt = method === undefined ? at + 1 : at + 2;
  const group = nodes[groupAt];
  if (!isGroup(group)) throw unexpected(t, nodes, groupAt);
  const [number, unit] = group.items;
  if (number?.type !== 'leaf' || number.token.kind !== 'number') throw unexpected(t, group.items, 0);
  const rows = ['ROWS', 'ROW'].includes(wordOf(unit) ?? '');
  const seed = nodes[groupAt + 2];
  const seeded = ['SEED', 'REPEATABLE'].includes(wordOf(nodes[groupAt + 1]) ?? '') && isGroup(seed);
  const seedNode = seeded ? seed.items[0] : undefined;
  const repeatable = seedNode?.type === 'leaf' ? ` REPEATABLE (${seedNode.token.value})` : '';
  const kind = rows ? 'RESERVOIR' : method === 'SYSTEM' || method === 'BLOCK' ? 'SYSTEM' : 'BERNOULLI';
  const sql = `TABLESAMPLE ${kind} (${number.token.value} ${rows ? 'ROWS' : 'PERCENT'})${repeatable}`;
  return { sql, next: seeded ? groupAt + 3 : groupAt + 1 };
}
