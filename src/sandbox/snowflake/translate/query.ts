import { SnowflakeError } from '../errors.ts';
import { quoteName } from '../lexer.ts';
import { innerScope, refuse, type Scope, type Translation } from './context.ts';
import { expression, operand, ordering, unexpected } from './expression.ts';
import { fromClause } from './from.ts';
import { selectList } from './select-list.ts';
import { isGroup, isName, isQuery, isSymbol, type Node, setOperator, splitCommas, wordOf } from './tree.ts';

/** What the surrounding command wants of a query. */
export interface QueryOptions {
  /** CREATE TABLE AS and CREATE VIEW: every column of the outermost list needs a name (002022). */
  readonly named?: boolean;
}

/** Translates a whole query: WITH, set operators, ORDER BY and LIMIT included. */
export function query(
  t: Translation,
  scope: Scope,
  nodes: readonly Node[],
  options: QueryOptions = {},
): string {
  const { prefix, inner, rest } = withClause(t, scope, nodes);
  const out: string[] = prefix === '' ? [] : [prefix];
  let term: Node[] = [];
  for (let at = 0; at < rest.length; ) {
    const operator = setOperator(rest, at);
    const node = rest[at];
    if (operator === undefined || isSymbol(rest[at - 1], '.')) {
      if (node !== undefined) term.push(node);
      at += 1;
    } else {
      out.push(queryTerm(t, inner, term, options), operator.sql);
      term = [];
      at += operator.length;
    }
  }
  out.push(queryTerm(t, inner, term, options));
  return out.join(' ');
}

interface WithClause {
  readonly prefix: string;
  readonly inner: Scope;
  readonly rest: readonly Node[];
}

function withClause(t: Translation, scope: Scope, nodes: readonly Node[]): WithClause {
  if (wordOf(nodes[0]) !== 'WITH') return { prefix: '', inner: innerScope(scope), rest: nodes };
  let at = wordOf(nodes[1]) === 'RECURSIVE' ? 2 : 1;
  let recursive = at === 2;
  const names: string[] = [];
  const parts: string[] = [];
  for (;;) {
    const nameNode = nodes[at];
    if (!isName(nameNode)) throw unexpected(t, nodes, at);
    const name = nameNode.token.value;
    const columns = nodes[at + 1];
    const asAt = isGroup(columns) ? at + 2 : at + 1;
    const body = nodes[asAt + 1];
    if (wordOf(nodes[asAt]) !== 'AS' || !isGroup(body)) throw unexpected(t, nodes, asAt);
    // Snowflake does not ask for the word RECURSIVE; a plain query that mentions its own name means the table.
    const selfReferring =
      mentions(body.items, name) && body.items.some((_, i) => setOperator(body.items, i) !== undefined);
    if (selfReferring) recursive = true;
    const visible = innerScope(scope, selfReferring ? [...names, name] : names);
    const list = isGroup(columns) ? ` ${columnList(t, columns.items)}` : '';
    parts.push(`${quoteName(name)}${list} AS (${query(t, visible, body.items)})`);
    names.push(name);
    at = asAt + 2;
    if (!isSymbol(nodes[at], ',')) break;
    at += 1;
  }
  return {
    prefix: `WITH ${recursive ? 'RECURSIVE ' : ''}${parts.join(', ')}`,
    inner: innerScope(scope, names),
    rest: nodes.slice(at),
  };
}

function mentions(nodes: readonly Node[], name: string): boolean {
  return nodes.some((node, i) =>
    node.type === 'group'
      ? mentions(node.items, name)
      : isName(node) && node.token.value === name && ['FROM', 'JOIN'].includes(wordOf(nodes[i - 1]) ?? ''),
  );
}

/** `(a, b)` as quoted names. */
export function columnList(t: Translation, nodes: readonly Node[]): string {
  const names = splitCommas(nodes).map(item => {
    const [name, ...more] = item;
    if (!isName(name) || more.length > 0) throw unexpected(t, item, 0);
    return quoteName(name.token.value);
  });
  return `(${names.join(', ')})`;
}

function queryTerm(t: Translation, scope: Scope, nodes: readonly Node[], options: QueryOptions): string {
  const first = nodes[0];
  if (isGroup(first) && isQuery(first.items)) {
    const rest = nodes.length > 1 ? ` ${clauses(t, scope, nodes.slice(1))}` : '';
    return `(${query(t, scope, first.items, options)})${rest}`;
  }
  switch (wordOf(first)) {
    case 'SELECT':
      return select(t, innerScope(scope), nodes, options);
    case 'VALUES':
      return valuesTerm(t, scope, nodes);
    default:
      throw unexpected(t, nodes, 0);
  }
}

/** VALUES as a query: its columns are COLUMN1, COLUMN2, …. */
function valuesTerm(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  const { sql, next } = valuesRows(t, scope, nodes, 1);
  const rest = nodes.slice(next);
  return `SELECT * FROM ${sql}${rest.length > 0 ? ` ${clauses(t, scope, rest)}` : ''}`;
}

/** The rows after VALUES as a relation with Snowflake's column names. */
export function valuesRows(
  t: Translation,
  scope: Scope,
  nodes: readonly Node[],
  start: number,
): { readonly sql: string; readonly next: number } {
  const rows: string[] = [];
  let width = 0;
  let at = start;
  for (;;) {
    const row = nodes[at];
    if (!isGroup(row)) throw unexpected(t, nodes, at);
    const cells = splitCommas(row.items).map(cell => operand(t, scope, cell).sql);
    width = Math.max(width, cells.length);
    rows.push(`(${cells.join(', ')})`);
    at += 1;
    if (!isSymbol(nodes[at], ',') || !isGroup(nodes[at + 1])) break;
    at += 1;
  }
  const columns = Array.from({ length: width }, (_, i) => quoteName(`COLUMN${i + 1}`));
  return { sql: `(VALUES ${rows.join(', ')}) AS "VALUES"(${columns.join(', ')})`, next: at };
}

const CLAUSES = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'CONNECT',
  'START',
  'WINDOW',
] as const;
type ClauseName = (typeof CLAUSES)[number];

/** The clause that begins at a node, if one does. */
function clauseAt(nodes: readonly Node[], at: number): ClauseName | undefined {
  const word = wordOf(nodes[at]);
  const clause = CLAUSES.find(candidate => candidate === word);
  if (clause === undefined || isSymbol(nodes[at - 1], '.', ':') || wordOf(nodes[at - 1]) === 'AS')
    return undefined;
  switch (clause) {
    case 'FROM':
      return wordOf(nodes[at - 1]) === 'DISTINCT' && ['IS', 'NOT'].includes(wordOf(nodes[at - 2]) ?? '')
        ? undefined
        : clause;
    case 'GROUP':
    case 'ORDER':
    case 'CONNECT':
      return wordOf(nodes[at + 1]) === 'BY' ? clause : undefined;
    case 'START':
      return wordOf(nodes[at + 1]) === 'WITH' ? clause : undefined;
    case 'FETCH':
      return ['FIRST', 'NEXT'].includes(wordOf(nodes[at + 1]) ?? '') || isNumber(nodes[at + 1])
        ? clause
        : undefined;
    case 'OFFSET':
    case 'LIMIT':
      return nodes[at + 1] === undefined || isSymbol(nodes[at + 1], ',') ? undefined : clause;
    case 'WINDOW':
      return wordOf(nodes[at + 2]) === 'AS' ? clause : undefined;
    case 'WHERE':
    case 'HAVING':
    case 'QUALIFY':
      return clause;
  }
}

function isNumber(node: Node | undefined): boolean {
  return node?.type === 'leaf' && node.token.kind === 'number';
}

interface Clause {
  readonly name: ClauseName;
  readonly nodes: readonly Node[];
}

function splitClauses(nodes: readonly Node[]): {
  readonly head: readonly Node[];
  readonly clauses: readonly Clause[];
} {
  const starts = nodes.map((_, at) => at).filter(at => clauseAt(nodes, at) !== undefined);
  const parts = starts.map((at, i): Clause => {
    const name = clauseAt(nodes, at) ?? 'FROM';
    const length = name === 'GROUP' || name === 'ORDER' || name === 'CONNECT' || name === 'START' ? 2 : 1;
    return { name, nodes: nodes.slice(at + length, starts[i + 1]) };
  });
  return { head: nodes.slice(0, starts[0] ?? nodes.length), clauses: parts };
}

function select(t: Translation, scope: Scope, nodes: readonly Node[], options: QueryOptions): string {
  const split = splitClauses(nodes);
  const from = split.clauses.find(clause => clause.name === 'FROM');
  // FROM first: it decides what `$1` and VALUE mean in the rest.
  const fromSql = from === undefined ? '' : ` FROM ${fromClause(t, scope, from.nodes)}`;
  const { quantifier, top, items } = selectHead(split.head);
  if (items.length === 0) throw unexpected(t, nodes, split.head.length);
  const list = selectList(t, scope, items);
  if (options.named && list.unnamed) throw missingName();
  const rest = split.clauses.filter(clause => clause !== from).map(clause => clauseSql(t, scope, clause));
  const limit = top === undefined ? '' : ` LIMIT ${top}`;
  return `SELECT ${quantifier}${list.sql}${fromSql}${rest.map(sql => ` ${sql}`).join('')}${limit}`;
}

function selectHead(nodes: readonly Node[]): {
  readonly quantifier: string;
  readonly top: string | undefined;
  readonly items: readonly Node[];
} {
  let at = 1;
  let quantifier = '';
  if (wordOf(nodes[at]) === 'DISTINCT') {
    quantifier = 'DISTINCT ';
    at += 1;
  } else if (wordOf(nodes[at]) === 'ALL') at += 1;
  const number = nodes[at + 1];
  if (wordOf(nodes[at]) !== 'TOP' || number?.type !== 'leaf' || number.token.kind !== 'number')
    return { quantifier, top: undefined, items: nodes.slice(at) };
  return { quantifier, top: number.token.value, items: nodes.slice(at + 2) };
}

function missingName(): SnowflakeError {
  return new SnowflakeError('002022', '42601', 'SQL compilation error:\nMissing column specification');
}

/** Clauses after a parenthesised query: ORDER BY, LIMIT, OFFSET, FETCH. */
function clauses(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  const split = splitClauses(nodes);
  if (split.head.length > 0) throw unexpected(t, nodes, 0);
  return split.clauses.map(clause => clauseSql(t, scope, clause)).join(' ');
}

function clauseSql(t: Translation, scope: Scope, clause: Clause): string {
  const { name, nodes } = clause;
  if (nodes.length === 0) throw unexpected(t, nodes, 0);
  switch (name) {
    case 'FROM':
      throw unexpected(t, nodes, 0);
    case 'CONNECT':
    case 'START':
      throw refuse(t, 'CONNECT BY', nodes[0]);
    case 'WHERE':
    case 'HAVING':
    case 'QUALIFY':
    case 'WINDOW':
      return `${name} ${expression(t, scope, nodes)}`;
    case 'GROUP':
      return `GROUP BY ${expression(t, scope, nodes)}`;
    case 'ORDER':
      return `ORDER BY ${ordering(t, scope, nodes)}`;
    case 'LIMIT':
      return wordOf(nodes[0]) === 'NULL' ? '' : `LIMIT ${expression(t, scope, nodes)}`;
    case 'OFFSET':
      return `OFFSET ${expression(
        t,
        scope,
        nodes.filter(node => !['ROW', 'ROWS'].includes(wordOf(node) ?? '')),
      )}`;
    case 'FETCH':
      return `LIMIT ${expression(t, scope, nodes.filter(isNumber))}`;
  }
}
