import { additive } from './arithmetic.ts';
import type { Scope, Translation } from './context.ts';
import { groupSql, operand, unexpected } from './expression.ts';
import { asText, type Operand, type Parsed, plain } from './operand.ts';
import { isGroup, isQuery, isSymbol, type Node, splitCommas, wordOf, wordsAt } from './tree.ts';

const COMPARISONS: readonly string[] = ['=', '<>', '!=', '<', '>', '<=', '>='];

/** An operand with the comparisons that follow it: `a`, `a > b`, `a NOT IN (…)`, `a IS NULL`. */
export function predicate(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
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
  return other.json || other.literal === 'null' ? value.sql : `cast_to_type(${asText(value)}, ${other.sql})`;
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
