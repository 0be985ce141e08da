import type { Account } from '../account.ts';
import { BoundedMap } from '../bounded-map.ts';
import { canceled, SnowflakeError } from '../errors.ts';
import { splitStatements } from '../lexer.ts';
import { type StatementResult, statementType, tableResult, textColumn } from '../result.ts';
import type { Session } from '../session.ts';
import { type Answer, failure, success } from './answer.ts';
import { bindNumbers } from './bind-literals.ts';
import type { ChunkStore } from './chunks.ts';
import type { ClientSession } from './client-session.ts';
import { newQueryId, Query } from './query.ts';
import type { QueryRequest } from './query-request.ts';
import { type AnswerDetails, resultData } from './result-data.ts';
import { describeOnly, runStatement, type StatementRun, toSnowflakeError } from './statement-runner.ts';

/** Cells of answers that are kept for clients that ask again. */
const KEPT_CELLS = 2_000_000;
const KEPT_REQUESTS = 10_000;

/** A request that was accepted. */
export interface Submitted {
  readonly queryId: string;
  /** Never rejects: a failure is an answer too. */
  readonly settled: Promise<Answer>;
}

/** Runs the statements of all sessions and keeps their answers for a while. */
export class QueryRunner {
  readonly #account: Account;
  readonly #chunks: ChunkStore;
  readonly #active = new Map<string, Query>();
  readonly #answers = new BoundedMap<string, Answer>(KEPT_CELLS);
  /** Query ids by request. */
  readonly #requests = new BoundedMap<string, string>(KEPT_REQUESTS);
  /** Requests that were aborted before they arrived. */
  readonly #abortedEarly = new BoundedMap<string, true>(KEPT_REQUESTS);

  constructor(account: Account, chunks: ChunkStore) {
    this.#account = account;
    this.#chunks = chunks;
  }

  /** Queues a request; one whose id is known is the same request, sent again because its answer was lost. */
  submit(client: ClientSession, request: QueryRequest): Submitted {
    const key = requestKey(client, request.requestId);
    const known = key === undefined ? undefined : this.#requests.get(key);
    if (known !== undefined) return this.find(known);
    const query = new Query();
    if (key !== undefined) {
      this.#requests.set(key, query.id, 1);
      if (this.#abortedEarly.get(key)) query.abort(canceled());
    }
    this.#active.set(query.id, query);
    client.active.set(query.id, query);
    query.settled = client.queue(() => this.#settle(client, query, request));
    return { queryId: query.id, settled: query.settled };
  }

  /** A request that runs or has ended; an unknown one, or one too long ago, is a failure. */
  find(queryId: string): Submitted {
    const answer = this.#answers.get(queryId);
    const settled = this.#active.get(queryId)?.settled ?? Promise.resolve(answer ?? notFound(queryId));
    return { queryId, settled };
  }

  /** How far a request is; `undefined` when it is unknown. */
  state(queryId: string): Answer | 'running' | undefined {
    return this.#active.has(queryId) ? 'running' : this.#answers.get(queryId);
  }

  /** Aborts by the id that the client gave its request; one that has not arrived yet will not run. */
  abortRequest(client: ClientSession, requestId: string): void {
    const key = requestKey(client, requestId) ?? '';
    const queryId = this.#requests.get(key);
    if (queryId === undefined) this.#abortedEarly.set(key, true, 1);
    else this.abort(queryId);
  }

  abort(queryId: string): void {
    this.#active.get(queryId)?.abort(canceled());
  }

  async #settle(client: ClientSession, query: Query, request: QueryRequest): Promise<Answer> {
    const stopTimer = limitTime(query, client.session, request);
    let answer: Answer;
    try {
      answer = await this.#run(client.session, query, request);
    } catch (error) {
      answer = failure(toSnowflakeError(error, query.signal), query.id);
      this.#answers.set(query.id, answer, 1);
    } finally {
      stopTimer();
      client.active.delete(query.id);
      this.#active.delete(query.id);
    }
    return answer;
  }

  async #run(session: Session, query: Query, request: QueryRequest): Promise<Answer> {
    query.signal.throwIfAborted();
    const statements = splitStatements(request.sqlText);
    checkCount(statements.length, request, session);
    const { account, bindings, parameters } = { account: this.#account, ...request };
    const runs = statements.map((statement, index): StatementRun => {
      const queryId = index === 0 && statements.length === 1 ? query.id : newQueryId();
      return { account, session, statement, queryId, signal: query.signal, bindings, parameters };
    });
    const [only, second] = runs;
    if (only === undefined) throw emptyStatement();
    const binds = bindNumbers(statements).size;
    if (request.describeOnly) return this.#keep(only, await describeOnly(only), { binds });
    if (second === undefined) return this.#keep(only, await runStatement(only), { binds });
    const types: number[] = [];
    for (const run of runs) {
      const result = await runStatement(run);
      await this.#keep(run, result, { binds: 0 });
      types.push(result.statementTypeId);
    }
    const children = { ids: runs.map(({ queryId }) => queryId), types };
    return this.#keep({ session, queryId: query.id }, severalStatements(), { binds, children });
  }

  async #keep(
    { session, queryId }: Pick<StatementRun, 'session' | 'queryId'>,
    result: StatementResult,
    more: AnswerDetails,
  ): Promise<Answer> {
    const data = await resultData(session, queryId, result, this.#chunks, more);
    const answer = success(data);
    this.#answers.set(queryId, answer, 1 + data.rowset.length * result.columns.length);
    return answer;
  }
}

function requestKey(client: ClientSession, requestId: string | undefined): string | undefined {
  return requestId === undefined ? undefined : `${client.session.id} ${requestId}`;
}

function notFound(queryId: string): Answer {
  return failure(new SnowflakeError('000709', '02000', `Statement ${queryId} not found`), queryId);
}

function emptyStatement(): SnowflakeError {
  return new SnowflakeError('000900', '42601', 'SQL compilation error:\nEmpty SQL statement.');
}

/** MULTI_STATEMENT_COUNT statements must have come, one unless it is set; 0 means any number. */
function checkCount(count: number, { parameters }: QueryRequest, session: Session): void {
  const name = 'MULTI_STATEMENT_COUNT';
  const wanted = Number(parameters.get(name) ?? session.parameter(name) ?? 1);
  if (count === 0) throw emptyStatement();
  if (wanted === 0 || count === wanted) return;
  throw new SnowflakeError(
    '000008',
    '0A000',
    `Actual statement count ${count} did not match the desired statement count ${wanted}.`,
  );
}

function severalStatements(): StatementResult {
  return tableResult(
    [textColumn('multiple statement execution')],
    [['Multiple statements executed successfully.']],
    statementType.multiple,
  );
}

/** Aborts the query after STATEMENT_TIMEOUT_IN_SECONDS; the returned function stops the clock. */
function limitTime(query: Query, session: Session, { parameters }: QueryRequest): () => void {
  const name = 'STATEMENT_TIMEOUT_IN_SECONDS';
  const seconds = Number(parameters.get(name) ?? session.parameter(name) ?? 0);
  // A timer of more than 24 days would fire at once.
  if (!(seconds > 0) || seconds > 2_000_000) return () => {};
  const error = new SnowflakeError(
    '000630',
    '57014',
    `Statement reached its statement or warehouse timeout of ${seconds} second(s) and was canceled.`,
  );
  const timer = setTimeout(() => query.abort(error), seconds * 1000);
  return () => clearTimeout(timer);
}
