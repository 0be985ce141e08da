import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandContext } from '../command.ts';
import { quoteString } from '../lexer.ts';
import { declaredOf } from '../types.ts';
import { duckPlace, type StoredObject } from './objects.ts';

/** A sequence that numbers the rows of a table. */
export interface Identity {
  /** The quoted name in DuckDB. */
  readonly sequence: string;
  readonly start: number;
  readonly increment: number;
  /** The number that comes next. */
  readonly next: number;
}

/** A column as DuckDB and the catalogue together know it. */
export interface Column {
  readonly name: string;
  /** DuckDB's type. */
  readonly duck: string;
  /** Snowflake's: `NUMBER(38,0)`. */
  readonly declared: string;
  readonly nullable: boolean;
  /** SQL of the default, without that of an identity. */
  readonly default: string | null;
  readonly identity: Identity | undefined;
  readonly comment: string | null;
}

/** Sequences of AUTOINCREMENT columns begin with this; they belong to their table. */
export const IDENTITY_PREFIX = 'SEQ$';

const IDENTITY = /^nextval\('(.*"SEQ\$[0-9a-f-]+")'\)$/s;

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** The columns of a table or view, in order, as the session sees them. */
export async function readColumns(
  { session }: Pick<CommandContext, 'session'>,
  object: StoredObject,
): Promise<readonly Column[]> {
  const { database, schema, table } = duckPlace(object);
  const read = await session.connection.runAndReadAll(
    `SELECT column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns()
     WHERE database_name = ${quoteString(database)} AND schema_name = ${quoteString(schema)} AND table_name = ${quoteString(table)}
     ORDER BY column_index`,
  );
  const columns: Column[] = [];
  for (const row of read.getRowObjectsJS()) {
    const name = String(row.column_name);
    const duck = String(row.data_type);
    const text = textOrNull(row.column_default);
    const sequence = text === null ? undefined : IDENTITY.exec(text)?.[1];
    columns.push({
      name,
      duck,
      declared: object.entry?.types[name] ?? declaredOf(duck),
      nullable: row.is_nullable === true,
      default: sequence === undefined ? text : null,
      identity: sequence === undefined ? undefined : await readIdentity(session.connection, sequence),
      comment: textOrNull(row.comment),
    });
  }
  return columns;
}

async function readIdentity(connection: DuckDBConnection, sequence: string): Promise<Identity> {
  const name = sequence.slice(sequence.lastIndexOf('"', sequence.length - 2) + 1, -1);
  const read = await connection.runAndReadAll(
    `SELECT start_value, increment_by, last_value FROM duckdb_sequences() WHERE sequence_name = ${quoteString(name)}`,
  );
  const [row] = read.getRowObjectsJS();
  const start = Number(row?.start_value ?? 1);
  const increment = Number(row?.increment_by ?? 1);
  const last = row?.last_value;
  return {
    sequence,
    start,
    increment,
    next: last === null || last === undefined ? start : Number(last) + increment,
  };
}

/** A default as DESCRIBE prints it. */
export function shownDefault(column: Column): string | null {
  const { identity } = column;
  if (identity !== undefined)
    return `IDENTITY START ${identity.start} INCREMENT ${identity.increment} NOORDER`;
  const sequence = column.default === null ? null : /^nextval\('(.*)'\)$/s.exec(column.default);
  return sequence === null ? column.default : `${sequence[1]?.replaceAll('"', '')}.NEXTVAL`;
}
