import type { TablePrivilege } from '../access.ts';
import { quoteName } from '../lexer.ts';
import { type ObjectName, resolveObject } from '../names.ts';
import { assignedQuery, assignedTo, type ColumnTypes, columnTypes } from './assignment.ts';
import { refuse, relationOf, rootScope, type Scope, type Translation } from './context.ts';
import { expression, operand, unexpected } from './expression.ts';
import { fromClause, fromItem, nameParts } from './from.ts';
import { columnList, query } from './query.ts';
import { isGroup, isName, isQuery, isSymbol, type Node, splitCommas, wordOf, wordsAt } from './tree.ts';

/** A statement that writes rows. */
export interface Dml {
  readonly kind: 'insert' | 'overwrite' | 'update' | 'delete' | 'merge';
  readonly sql: string;
  readonly target: ObjectName;
  /** What it does to the target's rows. */
  readonly privileges: readonly TablePrivilege[];
  /** The target's quoted relation. */
  readonly relation: string;
  /** MERGE and UPDATE: a query that returns a row when one target row would be updated by several. */
  readonly ambiguity?: string;
}

interface Target {
  readonly name: ObjectName;
  readonly relation: string;
  readonly alias: string;
  readonly next: number;
}

const STOP_WORDS: ReadonlySet<string> = new Set([
  'SET',
  'USING',
  'WHERE',
  'FROM',
  'ON',
  'VALUES',
  'SELECT',
  'WITH',
]);

/** A table to write to, with its alias. */
function targetAt(t: Translation, nodes: readonly Node[], start: number, statement: string): Target {
  const { parts, next } = nameParts(t, nodes, start);
  const relation = relationOf(t, parts, statement);
  const name = resolveObject(t, parts, statement);
  const aliasAt = wordOf(nodes[next]) === 'AS' ? next + 1 : next;
  const node = nodes[aliasAt];
  const word = wordOf(node);
  if (!isName(node) || (word !== undefined && STOP_WORDS.has(word)))
    return { name, relation, alias: name.name, next };
  return { name, relation, alias: node.token.value, next: aliasAt + 1 };
}

/** Translates INSERT, UPDATE, DELETE or MERGE. */
export function dml(t: Translation, nodes: readonly Node[]): Dml {
  switch (wordOf(nodes[0])) {
    case 'INSERT':
      return insert(t, nodes);
    case 'UPDATE':
      return update(t, nodes);
    case 'DELETE':
      return remove(t, nodes);
    case 'MERGE':
      return merge(t, nodes);
    default:
      throw unexpected(t, nodes, 0);
  }
}

function insert(t: Translation, nodes: readonly Node[]): Dml {
  if (['ALL', 'FIRST'].includes(wordOf(nodes[1]) ?? ''))
    throw refuse(t, 'INSERT into several tables', nodes[1]);
  const overwrite = wordOf(nodes[1]) === 'OVERWRITE';
  let at = overwrite ? 2 : 1;
  if (wordOf(nodes[at]) !== 'INTO') throw unexpected(t, nodes, at);
  const { parts, next } = nameParts(t, nodes, at + 1);
  const relation = relationOf(t, parts, 'INSERT');
  const target = resolveObject(t, parts, 'INSERT');
  at = next;
  let columns = '';
  const list = nodes[at];
  if (isGroup(list) && !isQuery(list.items)) {
    columns = ` ${columnList(t, list.items)}`;
    at += 1;
  }
  const rest = nodes.slice(at);
  const kind = overwrite ? 'overwrite' : 'insert';
  const types = columnTypes(t, target, relation);
  const names = isGroup(list) && !isQuery(list.items) ? listedNames(list.items) : [...types.keys()];
  const plainValues = wordOf(rest[0]) === 'VALUES' && (types.size === 0 || rest.some(hasDefault));
  const body = plainValues ? values(t, rest) : assignedQuery(query(t, rootScope(), rest), names, types);
  const privileges: readonly TablePrivilege[] = overwrite ? ['INSERT', 'DELETE'] : ['INSERT'];
  return { kind, sql: `INSERT INTO ${relation}${columns} ${body}`, target, relation, privileges };
}

function listedNames(nodes: readonly Node[]): readonly string[] {
  return splitCommas(nodes).map(([name]) => (isName(name) ? name.token.value : ''));
}

function hasDefault(node: Node): boolean {
  return isGroup(node) && node.items.some(item => wordOf(item) === 'DEFAULT');
}

/** Plain VALUES of an INSERT, so that DEFAULT stays possible. */
function values(t: Translation, nodes: readonly Node[]): string {
  const rows = splitCommas(nodes.slice(1)).map(row => {
    const [group, ...more] = row;
    if (!isGroup(group) || more.length > 0) throw unexpected(t, row, isGroup(group) ? 1 : 0);
    return `(${splitCommas(group.items)
      .map(cell => operand(t, rootScope(), cell).sql)
      .join(', ')})`;
  });
  return `VALUES ${rows.join(', ')}`;
}

/** `a = 1, t.b = 2`: the target's alias may stand before a column in Snowflake, not in DuckDB. */
function assignments(t: Translation, scope: Scope, nodes: readonly Node[], types: ColumnTypes): string {
  return splitCommas(nodes)
    .map(item => {
      const at = item.findIndex(node => isSymbol(node, '='));
      const column = item[at - 1];
      if (at < 1 || !isName(column)) throw unexpected(t, item, Math.max(at, 0));
      const value = operand(t, scope, item.slice(at + 1)).sql;
      const isWord = value === 'DEFAULT' || value === 'NULL';
      return `${quoteName(column.token.value)} = ${isWord ? value : assignedTo(types.get(column.token.value), value)}`;
    })
    .join(', ');
}

function wordIndex(nodes: readonly Node[], word: string, from = 0): number {
  return nodes.findIndex((node, i) => i >= from && wordOf(node) === word && !isSymbol(nodes[i - 1], '.'));
}

function update(t: Translation, nodes: readonly Node[]): Dml {
  const target = targetAt(t, nodes, 1, 'UPDATE');
  if (wordOf(nodes[target.next]) !== 'SET') throw unexpected(t, nodes, target.next);
  const fromAt = wordIndex(nodes, 'FROM', target.next);
  const whereAt = wordIndex(nodes, 'WHERE', Math.max(target.next, fromAt));
  const ends = [fromAt, whereAt, nodes.length].filter(at => at >= 0);
  const scope = rootScope();
  const from =
    fromAt < 0 ? '' : fromClause(t, scope, nodes.slice(fromAt + 1, whereAt < 0 ? nodes.length : whereAt));
  const set = assignments(
    t,
    scope,
    nodes.slice(target.next + 1, Math.min(...ends)),
    columnTypes(t, target.name, target.relation),
  );
  const where = whereAt < 0 ? '' : ` WHERE ${expression(t, scope, nodes.slice(whereAt + 1))}`;
  const alias = quoteName(target.alias);
  const sql = `UPDATE ${target.relation} AS ${alias} SET ${set}${from === '' ? '' : ` FROM ${from}`}${where}`;
  return { kind: 'update', sql, target: target.name, relation: target.relation, privileges: ['UPDATE'] };
}

function remove(t: Translation, nodes: readonly Node[]): Dml {
  if (wordOf(nodes[1]) !== 'FROM') throw unexpected(t, nodes, 1);
  const target = targetAt(t, nodes, 2, 'DELETE');
  const scope = rootScope();
  const usingAt = wordOf(nodes[target.next]) === 'USING' ? target.next : -1;
  const whereAt = wordIndex(nodes, 'WHERE', target.next);
  if (usingAt < 0 && whereAt !== target.next && target.next < nodes.length)
    throw unexpected(t, nodes, target.next);
  const using =
    usingAt < 0 ? '' : fromClause(t, scope, nodes.slice(usingAt + 1, whereAt < 0 ? nodes.length : whereAt));
  const where = whereAt < 0 ? '' : ` WHERE ${expression(t, scope, nodes.slice(whereAt + 1))}`;
  const sql = `DELETE FROM ${target.relation} AS ${quoteName(target.alias)}${using === '' ? '' : ` USING ${using}`}${where}`;
  return { kind: 'delete', sql, target: target.name, relation: target.relation, privileges: ['DELETE'] };
}

function merge(t: Translation, nodes: readonly Node[]): Dml {
  if (wordOf(nodes[1]) !== 'INTO') throw unexpected(t, nodes, 1);
  const target = targetAt(t, nodes, 2, 'MERGE');
  if (wordOf(nodes[target.next]) !== 'USING') throw unexpected(t, nodes, target.next);
  const scope = rootScope();
  const source = fromItem(t, scope, nodes, target.next + 1);
  if (wordOf(nodes[source.next]) !== 'ON') throw unexpected(t, nodes, source.next);
  const whens = nodes.map((_, at) => at).filter(at => at > source.next && isWhen(nodes, at));
  const [firstWhen] = whens;
  if (firstWhen === undefined) throw unexpected(t, nodes, nodes.length);
  const on = expression(t, scope, nodes.slice(source.next + 1, firstWhen));
  const types = columnTypes(t, target.name, target.relation);
  const clauses = whens.map((at, i) => whenClause(t, scope, nodes.slice(at, whens[i + 1]), types));
  const into = `${target.relation} AS ${quoteName(target.alias)}`;
  const sql = `MERGE INTO ${into} USING ${source.sql} ON ${on} ${clauses.map(clause => clause.sql).join(' ')}`;
  const conditions = clauses.flatMap(clause => (clause.updates === undefined ? [] : [`(${clause.updates})`]));
  const ambiguity =
    conditions.length === 0
      ? undefined
      : `SELECT 1 FROM ${into} JOIN ${source.sql} ON ${on} WHERE ${conditions.join(' OR ')} ` +
        `GROUP BY ${quoteName(target.alias)}.rowid HAVING count(*) > 1 LIMIT 1`;
  const result: Dml = {
    kind: 'merge',
    sql: `${sql} RETURNING merge_action`,
    target: target.name,
    relation: target.relation,
    privileges: [...new Set(clauses.map(clause => clause.action))],
  };
  return ambiguity === undefined ? result : { ...result, ambiguity };
}

function isWhen(nodes: readonly Node[], at: number): boolean {
  return wordsAt(nodes, at, 'WHEN', 'MATCHED') || wordsAt(nodes, at, 'WHEN', 'NOT', 'MATCHED');
}

interface WhenClause {
  readonly sql: string;
  readonly action: TablePrivilege;
  /** The condition under which it updates matched rows. */
  readonly updates?: string;
}

function whenClause(t: Translation, scope: Scope, nodes: readonly Node[], types: ColumnTypes): WhenClause {
  const matched = wordOf(nodes[1]) === 'MATCHED';
  const start = matched ? 2 : 3;
  const thenAt = wordIndex(nodes, 'THEN', start);
  if (thenAt < 0) throw unexpected(t, nodes, nodes.length);
  if (wordsAt(nodes, start, 'BY')) throw refuse(t, 'WHEN NOT MATCHED BY', nodes[start]);
  const condition =
    wordOf(nodes[start]) === 'AND' ? expression(t, scope, nodes.slice(start + 1, thenAt)) : undefined;
  const head = `WHEN ${matched ? '' : 'NOT '}MATCHED${condition === undefined ? '' : ` AND ${condition}`} THEN`;
  const action = nodes.slice(thenAt + 1);
  switch (wordOf(action[0])) {
    case 'DELETE':
      return { sql: `${head} DELETE`, action: 'DELETE' };
    case 'UPDATE': {
      if (wordOf(action[1]) !== 'SET') throw refuse(t, 'UPDATE ALL BY NAME', action[1]);
      return {
        sql: `${head} UPDATE SET ${assignments(t, scope, action.slice(2), types)}`,
        action: 'UPDATE',
        updates: condition ?? 'TRUE',
      };
    }
    case 'INSERT': {
      const list = action[1];
      const columns = isGroup(list) ? ` ${mergeColumns(t, list.items)}` : '';
      const valuesAt = isGroup(list) ? 2 : 1;
      const group = action[valuesAt + 1];
      if (wordOf(action[valuesAt]) !== 'VALUES' || !isGroup(group)) throw unexpected(t, action, valuesAt);
      const names = isGroup(list) ? splitCommas(list.items).map(lastName) : [...types.keys()];
      const cells = splitCommas(group.items).map((cell, i) => {
        const value = operand(t, scope, cell).sql;
        return value === 'DEFAULT' || value === 'NULL' ? value : assignedTo(types.get(names[i] ?? ''), value);
      });
      return { sql: `${head} INSERT${columns} VALUES (${cells.join(', ')})`, action: 'INSERT' };
    }
    default:
      throw unexpected(t, action, 0);
  }
}

function lastName(nodes: readonly Node[]): string {
  const last = nodes.at(-1);
  return isName(last) ? last.token.value : '';
}

/** The columns of MERGE's INSERT, which Snowflake lets be qualified. */
function mergeColumns(t: Translation, nodes: readonly Node[]): string {
  const names = splitCommas(nodes).map(item => {
    const last = item.at(-1);
    if (!isName(last)) throw unexpected(t, item, 0);
    return quoteName(last.token.value);
  });
  return `(${names.join(', ')})`;
}
