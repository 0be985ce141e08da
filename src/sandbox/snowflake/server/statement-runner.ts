import type { Account } from '../account.ts';
import { internalError, SnowflakeError } from '../errors.ts';
import { describeStatement, executeStatement } from '../execute.ts';
import type { QueryRecord } from '../history.ts';
import type { Statement } from '../lexer.ts';
import type { StatementResult } from '../result.ts';
import type { ParameterValue, Session } from '../session.ts';
import { insertFromRows } from './array-binds.ts';
import { bindLiterals, describedLiterals } from './bind-literals.ts';
import { arrayLength, type Bindings } from './bindings.ts';
import { interruptOnAbort } from './query.ts';
import { queryType } from './query-type.ts';
import { sumCounts } from './sum-counts.ts';

/** Ids that LAST_QUERY_ID(n) can go back to. */
const KEPT_IDS = 1000;

/** One statement of a request. */
export interface StatementRun {
  readonly account: Account;
  readonly session: Session;
  readonly statement: Statement;
  readonly queryId: string;
  readonly signal: AbortSignal;
  readonly bindings: Bindings;
  /** Of the request, over those of the session. */
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

/** The columns of a statement that is not run. Throws a SnowflakeError. */
export async function describeOnly(run: StatementRun): Promise<StatementResult> {
  const { account, session, statement, queryId, signal } = run;
  try {
    return await describeStatement({
      account,
      session,
      statement,
      queryId,
      signal,
      binds: describedLiterals(statement, run.bindings),
    });
  } catch (error) {
    throw toSnowflakeError(error, signal);
  }
}

/** Runs a statement with its entry in the history; its locks end with it or with its transaction. Throws a SnowflakeError. */
export async function runStatement(run: StatementRun): Promise<StatementResult> {
  const { account, session, queryId, signal } = run;
  const record = newRecord(run);
  account.history.add(record);
  const stopListening = interruptOnAbort(session.connection, signal);
  try {
    signal.throwIfAborted();
    const result = await withBinds(run);
    record.rows = result.rows.length;
    account.results.add(queryId, result);
    return result;
  } catch (error) {
    const told = toSnowflakeError(error, signal);
    record.error = { code: told.code, message: told.message };
    throw told;
  } finally {
    stopListening();
    record.endedOn = Date.now();
    session.queryIds.push(queryId);
    if (session.queryIds.length > KEPT_IDS) session.queryIds.shift();
    if (session.transaction === 'none') await settle(run);
  }
}

/** Nothing of a statement outside of a transaction may outlive it. */
async function settle({ account, session, signal }: StatementRun): Promise<void> {
  // What was interrupted may have left DuckDB inside a transaction of the statement's own.
  if (signal.aborted) await session.connection.run('ROLLBACK').catch(() => {});
  account.locks.release(session);
}

async function withBinds(run: StatementRun): Promise<StatementResult> {
  const rows = arrayLength(run.bindings);
  if (rows === undefined) return execute(run, run.statement, bindLiterals(run.bindings));
  const set = await insertFromRows(run.session, run.statement, run.bindings, rows);
  if (set === undefined) return rowByRow(run, rows);
  try {
    return await execute(run, set.statement, set.binds);
  } finally {
    await set.release();
  }
}

async function rowByRow(run: StatementRun, rows: number): Promise<StatementResult> {
  const results: StatementResult[] = [];
  for (let row = 0; row < rows; row += 1) {
    run.signal.throwIfAborted();
    results.push(await execute(run, run.statement, bindLiterals(run.bindings, row)));
  }
  return sumCounts(results);
}

function execute(
  run: StatementRun,
  statement: Statement,
  binds: ReadonlyMap<string, string>,
): Promise<StatementResult> {
  const { account, session, queryId, signal } = run;
  return executeStatement({ account, session, statement, queryId, signal, binds });
}

function newRecord({ session, statement, queryId, parameters }: StatementRun): QueryRecord {
  const { tokens, source } = statement;
  const tag = parameters.get('QUERY_TAG') ?? session.parameter('QUERY_TAG') ?? '';
  return {
    queryId,
    text: source.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? source.length),
    type: queryType(statement),
    sessionId: session.id,
    user: session.user,
    role: session.role,
    warehouse: session.warehouse,
    database: session.database,
    schema: session.schema,
    tag: String(tag),
    startedOn: Date.now(),
    endedOn: undefined,
    rows: 0,
    error: undefined,
  };
}

/** What the client is told: the reason of an abort, Snowflake's own error, or that the sandbox itself is wrong. */
export function toSnowflakeError(error: unknown, signal: AbortSignal): SnowflakeError {
  if (signal.aborted && signal.reason instanceof SnowflakeError) return signal.reason;
  if (error instanceof SnowflakeError) return error;
  return internalError(error instanceof Error ? error.message : String(error));
}
