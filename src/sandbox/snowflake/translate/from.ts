import { doesNotExist, unknownFunction } from '../errors.ts';
import type { Token } from '../lexer.ts';
import { placeOf, quoteName } from '../lexer.ts';
import { displayName } from '../names.ts';
import { TokenReader } from '../reader.ts';
import { addSource, type RowSource, refuse, relationOf, type Scope, type Translation } from './context.ts';
import { expression, groupSql, operand, unexpected } from './expression.ts';
import { pivot, sample } from './pivot.ts';
import { columnList, valuesRows } from './query.ts';
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

interface Parsed {
  readonly sql: string;
  readonly next: number;
}

/** A relation, and what an alias and `$n` mean for it. */
interface Relation extends Parsed {
  /** The name it gets when the statement gives none. */
  readonly defaultAlias?: string;
  /** What `$n` stands for. */
  readonly positional?: (n: number) => string;
  readonly flatten?: boolean;
}

/** Words that may follow a relation and are no alias. */
const NOT_ALIASES: ReadonlySet<string> = new Set(
  (
    'ON USING JOIN LEFT RIGHT FULL INNER OUTER CROSS NATURAL ASOF PIVOT UNPIVOT SAMPLE TABLESAMPLE AT BEFORE CHANGES ' +
    'MATCH_RECOGNIZE MATCH_CONDITION SET WHEN WHERE VALUES SELECT CONNECT START WITH UNION EXCEPT INTERSECT MINUS LATERAL'
  ).split(' '),
);

const JOIN_WORDS: ReadonlySet<string> = new Set('NATURAL INNER LEFT RIGHT FULL OUTER CROSS JOIN'.split(' '));

/** Translates what follows FROM: relations with their joins. */
export function fromClause(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  const out: string[] = [];
  for (let at = 0; at < nodes.length; ) {
    const relation = fromItem(t, scope, nodes, at);
    out.push(relation.sql);
    at = relation.next;
    const joined = joinCondition(t, scope, nodes, at);
    if (joined !== undefined) {
      out.push(joined.sql);
      at = joined.next;
    }
    if (at >= nodes.length) break;
    const connector = connectorAt(t, nodes, at);
    out.push(connector.sql);
    at = connector.next;
    if (at >= nodes.length) throw unexpected(t, nodes, at);
  }
  return out.join(' ');
}

function connectorAt(t: Translation, nodes: readonly Node[], start: number): Parsed {
  if (isSymbol(nodes[start], ',')) return { sql: ',', next: start + 1 };
  if (wordOf(nodes[start]) === 'ASOF') throw refuse(t, 'ASOF JOIN', nodes[start]);
  const words: string[] = [];
  for (let at = start; ; at += 1) {
    const word = wordOf(nodes[at]);
    if (word === undefined || !JOIN_WORDS.has(word)) throw unexpected(t, nodes, at);
    words.push(word);
    if (word === 'JOIN') return { sql: words.join(' '), next: at + 1 };
  }
}

function joinCondition(t: Translation, scope: Scope, nodes: readonly Node[], at: number): Parsed | undefined {
  const group = nodes[at + 1];
  if (wordOf(nodes[at]) === 'USING' && isGroup(group))
    return { sql: `USING ${columnList(t, group.items)}`, next: at + 2 };
  if (wordOf(nodes[at]) !== 'ON') return undefined;
  let end = at + 1;
  while (end < nodes.length && !isJoinStart(nodes, end)) end += 1;
  return { sql: `ON ${expression(t, scope, nodes.slice(at + 1, end))}`, next: end };
}

/** LEFT and RIGHT are functions too. */
function isJoinStart(nodes: readonly Node[], at: number): boolean {
  if (isSymbol(nodes[at], ',')) return true;
  const word = wordOf(nodes[at]);
  if (word === undefined || isSymbol(nodes[at - 1], '.')) return false;
  const isFunction = (word === 'LEFT' || word === 'RIGHT') && isGroup(nodes[at + 1]);
  return (JOIN_WORDS.has(word) || word === 'ASOF') && !isFunction;
}

/** A relation with its alias, samples and pivots. */
export function fromItem(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Parsed {
  const relation = relationAt(t, scope, nodes, start);
  let { sql, next: at } = relation;
  let alias: string | undefined;
  let columns: readonly string[] | undefined;
  let sampled = '';
  for (;;) {
    const word = wordOf(nodes[at]);
    const following = nodes[at + 1];
    if (word === 'PIVOT' || word === 'UNPIVOT') {
      const pivoted = pivot(t, scope, nodes, at);
      sql =
        alias === undefined
          ? `${sql} ${pivoted.sql}`
          : `${sql} AS ${aliasSql(alias, columns)} ${pivoted.sql}`;
      alias = undefined;
      columns = undefined;
      at = pivoted.next;
    } else if (word === 'SAMPLE' || word === 'TABLESAMPLE') {
      const parsed = sample(t, nodes, at);
      sampled = ` ${parsed.sql}`;
      at = parsed.next;
    } else if ((word === 'AT' || word === 'BEFORE' || word === 'CHANGES') && isGroup(following)) {
      throw refuse(t, 'time travel (AT, BEFORE)', nodes[at]);
    } else if (word === 'MATCH_RECOGNIZE') throw refuse(t, 'MATCH_RECOGNIZE', nodes[at]);
    else if (alias === undefined) {
      const nameAt = word === 'AS' ? at + 1 : at;
      const node = nodes[nameAt];
      if (!isName(node) || (word !== 'AS' && word !== undefined && NOT_ALIASES.has(word))) break;
      alias = node.token.value;
      at = nameAt + 1;
      const list = nodes[at];
      if (isGroup(list)) {
        columns = splitCommas(list.items).map(item => (isName(item[0]) ? item[0].token.value : ''));
        at += 1;
      }
    } else break;
  }
  const shown = alias ?? relation.defaultAlias;
  if (relation.positional !== undefined) {
    const { positional } = relation;
    scope.positional = n => columns?.[n - 1] ?? positional(n);
  }
  if (relation.flatten) scope.flattened.add(shown ?? '');
  return { sql: `${sql}${shown === undefined ? '' : ` AS ${aliasSql(shown, columns)}`}${sampled}`, next: at };
}

function aliasSql(alias: string, columns: readonly string[] | undefined): string {
  return `${quoteName(alias)}${columns === undefined ? '' : `(${columns.map(quoteName).join(', ')})`}`;
}

function relationAt(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Relation {
  const at = wordOf(nodes[start]) === 'LATERAL' ? start + 1 : start;
  const node = nodes[at];
  const group = nodes[at + 1];
  if (isGroup(node)) return bracketed(t, scope, node, at + 1, at > start);
  if (node?.type === 'leaf' && node.token.kind === 'stage') return stage(t, nodes, at);
  switch (wordOf(node)) {
    case 'VALUES':
      if (isGroup(group)) {
        const rows = valuesRows(t, scope, nodes, at + 1);
        return {
          sql: `(SELECT * FROM ${rows.sql})`,
          next: rows.next,
          defaultAlias: 'VALUES',
          positional: valueColumn,
        };
      }
      break;
    case 'TABLE':
      if (isGroup(group)) return { ...tableFunction(t, scope, group.items), next: at + 2 };
      break;
    case 'FLATTEN':
      if (isGroup(group)) return { ...flatten(t, scope, group.items), next: at + 2 };
      break;
  }
  return named(t, scope, nodes, at);
}

function valueColumn(n: number): string {
  return `COLUMN${n}`;
}

function bracketed(t: Translation, scope: Scope, group: Group, next: number, lateral: boolean): Relation {
  if (!isQuery(group.items)) return { sql: `(${fromClause(t, scope, group.items)})`, next };
  const sql = `${lateral ? 'LATERAL ' : ''}${groupSql(t, scope, group)}`;
  return wordOf(group.items[0]) === 'VALUES' ? { sql, next, positional: valueColumn } : { sql, next };
}

function stage(t: Translation, nodes: readonly Node[], at: number): Relation {
  const node = nodes[at];
  const group = nodes[at + 1];
  const optionTokens = isGroup(group) ? tokensOf(group.items) : [];
  const reader = new TokenReader(t.source, optionTokens);
  const options = reader.options();
  reader.expectEnd();
  const written = node?.type === 'leaf' ? node.token.text : '';
  const columns = Math.max(1, t.highestPositional);
  const sql = addSource(t, relation => ({ kind: 'stage', relation, stage: written, options, columns }));
  return { sql, next: isGroup(group) ? at + 2 : at + 1, positional: n => `$${n}` };
}

/** The tokens of nodes, brackets included, for commands' own parsing. */
function tokensOf(nodes: readonly Node[]): readonly Token[] {
  return nodes.flatMap(node => {
    if (node.type === 'leaf') return [node.token];
    const bracket = (text: string, start: number): Token => ({
      kind: 'symbol',
      text,
      value: text,
      start,
      end: start + 1,
    });
    return [bracket('(', node.start), ...tokensOf(node.items), bracket(')', node.end - 1)];
  });
}

/** A table, a view, a CTE or a view of the information schema. */
function named(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Relation {
  const { parts, next } = nameParts(t, nodes, start);
  if (isGroup(nodes[next]) && !wordsAt(nodes, next - 1, 'AS'))
    throw unknownFunction(parts.join('.'), placeOf(t.source, nodes[start]?.start ?? 0));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && scope.ctes.has(only)) return { sql: quoteName(only), next };
  if (parts.at(-2) === 'INFORMATION_SCHEMA') return informationSchema(t, parts, next);
  if (parts.length === 3 && only === 'SNOWFLAKE' && t.catalog.database('SNOWFLAKE') === undefined) {
    const view = parts[2] ?? '';
    const rows = parts[1] === 'ACCOUNT_USAGE' ? t.relations.accountUsage(view) : undefined;
    if (rows !== undefined) return { sql: rowsRelation(t, rows), next, defaultAlias: view };
    throw refuse(t, `${parts.slice(0, 2).join('.')}`, nodes[start]);
  }
  const sql = relationOf(t, parts, 'SELECT');
  return sql.startsWith('temp.') ? { sql, next, defaultAlias: parts.at(-1) ?? '' } : { sql, next };
}

function informationSchema(t: Translation, parts: readonly string[], next: number): Relation {
  const view = parts.at(-1) ?? '';
  const database = parts.at(-3) ?? t.database;
  const rows = database === null ? undefined : t.relations.informationSchema(database, view);
  if (rows === undefined) throw doesNotExist('Object', displayName(parts));
  return { sql: rowsRelation(t, rows), next, defaultAlias: view };
}

function rowsRelation(t: Translation, rows: RowSource): string {
  return addSource(t, relation => ({ kind: 'rows', relation, rows }));
}

/** Reads a name, `IDENTIFIER('…')` or `IDENTIFIER($v)`. */
export function nameParts(
  t: Translation,
  nodes: readonly Node[],
  start: number,
): { readonly parts: readonly string[]; readonly next: number } {
  const group = nodes[start + 1];
  if (wordOf(nodes[start]) === 'IDENTIFIER' && isGroup(group))
    return { parts: identifier(t, group), next: start + 2 };
  const parts: string[] = [];
  for (let at = start; ; at += 2) {
    const node = nodes[at];
    if (isSymbol(node, '.') && parts.length > 0) {
      parts.push('PUBLIC');
      at -= 1;
    } else if (isName(node)) parts.push(node.token.value);
    else throw unexpected(t, nodes, at);
    if (!isSymbol(nodes[at + 1], '.')) return { parts, next: at + 1 };
  }
}

function identifier(t: Translation, group: Group): readonly string[] {
  const [only] = group.items;
  const token = only?.type === 'leaf' ? only.token : undefined;
  const variable = token?.kind === 'variable' ? t.session.variables.get(token.value) : undefined;
  const bound = token?.kind === 'bind' ? t.binds.get(token.value) : undefined;
  const text = (variable ?? bound)?.replace(/^'(.*)'$/s, '$1') ?? token?.value ?? '';
  return text
    .split('.')
    .map(part =>
      part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.trim().toUpperCase(),
    );
}

/** What stands in `TABLE(…)`. */
function tableFunction(t: Translation, scope: Scope, nodes: readonly Node[]): Omit<Relation, 'next'> {
  const first = nodes[0];
  const group = nodes[1];
  const word = wordOf(first);
  if (word === 'FLATTEN' && isGroup(group)) return flatten(t, scope, group.items);
  if (word === 'GENERATOR' && isGroup(group)) return generator(t, scope, group.items);
  if (first?.type === 'leaf' && first.token.kind === 'string')
    return {
      sql: relationOf(
        t,
        first.token.value.split('.').map(part => part.toUpperCase()),
        'SELECT',
      ),
    };
  const { parts, next } = nameParts(t, nodes, 0);
  const args = nodes[next];
  if (!isGroup(args)) return { sql: relationOf(t, parts, 'SELECT') };
  const isInformation = parts.length > 1 && parts.at(-2) === 'INFORMATION_SCHEMA';
  if (parts.length > 1 && !isInformation)
    throw unknownFunction(parts.join('.'), placeOf(t.source, first?.start ?? 0));
  const name = parts.at(-1) ?? '';
  const rows = t.relations.tableFunction(name, argumentTexts(t, scope, args.items));
  if (rows === undefined) throw refuse(t, `table function ${name}`, first);
  const { columns } = rows;
  return { sql: rowsRelation(t, rows), defaultAlias: name, positional: n => columns[n - 1]?.name ?? `$${n}` };
}

/** Arguments of a table function: constants, as text; named ones as `NAME=>text`. */
function argumentTexts(t: Translation, scope: Scope, nodes: readonly Node[]): readonly string[] {
  return splitCommas(nodes).map(item => {
    const named = isSymbol(item[1], '=>');
    const { sql } = operand(t, scope, named ? item.slice(2) : item);
    const text = sql.startsWith("'") ? sql.slice(1, -1).replaceAll("''", "'") : sql;
    return named ? `${wordOf(item[0])}=>${text}` : text;
  });
}

function generator(t: Translation, scope: Scope, nodes: readonly Node[]): Omit<Relation, 'next'> {
  const argument = splitCommas(nodes).find(item => wordOf(item[0]) === 'ROWCOUNT');
  if (argument === undefined) throw refuse(t, 'GENERATOR without ROWCOUNT', nodes[0]);
  const count = operand(t, scope, argument.slice(2)).sql;
  return { sql: `(SELECT range AS "SEQ$" FROM range(${count}))`, defaultAlias: 'GENERATOR' };
}

function flatten(t: Translation, scope: Scope, nodes: readonly Node[]): Omit<Relation, 'next'> {
  let input: string | undefined;
  let outer = 'false';
  for (const item of splitCommas(nodes)) {
    const name = isSymbol(item[1], '=>') ? wordOf(item[0]) : 'INPUT';
    const value = operand(t, scope, name === 'INPUT' && !isSymbol(item[1], '=>') ? item : item.slice(2));
    if (name === 'INPUT') input = value.sql;
    else if (name === 'OUTER') outer = value.sql;
    else if (name === 'PATH') input = `json_extract(${input ?? 'NULL'}, '$.' || ${value.sql})`;
    else if (name === 'RECURSIVE' && value.sql === 'FALSE') continue;
    else if (name === 'MODE' && value.text?.toUpperCase() === 'BOTH') continue;
    else throw refuse(t, `FLATTEN with ${name}`, item[0]);
  }
  if (input === undefined) throw unexpected(t, nodes, nodes.length);
  return {
    sql: `LATERAL (SELECT * FROM sf_flatten(${input}, ${outer}))`,
    defaultAlias: 'FLATTEN',
    flatten: true,
  };
}
