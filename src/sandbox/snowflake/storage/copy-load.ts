import type { DuckDBConnection } from '@duckdb/node-api';
import { asDocument, castTo, type TargetColumn } from './casts.ts';
import type { CopyStatement } from './copy-statement.ts';
import { type CopyTarget, requireOneVariant } from './copy-target.ts';
import { firstRecord } from './csv-records.ts';
import type { CsvFormat, FileFormat, JsonFormat } from './file-format.ts';
import { columnName, type Problem } from './problems.ts';
import { badRows, type FilledColumn, insertAll, insertGood } from './rows.ts';
import { cleanCsv, directCsv, isPlain, placeFrom, type Shape } from './staged-csv.ts';
import type { StagedFile, StagedFiles } from './staged-file.ts';
import { cleanJson, directJson, jsonField } from './staged-json.ts';

/** Problems kept one by one for VALIDATION_MODE; the rest is counted. */
const KEPT = 1000;

/** What a COPY knows before it reads files. */
export interface CopyPlan {
  readonly statement: CopyStatement;
  readonly target: CopyTarget;
  /** The columns to fill, in the statement's order. */
  readonly columns: readonly TargetColumn[];
  readonly format: FileFormat;
  readonly files: StagedFiles;
}

/** A file looked at closely: what is wrong in it, and the statement that loads the rest. */
export interface Examined {
  readonly rows: number;
  /** In the order of rows, the first ones. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly insert: string;
}

/**
 * The statement that loads a whole file the fast way; `undefined` when the file has to be examined first. `connection` is
 * not the session's: its failure must not end a transaction.
 */
export async function plainInsert(
  plan: CopyPlan,
  file: StagedFile,
  connection: DuckDBConnection,
): Promise<string | undefined> {
  const { format, target } = plan;
  switch (format.type) {
    case 'CSV': {
      const csv = await csvLayout(plan, format, file);
      if (!isPlain(format, file) || csv.lenient) return undefined;
      const { sql } = directCsv(file.path, withoutHeader(format), csv.columns);
      return insertAll(target.relation, sql, csv.filled);
    }
    case 'JSON': {
      const sql = directJson(file.path, format);
      return insertAll(target.relation, sql, await jsonLayout(plan, format, sql, connection));
    }
  }
}

/** Finds what is wrong in a file; `connection` as above. */
export async function examine(
  plan: CopyPlan,
  file: StagedFile,
  connection: DuckDBConnection,
): Promise<Examined> {
  const { format, target, files } = plan;
  switch (format.type) {
    case 'CSV': {
      const csv = await csvLayout(plan, format, file);
      const cleaned = await cleanCsv(file.path, withoutHeader(format), csv, files.newPath('csv'));
      return examineRows(plan, csv.filled, cleaned, connection);
    }
    case 'JSON': {
      const cleaned =
        (await readableJson(directJson(file.path, format), connection)) ??
        (await cleanJson(file.path, target.name.name, files.newPath('json')));
      const filled = await jsonLayout(plan, format, cleaned.sql, connection);
      return examineRows(plan, filled, cleaned, connection);
    }
  }
}

function withoutHeader(format: CsvFormat): CsvFormat {
  return format.parseHeader ? { ...format, skipHeader: format.skipHeader + 1 } : format;
}

/** A relation of documents with their numbers, when DuckDB can read all of them. */
async function readableJson(relation: string, connection: DuckDBConnection): Promise<Cleaned | undefined> {
  try {
    const counted = await connection.runAndReadAll(`SELECT count(*) AS n FROM ${relation}`);
    return {
      sql: `(SELECT j, row_number() OVER () AS r, row_number() OVER () || ':1' AS p FROM ${relation})`,
      records: Number(counted.getRowObjectsJS()[0]?.n),
      problems: [],
      problemCount: 0,
    };
  } catch {
    return undefined;
  }
}

interface Cleaned {
  readonly sql: string;
  readonly records: number;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

async function examineRows(
  { target, columns }: CopyPlan,
  filled: readonly FilledColumn[],
  cleaned: Cleaned,
  connection: DuckDBConnection,
): Promise<Examined> {
  const found = await connection.runAndReadAll(badRows(cleaned.sql, filled, KEPT));
  const rows = found.getRowObjectsJS();
  const conversions = rows.map(({ r, p, k, t }): Problem => {
    const number = Number(k);
    const { cast, column } = filled[number - 1] ?? { cast: asDocument, column: columns[0] };
    return {
      ...cast.problem(t === null ? null : String(t)),
      row: Number(r),
      place: placeFrom(String(p), number),
      column: columnName(target.name.name, column?.name, number),
    };
  });
  const problems = [...cleaned.problems, ...conversions].sort((one, other) => one.row - other.row);
  return {
    rows: cleaned.records,
    problems: problems.slice(0, KEPT),
    problemCount: cleaned.problemCount + Number(rows[0]?.n ?? 0),
    insert: insertGood(target.relation, cleaned.sql, filled),
  };
}

/** How a CSV file's fields meet the columns. */
interface CsvLayout extends Shape {
  readonly filled: readonly FilledColumn[];
}

async function csvLayout(plan: CopyPlan, format: CsvFormat, file: StagedFile): Promise<CsvLayout> {
  const { statement, target, columns } = plan;
  const table = target.name.name;
  const fill = (column: TargetColumn, number: number): FilledColumn => ({
    column,
    raw: `f${number}`,
    cast: castTo(column, format, statement.truncate),
  });
  if (statement.matchByName === 'NONE')
    return {
      columns: columns.length,
      table,
      names: columns.map(column => column.name),
      lenient: !format.errorOnColumnCountMismatch,
      filled: columns.map((column, i) => fill(column, i + 1)),
    };
  const header = await firstRecord(file.path, format);
  const same = sameName(statement.matchByName);
  return {
    columns: header.length,
    table,
    names: header.map(name => name ?? ''),
    lenient: !format.errorOnColumnCountMismatch,
    filled: columns.flatMap(column => {
      const at = header.findIndex(name => same(name ?? '', column.name));
      return at < 0 ? [] : [fill(column, at + 1)];
    }),
  };
}

async function jsonLayout(
  { statement, columns }: CopyPlan,
  format: JsonFormat,
  relation: string,
  connection: DuckDBConnection,
): Promise<readonly FilledColumn[]> {
  if (statement.matchByName === 'NONE') {
    requireOneVariant(columns);
    return columns.map(column => ({ column, raw: 'j', cast: asDocument }));
  }
  const same = sameName(statement.matchByName);
  const found = await connection.runAndReadAll(
    `SELECT DISTINCT unnest(json_keys(j)) AS k FROM ${relation} ORDER BY 1`,
  );
  const keys = found.getRowObjectsJS().map(row => String(row.k));
  return columns.flatMap(column => {
    const key = keys.find(name => same(name, column.name));
    if (key === undefined) return [];
    const isVariant = column.type === 'JSON';
    return [
      {
        column,
        raw: jsonField(key, isVariant),
        cast: isVariant ? asDocument : castTo(column, format, statement.truncate),
      },
    ];
  });
}

function sameName(match: CopyStatement['matchByName']): (one: string, other: string) => boolean {
  return match === 'CASE_SENSITIVE'
    ? (one, other) => one === other
    : (one, other) => one.toUpperCase() === other.toUpperCase();
}
