import { quoteName } from '../lexer.ts';
import type { ObjectName } from '../names.ts';
import type { Translation } from './context.ts';

/** What a column takes: DuckDB's type, and how many characters when it was declared with a length. */
interface ColumnType {
  readonly duck: string;
  readonly length: number | undefined;
}

/** By column, in the table's order; empty when nothing is known of the table. */
export type ColumnTypes = ReadonlyMap<string, ColumnType>;

/** The columns of a statement's target. */
export function columnTypes(t: Translation, name: ObjectName, relation: string): ColumnTypes {
  const declared = relation.startsWith('temp.') ? {} : (t.catalog.table(name)?.types ?? {});
  const columns = [...(t.session.columns.get(relation) ?? [])];
  return new Map(
    columns.map(([column, duck]) => {
      const length = /^VARCHAR\((\d+)\)$/.exec(declared[column] ?? '')?.[1];
      return [column, { duck, length: length === undefined ? undefined : Number(length) }];
    }),
  );
}

/** A query's columns as the columns they go into take them. */
export function assignedQuery(body: string, names: readonly string[], types: ColumnTypes): string {
  if (types.size === 0 || names.length === 0) return body;
  const aliases = names.map((_, i) => quoteName(`c${i + 1}`));
  const columns = names.flatMap((name, i) => {
    const alias = aliases[i] ?? '';
    const value = assignedTo(types.get(name), alias);
    return value === alias ? [] : [`${value} AS ${alias}`];
  });
  const source = `(${body}) AS "SOURCE"(${aliases.join(', ')})`;
  // By way of `*`, so that a column too many is not lost but refused.
  return columns.length === 0 ? body : `SELECT * REPLACE (${columns.join(', ')}) FROM ${source}`;
}

/** A value as Snowflake stores it in a column: dates and booleans in many spellings, texts no longer than declared. */
export function assignedTo(type: ColumnType | undefined, sql: string): string {
  switch (type?.duck) {
    case 'BIGINT':
      return `sf_to_integer(${sql})`;
    case 'VARCHAR':
      return type.length === undefined ? `sf_text(${sql})` : `sf_fit(sf_text(${sql}), ${type.length})`;
    case 'BOOLEAN':
      return `sf_boolean(${sql})`;
    case 'DATE':
      return `sf_to_date(${sql})`;
    case 'TIMESTAMP':
      return `sf_to_timestamp(${sql})`;
    case 'TIMESTAMP WITH TIME ZONE':
      return `sf_to_timestamp_tz(${sql})`;
    case 'JSON':
      return `sf_variant(${sql})`;
    default:
      return sql;
  }
}
