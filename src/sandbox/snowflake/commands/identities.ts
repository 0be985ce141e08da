import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteString } from '../lexer.ts';
import { type Column, IDENTITY_PREFIX } from './columns.ts';

/** Makes the sequence of an AUTOINCREMENT column beside its table and returns the column's default. */
export async function createIdentity(
  connection: DuckDBConnection,
  relation: string,
  numbers: { readonly start: number; readonly increment: number },
): Promise<string> {
  const name = quoteName(`${IDENTITY_PREFIX}${randomUUID()}`);
  const place = relation.replace(/"(?:[^"]|"")*"$/, '');
  const { start, increment } = numbers;
  // Without an own minimum DuckDB would not let a descending sequence begin below it.
  const bounds =
    increment < 0
      ? 'MINVALUE -9223372036854775807 MAXVALUE 9223372036854775807'
      : `MINVALUE ${Math.min(start, 1)}`;
  await connection.run(`CREATE SEQUENCE ${place}${name} START ${start} INCREMENT ${increment} ${bounds}`);
  return `nextval(${quoteString(place + name)})`;
}

/** Removes the sequences of a table that is gone. */
export async function dropIdentities(
  connection: DuckDBConnection,
  columns: readonly Column[],
): Promise<void> {
  for (const { identity } of columns)
    if (identity !== undefined) await connection.run(`DROP SEQUENCE IF EXISTS ${identity.sequence}`);
}
