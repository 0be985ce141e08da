import type { CommandContext } from '../command.ts';
import { doesNotExist, invalidIdentifier, SnowflakeError } from '../errors.ts';
import { duckName, fullName, type ObjectName, resolveObject } from '../names.ts';
import type { TargetColumn } from './casts.ts';

/** The table that a COPY fills. */
export interface CopyTarget {
  readonly name: ObjectName;
  /** For SQL: the quoted name in DuckDB. */
  readonly relation: string;
  /** Every column, in order. */
  readonly columns: readonly TargetColumn[];
  /** A temporary table has no load history. */
  readonly temporary: boolean;
}

/** Finds a table and its columns. Throws 002003 when it does not exist, also for views. */
export async function copyTarget(context: CommandContext, parts: readonly string[]): Promise<CopyTarget> {
  const { account, session } = context;
  const name = resolveObject(session, parts, 'COPY');
  const temporary = session.temporaries.get(fullName(name));
  const entry = account.catalog.table(name);
  if (temporary?.kind !== 'TABLE' && entry?.kind !== 'TABLE') throw doesNotExist('Table', fullName(name));
  const relation = temporary?.relation ?? duckName(name);
  const described = await session.connection.runAndReadAll(`DESCRIBE ${relation}`);
  const declared = temporary === undefined ? (entry?.types ?? {}) : {};
  const columns = described.getRowObjectsJS().map(row => {
    const column = String(row.column_name);
    const [, length] = /^(?:VAR)?CHAR\((\d+)\)$/i.exec(declared[column] ?? '') ?? [];
    return {
      name: column,
      type: String(row.column_type),
      nullable: row.null !== 'NO',
      limit: length === undefined ? undefined : Number(length),
    };
  });
  return { name, relation, columns, temporary: temporary !== undefined };
}

/** The name under which writers of the table wait for each other. */
export function lockOf(target: CopyTarget): string {
  return fullName(target.name);
}

/** The columns that a COPY names, or all of them. Throws 000904 for one that the table does not have. */
export function selectColumns(
  target: CopyTarget,
  names: readonly string[] | undefined,
): readonly TargetColumn[] {
  if (names === undefined) return target.columns;
  return names.map(name => {
    const column = target.columns.find(found => found.name === name);
    if (column === undefined) throw invalidIdentifier(name);
    return column;
  });
}

/** JSON without a transformation fills exactly one column of type VARIANT, OBJECT or ARRAY. */
export function requireOneVariant(columns: readonly TargetColumn[]): void {
  if (columns.length === 1 && columns[0]?.type === 'JSON') return;
  throw new SnowflakeError(
    '002019',
    '0A000',
    'SQL compilation error:\nJSON file format can produce one and only one column of variant, object, or array type. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with transformation.',
  );
}
