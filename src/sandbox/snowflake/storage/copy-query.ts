import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandContext } from '../command.ts';
import { SnowflakeError, unsupported } from '../errors.ts';
import { quoteName, type Token } from '../lexer.ts';
import { optionText } from '../reader.ts';
import { translateQuery } from '../translate/translate.ts';
import { autocommits, write } from '../write.ts';
import type { CopyPlan } from './copy-load.ts';
import { errorLimit, type FileOutcome } from './copy-result.ts';
import { lockOf } from './copy-target.ts';
import { DEFAULT_CSV, type FileFormat } from './file-format.ts';
import { formatOption } from './file-formats.ts';
import { fileUrl, pathInStage } from './list.ts';
import { type Location, resolveStage } from './location.ts';
import { abortedBy } from './problems.ts';
import { stagedRelation } from './stage-source.ts';
import type { StagedFile } from './staged-file.ts';
import { cleanJson } from './staged-json.ts';

/** The SELECT of a COPY with a transformation, translated. */
interface CopyQuery {
  readonly sql: string;
  /** What stands for the staged files in `sql`. */
  readonly relation: string;
  /** The highest `$n` of the SELECT. */
  readonly columns: number;
  readonly location: Location;
  readonly format: FileFormat | undefined;
  readonly pattern: string | undefined;
}

/** Translates `SELECT … FROM @stage`. Snowflake allows nothing but one stage here, and so do we. */
export function readCopyQuery(context: CommandContext, tokens: readonly Token[]): CopyQuery {
  const { sql, sources, mentions } = translateQuery(context, tokens);
  const [source, ...more] = sources;
  if (source?.kind !== 'stage' || more.length > 0 || mentions.length > 0)
    throw unsupported('COPY from a query of anything but one stage');
  return {
    sql,
    relation: source.relation,
    columns: source.columns,
    location: resolveStage(context, source.stage),
    format: formatOption(context, source.options, DEFAULT_CSV),
    pattern: optionText(source.options, 'PATTERN'),
  };
}

interface Prepared {
  readonly file: StagedFile;
  readonly select: string;
  readonly insert: string;
  readonly view: string;
}

/** Loads files through a query: all or none, or file by file when ON_ERROR skips files. */
export async function loadQuery(
  context: CommandContext,
  plan: CopyPlan,
  query: CopyQuery,
  staged: readonly StagedFile[],
): Promise<readonly FileOutcome[]> {
  if (staged.length === 0) return [];
  const { session } = context;
  const { onError } = plan.statement;
  const lock = [lockOf(plan.target)];
  const prepared = staged.map((file, i) => prepare(plan, query, file, i));
  const views = prepared.map(({ view }) => view);
  try {
    for (const { view, file } of prepared) {
      const relation = await stagedRelation([file], plan.format, query.columns, plan.files);
      await session.connection.run(
        `CREATE OR REPLACE TEMP VIEW ${quoteName(view)} AS SELECT * FROM ${relation}`,
      );
    }
    for (const { select } of prepared.slice(0, 1)) await checkWidth(session.connection, plan, select);
    const insert = async (one: Prepared) => (await session.connection.run(one.insert)).rowsChanged;
    if (onError.kind === 'skip-file' && autocommits(session)) {
      const outcomes: FileOutcome[] = [];
      for (const one of prepared) {
        const rows = await write(context, lock, () => insert(one)).catch(() => undefined);
        outcomes.push(outcome(plan, query, one.file, rows));
      }
      return outcomes;
    }
    return await write(context, lock, async () => {
      const outcomes: FileOutcome[] = [];
      for (const one of prepared) {
        const rows = await insert(one).catch(error => explain(plan, query, one.file, error));
        outcomes.push(outcome(plan, query, one.file, rows));
      }
      return outcomes;
    });
  } finally {
    // After a failure inside an open transaction nothing can be dropped; the next COPY replaces the view.
    for (const view of views)
      await session.connection.run(`DROP VIEW IF EXISTS temp.main.${quoteName(view)}`).catch(() => undefined);
  }
}

function prepare(plan: CopyPlan, query: CopyQuery, file: StagedFile, index: number): Prepared {
  const view = `COPY$${index + 1}`;
  const columns = plan.columns.map(column => quoteName(column.name)).join(', ');
  const select = query.sql.replaceAll(query.relation, `temp.main.${quoteName(view)}`);
  const names = plan.columns.map((_, i) => `c${i + 1}`);
  const values = plan.columns.map(({ limit }, i) => fitted(`c${i + 1}`, limit, plan.statement.truncate));
  return {
    file,
    view,
    select,
    insert: `INSERT INTO ${plan.target.relation} (${columns}) SELECT ${values.join(', ')} FROM (${select}) AS q(${names.join(', ')})`,
  };
}

/** A value that is no longer than its column: an error otherwise, or cut with TRUNCATECOLUMNS. */
function fitted(value: string, limit: number | undefined, truncate: boolean): string {
  if (limit === undefined) return value;
  return truncate
    ? `left(CAST(${value} AS VARCHAR), ${limit})`
    : `sf_fit(CAST(${value} AS VARCHAR), ${limit})`;
}

/** Throws 002020 when the SELECT does not give a value for each column. */
async function checkWidth(connection: DuckDBConnection, plan: CopyPlan, select: string): Promise<void> {
  const { columnCount } = await connection.runAndReadAll(`SELECT * FROM (${select}) LIMIT 0`);
  if (columnCount === plan.columns.length) return;
  throw new SnowflakeError(
    '002020',
    '21S01',
    `SQL compilation error:\nInsert value list does not match column list expecting ${plan.columns.length} but got ${columnCount}`,
  );
}

function outcome(plan: CopyPlan, query: CopyQuery, file: StagedFile, rows: number | undefined): FileOutcome {
  return {
    url: fileUrl(query.location, file.object.key),
    status: rows === undefined ? 'LOAD_FAILED' : 'LOADED',
    rowsParsed: rows ?? 0,
    rowsLoaded: rows ?? 0,
    errorLimit: errorLimit(plan.statement.onError, rows ?? 0),
    errorsSeen: rows === undefined ? 1 : 0,
    first: undefined,
  };
}

/** Tells where a file is not JSON; any other failure is told by whoever called. */
async function explain(plan: CopyPlan, query: CopyQuery, file: StagedFile, error: unknown): Promise<never> {
  if (plan.format.type !== 'JSON') throw error;
  const { problems } = await cleanJson(file.path, plan.target.name.name, plan.files.newPath('json'));
  const [first] = problems;
  throw first === undefined ? error : abortedBy(first, pathInStage(query.location, file.object.key));
}
