import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../account.ts';
import { Catalog } from '../catalog.ts';
import type { CommandContext } from '../command.ts';
import { Engine } from '../engine.ts';
import { executeStatement } from '../execute.ts';
import { QueryHistory } from '../history.ts';
import { splitStatements } from '../lexer.ts';
import { Locks } from '../locks.ts';
import type { StatementResult, WireCell } from '../result.ts';
import { ResultCache } from '../results.ts';
import { foundAccount } from '../server/founding.ts';
import { Session } from '../session.ts';
import { translateQuery } from '../translate/translate.ts';
import { Warehouses } from '../warehouses.ts';

/** A session on a new account of its own, without the network: statements go straight to the dispatcher. */
export interface TestSession {
  readonly account: Account;
  readonly session: Session;
  /** Runs the statements of a text one after the other; the last one's result. */
  run(sql: string): Promise<StatementResult>;
  /** The cells of the result's rows, timestamps and dates as text. */
  rows(sql: string): Promise<readonly (readonly WireCell[])[]>;
  /** The SQL that goes to DuckDB. */
  translate(sql: string): string;
  /** A second session on the same account. */
  another(): Promise<TestSession>;
  close(): void;
}

/** Opens an account in a temporary folder, with database LAB, schema LAB.PUBLIC and a warehouse. */
export async function openTestSession(): Promise<TestSession> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'shopstream-snowflake-')));
  const temporaryFolder = join(folder, 'tmp');
  mkdirSync(temporaryFolder);
  const catalog = Catalog.open(folder);
  const engine = await Engine.open(folder, temporaryFolder);
  const account: Account = {
    name: 'lab',
    storage: { endpoint: '', region: 'eu-west-3', iamUserArn: '', accessKeyId: '', secretAccessKey: '' },
    temporaryFolder,
    catalog,
    engine,
    locks: new Locks(),
    warehouses: new Warehouses(catalog),
    history: new QueryHistory(),
    results: new ResultCache(),
  };
  foundAccount(account, 'student');
  const first = await sessionOn(account, () => {
    account.warehouses.close();
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await first.run('CREATE DATABASE LAB');
  return first;
}

async function sessionOn(account: Account, closeAccount?: () => void): Promise<TestSession> {
  const connection = await account.engine.connect();
  const session = new Session({
    id: 1,
    user: 'STUDENT',
    role: 'ACCOUNTADMIN',
    warehouse: 'COMPUTE_WH',
    database: account.catalog.database('LAB') === undefined ? null : 'LAB',
    schema: account.catalog.database('LAB') === undefined ? null : 'PUBLIC',
    connection,
    parameters: new Map(),
  });
  let count = 0;
  const contexts = (sql: string): readonly CommandContext[] =>
    splitStatements(sql).map(statement => {
      count += 1;
      const queryId = `query-${count}`;
      return { account, session, statement, queryId, signal: new AbortController().signal, binds: new Map() };
    });
  const run = async (sql: string): Promise<StatementResult> => {
    let last: StatementResult | undefined;
    for (const context of contexts(sql)) {
      last = await executeStatement(context);
      account.results.add(context.queryId, last);
      session.queryIds.push(context.queryId);
    }
    if (last === undefined) throw new Error('There is no statement in this text.');
    return last;
  };
  return {
    account,
    session,
    run,
    rows: async sql => shown(await run(sql)),
    translate: sql => {
      const [context] = contexts(sql);
      if (context === undefined) throw new Error('There is no statement in this text.');
      return translateQuery(context, context.statement.tokens).sql;
    },
    another: () => sessionOn(account),
    close: () => {
      connection.closeSync();
      closeAccount?.();
    },
  };
}

/** Rows as a person reads them: `2024-01-31`, `2024-01-31 10:00:00.000`. */
function shown(result: StatementResult): readonly (readonly WireCell[])[] {
  return result.rows.map(row =>
    row.map((cell, i) => {
      const type = result.columns[i]?.type;
      if (cell === null || type === undefined) return cell;
      if (type === 'date') return new Date(Number(cell) * 86_400_000).toISOString().slice(0, 10);
      if (type === 'boolean') return cell === '1' ? 'true' : 'false';
      if (!type.startsWith('timestamp')) return cell;
      return new Date(Number(cell) * 1000).toISOString().replace('T', ' ').replace('Z', '');
    }),
  );
}
