import type { DuckDBConnection } from '@duckdb/node-api';
import type { Command, CommandContext } from '../command.ts';
import { unsupported } from '../errors.ts';
import type { Token } from '../lexer.ts';
import { type Options, optionText } from '../reader.ts';
import type { StatementResult } from '../result.ts';
import { autocommits, write } from '../write.ts';
import { openBucket } from './bucket.ts';
import { filesToLoad } from './copy-files.ts';
import { type CopyPlan, type Examined, examine, plainInsert } from './copy-load.ts';
import { loadQuery, readCopyQuery } from './copy-query.ts';
import { copyResult, errorLimit, type FileOutcome, isLoaded, validationResult } from './copy-result.ts';
import { type CopySource, readCopy } from './copy-statement.ts';
import { copyTarget, lockOf, selectColumns } from './copy-target.ts';
import { DEFAULT_CSV } from './file-format.ts';
import { formatOption } from './file-formats.ts';
import { fileUrl, pathInStage } from './list.ts';
import { loadHistory } from './load-history.ts';
import { type Location, resolveStage, resolveUrl } from './location.ts';
import { abortedBy } from './problems.ts';
import { type StagedFile, StagedFiles } from './staged-file.ts';

/** A COPY under way. */
interface Copy extends CopyPlan {
  readonly context: CommandContext;
  readonly location: Location;
  /** A connection beside the session's, for looking at files. */
  readonly aside: DuckDBConnection;
}

const copy: Command = {
  type: 'COPY',
  needsWarehouse: true,
  match: reader => reader.at('COPY', 'INTO'),
  async run(context, reader) {
    const statement = readCopy(reader);
    const target = await copyTarget(context, statement.table);
    const { source } = statement;
    const { query, location } =
      source.kind === 'query'
        ? throughQuery(context, source.tokens)
        : { query: undefined, location: locate(context, source, statement.options) };
    const columns = selectColumns(target, statement.columns);
    // A format in the statement replaces the stage's as a whole.
    const format = formatOption(context, statement.options, DEFAULT_CSV) ?? query?.format ?? location.format;
    const files = new StagedFiles(context.account.temporaryFolder);
    const bucket = await openBucket(context, location.bucket, location.integration);
    const aside = await context.account.engine.connect();
    const interrupt = () => aside.interrupt();
    context.signal.addEventListener('abort', interrupt, { once: true });
    try {
      const pattern = statement.pattern ?? query?.pattern;
      const objects = await filesToLoad(
        context.account.catalog,
        bucket,
        location,
        { ...statement, pattern },
        target,
      );
      const staged = await files.downloadAll(bucket, objects, format);
      const task: Copy = { context, statement, target, columns, format, files, location, aside };
      if (statement.validation !== undefined) {
        if (query !== undefined) throw unsupported('VALIDATION_MODE with a transformation');
        return await validate(task, staged);
      }
      const outcomes =
        query === undefined ? await load(task, staged) : await loadQuery(context, task, query, staged);
      remember(task, staged, outcomes);
      // As in Snowflake, a file that cannot be removed does not undo its loading.
      if (statement.purge) await bucket.delete(loadedKeys(staged, outcomes)).catch(() => {});
      const shown = statement.returnFailedOnly
        ? outcomes.filter(({ errorsSeen }) => errorsSeen > 0)
        : outcomes;
      return copyResult(shown);
    } finally {
      context.signal.removeEventListener('abort', interrupt);
      aside.closeSync();
      bucket.close();
      await files.remove();
    }
  },
};

function throughQuery(context: CommandContext, tokens: readonly Token[]) {
  const query = readCopyQuery(context, tokens);
  return { query, location: query.location };
}

function locate(
  context: CommandContext,
  source: Exclude<CopySource, { readonly kind: 'query' }>,
  options: Options,
): Location {
  if (source.kind === 'stage') return resolveStage(context, source.reference);
  const integration = optionText(options, 'STORAGE_INTEGRATION');
  if (integration === undefined) throw unsupported('COPY from a URL without STORAGE_INTEGRATION');
  return resolveUrl(context, source.url, integration.toUpperCase());
}

async function load(task: Copy, staged: readonly StagedFile[]): Promise<readonly FileOutcome[]> {
  if (staged.length === 0) return [];
  return (await loadPlainly(task, staged)) ?? (await loadExamined(task, staged));
}

/**
 * Hopes that every file is good and loads them as they are, all or none; `undefined` when one is not, or when the session
 * has a transaction open, which a failing statement would end.
 */
async function loadPlainly(
  task: Copy,
  staged: readonly StagedFile[],
): Promise<readonly FileOutcome[] | undefined> {
  const { session, signal } = task.context;
  if (!autocommits(session)) return undefined;
  const inserts: string[] = [];
  try {
    for (const file of staged) {
      const insert = await plainInsert(task, file, task.aside);
      if (insert === undefined) return undefined;
      inserts.push(insert);
    }
    return await write(task.context, [lockOf(task.target)], async () => {
      const outcomes: FileOutcome[] = [];
      for (const [index, insert] of inserts.entries()) {
        const rows = (await session.connection.run(insert)).rowsChanged;
        const { object } = staged[index] as StagedFile;
        outcomes.push({
          url: fileUrl(task.location, object.key),
          status: 'LOADED',
          rowsParsed: rows,
          rowsLoaded: rows,
          errorLimit: errorLimit(task.statement.onError, rows),
          errorsSeen: 0,
          first: undefined,
        });
      }
      return outcomes;
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isOurs(error)) throw error;
    return undefined;
  }
}

/** Snowflake's own errors end the statement; DuckDB's ask for a closer look at the file. */
function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'SnowflakeError';
}

async function loadExamined(task: Copy, staged: readonly StagedFile[]): Promise<readonly FileOutcome[]> {
  const { session } = task.context;
  const { onError } = task.statement;
  const looked: { readonly file: StagedFile; readonly seen: Examined }[] = [];
  for (const file of staged) {
    const seen = await examine(task, file, task.aside);
    const [first] = seen.problems;
    if (onError.kind === 'abort' && first !== undefined)
      throw abortedBy(first, pathInStage(task.location, file.object.key));
    looked.push({ file, seen });
  }
  return write(task.context, [lockOf(task.target)], async () => {
    const outcomes: FileOutcome[] = [];
    for (const { file, seen } of looked) {
      const loads = isLoaded(onError, seen);
      const rowsLoaded = loads ? (await session.connection.run(seen.insert)).rowsChanged : 0;
      outcomes.push({
        url: fileUrl(task.location, file.object.key),
        status: statusOf(rowsLoaded, seen, loads),
        rowsParsed: seen.rows,
        rowsLoaded,
        errorLimit: errorLimit(onError, seen.rows),
        errorsSeen: seen.problemCount,
        first: seen.problems[0],
      });
    }
    return outcomes;
  });
}

function statusOf(rowsLoaded: number, seen: Examined, loads: boolean): FileOutcome['status'] {
  if (seen.problemCount === 0) return 'LOADED';
  return loads && rowsLoaded > 0 ? 'PARTIALLY_LOADED' : 'LOAD_FAILED';
}

async function validate(task: Copy, staged: readonly StagedFile[]): Promise<StatementResult> {
  const found = [];
  for (const file of staged) {
    const { problems } = await examine(task, file, task.aside);
    found.push({ path: pathInStage(task.location, file.object.key), problems });
  }
  return validationResult(found);
}

function remember(task: Copy, staged: readonly StagedFile[], outcomes: readonly FileOutcome[]): void {
  const { target, location, context } = task;
  if (target.temporary || outcomes.length === 0) return;
  const records = outcomes.map((outcome, index) => {
    const { object } = staged[index] as StagedFile;
    const { first } = outcome;
    return [
      outcome.url,
      {
        stage: location.stage,
        etag: object.etag,
        size: object.size,
        loadedOn: Date.now(),
        status: outcome.status,
        rowsParsed: outcome.rowsParsed,
        rowsLoaded: outcome.rowsLoaded,
        errorsSeen: outcome.errorsSeen,
        firstError:
          first === undefined ? null : { message: first.message, place: first.place, column: first.column },
      },
    ] as const;
  });
  const { catalog } = context.account;
  const save = () => {
    loadHistory(catalog).setAll(target.name, records);
    catalog.alterTable(target.name, {});
  };
  // Rows that are rolled back must not count as loaded.
  if (context.session.transaction === 'open') context.session.afterCommit.push(save);
  else save();
}

function loadedKeys(staged: readonly StagedFile[], outcomes: readonly FileOutcome[]): readonly string[] {
  return staged.filter((_, index) => outcomes[index]?.status === 'LOADED').map(({ object }) => object.key);
}

/** COPY INTO a table. */
export const copyCommands: readonly Command[] = [copy];
