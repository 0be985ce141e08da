import type { Account } from './account.ts';
import type { Statement } from './lexer.ts';
import type { TokenReader } from './reader.ts';
import type { StatementResult } from './result.ts';
import type { Session } from './session.ts';

/** Everything a command may use. */
export interface CommandContext {
  readonly account: Account;
  readonly session: Session;
  readonly statement: Statement;
  readonly queryId: string;
  /** Aborted when the client cancels; DuckDB's connection is interrupted by the caller, other work must listen. */
  readonly signal: AbortSignal;
  /** Values of `?` by number, as SQL literals. */
  readonly binds: ReadonlyMap<string, string>;
}

/** A statement that is not plain SQL for DuckDB. The first command of the list that matches runs. */
export interface Command {
  /** For the query history: `CREATE_STAGE`, `SHOW`, `COPY`. */
  readonly type: string;
  /** Whether this command is meant; it may move the reader, each command gets its own. */
  match(reader: TokenReader): boolean;
  /** Fails with 000606 when the session has no warehouse; resumes a suspended one. Default: false. */
  readonly needsWarehouse?: boolean;
  /** Snowflake commits an open transaction before DDL. Default: false. */
  readonly commits?: boolean;
  /** `reader` stands at the first token. Errors are SnowflakeErrors; DuckDB's own are translated by the caller. */
  run(context: CommandContext, reader: TokenReader): Promise<StatementResult>;
}

/** A command that starts with these words. */
export function startsWith(...words: readonly string[]): (reader: TokenReader) => boolean {
  return reader => reader.at(...words);
}

/** `CREATE [OR REPLACE] [MODIFIER…] KIND`. */
export function isCreate(
  reader: TokenReader,
  modifiers: readonly string[],
  ...kind: readonly string[]
): boolean {
  if (!reader.accept('CREATE')) return false;
  reader.accept('OR', 'REPLACE');
  while (modifiers.some(word => reader.accept(word)));
  return reader.at(...kind);
}

/** `DESC[RIBE] KIND`. */
export function isDescribe(...kind: readonly string[]): (reader: TokenReader) => boolean {
  return reader => reader.acceptAny('DESC', 'DESCRIBE') !== undefined && reader.at(...kind);
}
