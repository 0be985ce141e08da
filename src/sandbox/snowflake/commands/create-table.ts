import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableEntry, TableKey } from '../catalog.ts';
import { type Command, type CommandContext, isCreate } from '../command.ts';
import { alreadyExists, otherKind, SnowflakeError } from '../errors.ts';
import { quoteName, quoteString, type Token } from '../lexer.ts';
import { displayName, duckName, fullName } from '../names.ts';
import { statusResult } from '../result.ts';
import { withSources } from '../sources.ts';
import { alreadyThere } from '../status.ts';
import { translateQuery } from '../translate/translate.ts';
import { declaredOf, type SqlType } from '../types.ts';
import { writeAlone } from '../write.ts';
import { type Column, readColumns } from './columns.ts';
import { type CreateTable, MODIFIERS, readCreateTable } from './create-table-plan.ts';
import { dropGrantsOn } from './grant-store.ts';
import { createIdentity, dropIdentities } from './identities.ts';
import { findObject, requireSchema, temporaryRelation } from './objects.ts';
import type { ColumnDefinition, TableDefinition } from './table-definition.ts';

const create: Command = {
  type: 'CREATE_TABLE',
  commits: true,
  match: reader => isCreate(reader, MODIFIERS, 'TABLE'),
  async run(context, reader) {
    const plan = readCreateTable(context, reader);
    requireSchema(context, plan.name);
    const message = `Table ${displayName([plan.name.name])} successfully created.`;
    if (plan.content.kind === 'query') return createAs(context, plan, plan.content.tokens, message);
    return writeAlone(context, [fullName(plan.name)], async () => {
      const former = await makeRoom(context, plan);
      if (former === 'keep') return alreadyThere(displayName([plan.name.name]));
      const made =
        plan.content.kind === 'columns' ? await createEmpty(context, plan) : await copyTable(context, plan);
      await finish(context, plan, former, made);
      return statusResult(message);
    });
  },
};

/** What the catalogue keeps of the new table. */
interface Made {
  readonly types: Readonly<Record<string, string>>;
  readonly keys: readonly TableKey[];
}

const relationOf = (plan: CreateTable): string =>
  plan.temporary ? temporaryRelation(plan.name) : duckName(plan.name);

/** What the new table would replace: another of its kind, nothing, or the one that IF NOT EXISTS keeps. */
async function makeRoom(
  context: CommandContext,
  plan: CreateTable,
): Promise<{ readonly columns: readonly Column[] } | undefined | 'keep'> {
  const found = findObject(context, plan.name);
  // A temporary table may hide one of the account, and the other way round.
  if (found === undefined || found.temporary !== plan.temporary) return undefined;
  if (!plan.replace) {
    if (plan.keep) return 'keep';
    throw alreadyExists(found.shown);
  }
  if (found.kind === 'VIEW') {
    if (!found.temporary) throw otherKind('VIEW', 'TABLE');
    await context.session.connection.run(`DROP VIEW ${found.relation}`);
    return undefined;
  }
  return { columns: await readColumns(context, found) };
}

function orReplace(plan: CreateTable): string {
  return `CREATE ${plan.replace ? 'OR REPLACE ' : ''}${plan.temporary ? 'TEMP ' : ''}TABLE ${relationOf(plan)}`;
}

async function createEmpty(context: CommandContext, plan: CreateTable): Promise<Made> {
  const { connection } = context.session;
  const { columns, keys } = plan.definition ?? { columns: [], keys: [] };
  const definitions: string[] = [];
  for (const column of columns) {
    if (column.type === undefined) throw missingType(column.name);
    const fallback =
      column.identity === undefined
        ? column.default
        : await createIdentity(connection, relationOf(plan), column.identity);
    const suffix = `${column.notNull ? ' NOT NULL' : ''}${fallback === undefined ? '' : ` DEFAULT ${fallback}`}`;
    definitions.push(`${quoteName(column.name)} ${column.type.duck}${suffix}`);
  }
  await connection.run(`${orReplace(plan)} (${definitions.join(', ')})`);
  await commentColumns(context, relationOf(plan), columns);
  return { types: widerTypes(columns), keys };
}

function missingType(column: string): SnowflakeError {
  return new SnowflakeError(
    '002022',
    '42601',
    `SQL compilation error:\nMissing column specification for column '${column}'`,
  );
}

/** Declared types that DuckDB's own do not tell. */
export function widerTypes(columns: readonly ColumnDefinition[]): Record<string, string> {
  return Object.fromEntries(
    columns
      .filter(({ type }) => type !== undefined && declaredOf(printedType(type)) !== type.declared)
      .map(({ name, type }) => [name, type?.declared ?? '']),
  );
}

function printedType(type: SqlType): string {
  return type.duck === 'TIMESTAMPTZ' ? 'TIMESTAMP WITH TIME ZONE' : type.duck;
}

async function commentColumns(
  { session }: CommandContext,
  relation: string,
  columns: readonly Pick<ColumnDefinition, 'name' | 'comment'>[],
): Promise<void> {
  for (const { name, comment } of columns)
    if (comment !== undefined)
      await session.connection.run(
        `COMMENT ON COLUMN ${relation}.${quoteName(name)} IS ${quoteString(comment)}`,
      );
}

/** CREATE TABLE … AS: the query runs on the session's warehouse. */
async function createAs(
  context: CommandContext,
  plan: CreateTable,
  tokens: readonly Token[],
  message: string,
) {
  const { account, session } = context;
  const query = translateQuery(context, tokens, { named: plan.definition === undefined });
  const release = account.warehouses.use(session);
  try {
    return await withSources(context, query.sources, () =>
      writeAlone(context, [fullName(plan.name)], async () => {
        const former = await makeRoom(context, plan);
        if (former === 'keep') return alreadyThere(displayName([plan.name.name]));
        const typed = await withTypedNulls(session.connection, tokens, query.sql);
        const { sql, keys, types } = shaped(typed, plan.definition);
        await session.connection.run(`${orReplace(plan)} AS ${sql}`);
        await constrain(context, plan);
        await finish(context, plan, former, { types, keys });
        return statusResult(message);
      }),
    );
  } finally {
    release();
  }
}

/**
 * A column of nothing but NULL is a VARCHAR in Snowflake. DuckDB makes it an INTEGER wherever it stores or describes rows;
 * only a view keeps its own word for it.
 */
async function withTypedNulls(
  connection: DuckDBConnection,
  tokens: readonly Token[],
  query: string,
): Promise<string> {
  if (!tokens.some(token => token.kind === 'word' && token.value === 'NULL')) return query;
  await connection.run(`CREATE OR REPLACE TEMP VIEW ${quoteName(TYPES_VIEW)} AS ${query}`);
  const read = await connection.runAndReadAll(
    `SELECT column_name FROM duckdb_columns() WHERE database_name = 'temp' AND table_name = ${quoteString(TYPES_VIEW)} AND data_type = '"NULL"'`,
  );
  await connection.run(`DROP VIEW temp.main.${quoteName(TYPES_VIEW)}`);
  const casts = read
    .getRowObjectsJS()
    .map(row => quoteName(String(row.column_name)))
    .map(name => `CAST(${name} AS VARCHAR) AS ${name}`);
  return casts.length === 0 ? query : `SELECT * REPLACE (${casts.join(', ')}) FROM (${query})`;
}

const TYPES_VIEW = 'TYPES$';

/** The query with the names and types of a column list. */
function shaped(query: string, definition: TableDefinition | undefined): Made & { readonly sql: string } {
  if (definition === undefined) return { sql: query, keys: [], types: {} };
  const names = definition.columns.map(({ name }) => quoteName(name));
  const cells = definition.columns.map(({ type }, i) =>
    type === undefined ? `${names[i]}` : `CAST(${names[i]} AS ${type.duck}) AS ${names[i]}`,
  );
  return {
    sql: `SELECT ${cells.join(', ')} FROM (${query}) AS "QUERY"(${names.join(', ')})`,
    keys: definition.keys,
    types: widerTypes(definition.columns),
  };
}

/** Gives a table that was made from a query what its column list says beyond types. */
async function constrain(context: CommandContext, plan: CreateTable): Promise<void> {
  const { connection } = context.session;
  const relation = relationOf(plan);
  const columns = plan.definition?.columns ?? [];
  for (const { name, notNull, identity, default: said } of columns) {
    const fallback = identity === undefined ? said : await createIdentity(connection, relation, identity);
    if (fallback !== undefined)
      await connection.run(`ALTER TABLE ${relation} ALTER COLUMN ${quoteName(name)} SET DEFAULT ${fallback}`);
    if (notNull) await connection.run(`ALTER TABLE ${relation} ALTER COLUMN ${quoteName(name)} SET NOT NULL`);
  }
  await commentColumns(context, relation, columns);
}

/** LIKE: the source's columns without rows; CLONE: with them. */
async function copyTable(context: CommandContext, plan: CreateTable): Promise<Made> {
  const { content } = plan;
  if (content.kind !== 'like' && content.kind !== 'clone') return { types: {}, keys: [] };
  const { connection } = context.session;
  const { source } = content;
  const relation = relationOf(plan);
  const columns = await readColumns(context, source);
  await connection.run(
    `${orReplace(plan)} AS FROM ${source.relation}${content.kind === 'like' ? ' LIMIT 0' : ''}`,
  );
  for (const column of columns) {
    const alter = `ALTER TABLE ${relation} ALTER COLUMN ${quoteName(column.name)}`;
    const { identity } = column;
    const start = content.kind === 'like' ? identity?.start : identity?.next;
    const fallback =
      identity === undefined || start === undefined
        ? column.default
        : await createIdentity(connection, relation, { start, increment: identity.increment });
    if (fallback !== null) await connection.run(`${alter} SET DEFAULT ${fallback}`);
    if (!column.nullable) await connection.run(`${alter} SET NOT NULL`);
  }
  await commentColumns(
    context,
    relation,
    columns.map(({ name, comment }) => ({ name, comment: comment ?? undefined })),
  );
  const keys = source.entry?.keys ?? [];
  return {
    types: { ...source.entry?.types },
    keys: keys.map(key => ({ ...key, columns: [...key.columns] })),
  };
}

/** Records the new table, once DuckDB has committed it. */
async function finish(
  context: CommandContext,
  plan: CreateTable,
  former: { readonly columns: readonly Column[] } | undefined,
  made: Made,
): Promise<void> {
  const { account, session } = context;
  if (former !== undefined) await dropIdentities(session.connection, former.columns);
  if (plan.comment !== undefined)
    await session.connection.run(`COMMENT ON TABLE ${relationOf(plan)} IS ${quoteString(plan.comment)}`);
  const now = Date.now();
  if (plan.temporary) {
    const relation = temporaryRelation(plan.name);
    session.afterCommit.push(() =>
      session.temporaries.set(fullName(plan.name), { kind: 'TABLE', relation, createdOn: now }),
    );
    return;
  }
  const entry: TableEntry = {
    createdOn: now,
    lastAltered: now,
    owner: session.role,
    kind: 'TABLE',
    transient: plan.transient,
    clusterBy: plan.clusterBy,
    types: { ...made.types },
    keys: made.keys,
  };
  session.afterCommit.push(() => {
    account.catalog.setTable(plan.name, entry);
    if (!plan.copyGrants) dropGrantsOn(account, fullName(plan.name));
  });
}

/** CREATE TABLE in all its forms. */
export const createTableCommands: readonly Command[] = [create];
