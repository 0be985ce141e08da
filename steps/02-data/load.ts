import { setImmediate } from 'node:timers/promises';
import { type Lang, same, say, type Text } from '../../src/i18n/text.ts';
import { type ExecuteContext, sqlScript } from '../../src/lab/lab.ts';
import type { PostgresTransaction } from '../../src/ports/postgres.ts';
import { type DatabaseMark, quotedComment } from '../01-postgres/mark.ts';
import { type Dataset, TABLE_COLUMNS, TABLE_NAMES, type TableName } from './generator/dataset.ts';

type Reporting = Pick<ExecuteContext, 'progress' | 'log' | 'signal'>;

/** The statement that loads a table from COPY's text format. */
export function copyStatement(table: TableName): string {
  return `COPY ${table} (${TABLE_COLUMNS[table].join(', ')}) FROM STDIN`;
}

export const TRUNCATE = `TRUNCATE ${TABLE_NAMES.join(', ')}`;

/** Moves the counter of a table's ids behind its last row, as ids that come with the rows leave it where it was. */
export function counterStatement(table: TableName): string {
  return `SELECT setval(pg_get_serial_sequence('${table}', 'id'), max(id)) FROM ${table}`;
}

/**
 * Replaces what the six tables hold by a data set, inside one transaction: other sessions see the old rows until it
 * ends, and an error leaves them. Keys and indexes are built once, at the end.
 */
export async function loadDataset(tx: PostgresTransaction, data: Dataset, report: Reporting): Promise<void> {
  const { log, signal } = report;
  // A query left open in another window would keep TRUNCATE waiting for ever.
  await tx.execute(`SET LOCAL lock_timeout = '15s'; ${TRUNCATE};`, signal);
  log(`${TRUNCATE};`);
  await tx.execute(sqlScript('postgres/drop-keys.sql'), signal);
  log('sql/postgres/drop-keys.sql');
  for (const table of TABLE_NAMES) {
    const sql = copyStatement(table);
    log(`${sql};`);
    await tx.copyIn(sql, counted(data, table, report), signal);
  }
  log('sql/postgres/keys.sql');
  await tx.execute(sqlScript('postgres/keys.sql'), signal);
  await tx.execute(TABLE_NAMES.map(table => `${counterStatement(table)};`).join('\n'), signal);
}

async function* counted(data: Dataset, table: TableName, { progress }: Reporting): AsyncGenerator<Buffer> {
  const label = same(table);
  const total = data.rows[table];
  let done = 0;
  progress(label, done, total);
  for (const chunk of data.chunks(table)) {
    yield chunk;
    done += lines(chunk);
    progress(label, done, total);
    // Lets the socket send while the server waits, and the screen and Ctrl-C have their turn.
    await setImmediate();
  }
}

/** Line breaks of a chunk: none stands inside a value. */
function lines(chunk: Buffer): number {
  const NEWLINE = 10;
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

const OWNER_QUERY =
  "SELECT pg_has_role(current_user, datdba, 'MEMBER') AS owner FROM pg_database WHERE datname = current_database()";

/** Leaves the data set's mark in the database's comment, where the connection may: only its owner can. */
export async function leaveMark(
  tx: PostgresTransaction,
  mark: DatabaseMark,
  signal: AbortSignal,
): Promise<void> {
  const [row] = await tx.query<{ owner: boolean }>(OWNER_QUERY, [], signal);
  if (row?.owner === true) await tx.execute(markScript(mark), signal);
}

/** The script that leaves a mark. */
export function markScript(mark: DatabaseMark): string {
  return sqlScript('postgres/comment-database.sql', { comment: quotedComment(mark) });
}

/**
 * Copies the rows of the six tables into a schema of their own, `copie_<UTC time>`, and returns its name; `undefined`
 * when there are none.
 */
export async function keepRows(
  tx: PostgresTransaction,
  lang: Lang,
  report: Reporting,
): Promise<string | undefined> {
  const filled: TableName[] = [];
  for (const table of TABLE_NAMES) {
    const [row] = await tx.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table}) AS filled`,
      [],
      report.signal,
    );
    if (row?.filled === true) filled.push(table);
  }
  if (filled.length === 0) return undefined;
  const [named] = await tx.query<{ name: string }>(
    "SELECT to_char(now() AT TIME ZONE 'UTC', '\"copie_\"YYYYMMDD_HH24MISS') AS name",
    [],
    report.signal,
  );
  const schema = named?.name ?? 'copie';
  report.log(say(keptWords(schema, filled), lang));
  const script = [
    `CREATE SCHEMA ${schema};`,
    ...filled.map(table => `CREATE TABLE ${schema}.${table} AS TABLE ${table};`),
  ].join('\n');
  report.log(script);
  await tx.execute(script, report.signal);
  return schema;
}

function keptWords(schema: string, tables: readonly TableName[]): Text {
  const names = tables.join(', ');
  return {
    fr: `Ces tables contiennent des lignes que le TP n'a pas générées : ${names}. Elles sont d'abord copiées dans le schéma ${schema} (pour les retrouver : SELECT * FROM ${schema}.${tables[0]}; pour les effacer : DROP SCHEMA ${schema} CASCADE).`,
    en: `These tables hold rows that the lab did not generate: ${names}. They are copied to the schema ${schema} first (to see them: SELECT * FROM ${schema}.${tables[0]}; to drop them: DROP SCHEMA ${schema} CASCADE).`,
  };
}
