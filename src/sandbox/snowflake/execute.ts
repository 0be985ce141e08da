import type { Command, CommandContext } from './command.ts';
import { commands } from './commands/index.ts';
import { asSnowflakeError } from './duck-errors.ts';
import { describeQuery, readQuery, runCount } from './duck-results.ts';
import { SnowflakeError, syntaxError, unsupported } from './errors.ts';
import { placeOf } from './lexer.ts';
import { fullName } from './names.ts';
import { TokenReader } from './reader.ts';
import { noteColumns } from './relation-columns.ts';
import { countResult, type StatementResult, statementType, statusResult } from './result.ts';
import { withSources } from './sources.ts';
import { storageCommands } from './storage/index.ts';
import type { Mention } from './translate/context.ts';
import type { Dml } from './translate/dml.ts';
import { translateDml, translateQuery } from './translate/translate.ts';
import { afterFailure, endTransaction, write } from './write.ts';

const QUERY_WORDS: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);
const DML_WORDS: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** First words of statements that Snowflake has and no command answers. */
const REFUSED_WORDS: ReadonlySet<string> = new Set(
  'CREATE ALTER DROP UNDROP SHOW DESC DESCRIBE CALL EXECUTE DECLARE PUT GET REMOVE RM LIST LS COPY EXPLAIN SET UNSET USE GRANT REVOKE TRUNCATE COMMENT'.split(
    ' ',
  ),
);

type Plan =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'query' }
  | { readonly kind: 'dml' };

function planOf(context: CommandContext): Plan {
  const { statement } = context;
  const command = [...storageCommands, ...commands].find(candidate =>
    candidate.match(TokenReader.of(statement)),
  );
  if (command !== undefined) return { kind: 'command', command };
  const [first] = statement.tokens;
  if (first === undefined) throw syntaxError('<EOF>', { line: 1, position: 0 });
  if (first.value === '(' || (first.kind === 'word' && QUERY_WORDS.has(first.value)))
    return { kind: 'query' };
  if (first.kind === 'word' && DML_WORDS.has(first.value)) return { kind: 'dml' };
  const words = statement.tokens.slice(0, 3).filter(token => token.kind === 'word');
  if (first.kind === 'word' && REFUSED_WORDS.has(first.value))
    throw unsupported(words.map(token => token.value).join(' '), placeOf(statement.source, first.start));
  throw syntaxError(first.text, placeOf(statement.source, first.start));
}

/** Runs one statement. Throws SnowflakeError and nothing else. */
export async function executeStatement(context: CommandContext): Promise<StatementResult> {
  const mentions: Mention[] = [];
  try {
    await noteColumns(context);
    const plan = planOf(context);
    switch (plan.kind) {
      case 'command':
        return await runCommand(context, plan.command);
      case 'query':
        return await runQuery(context, mentions);
      case 'dml':
        return await runDml(context, mentions);
    }
  } catch (error) {
    throw await afterFailure(context, asSnowflakeError(error, { statement: context.statement, mentions }));
  }
}

/** The columns that a statement would have; nothing is run. Throws SnowflakeError and nothing else. */
export async function describeStatement(context: CommandContext): Promise<StatementResult> {
  const mentions: Mention[] = [];
  try {
    await noteColumns(context);
    const plan = planOf(context);
    switch (plan.kind) {
      case 'command':
        return await describeCommand(context, plan.command);
      case 'query': {
        const translated = translateQuery(context, context.statement.tokens);
        mentions.push(...translated.mentions);
        return await withSources(context, translated.sources, () =>
          describeQuery(context.session.connection, translated.sql),
        );
      }
      case 'dml': {
        const { kind } = translateDml(context);
        return countResult(emptyCounts(kind), dmlType(kind));
      }
    }
  } catch (error) {
    throw asSnowflakeError(error, { statement: context.statement, mentions });
  }
}

/** Commands that only look are run for their columns; the others answer a status. */
async function describeCommand(context: CommandContext, command: Command): Promise<StatementResult> {
  const reader = TokenReader.of(context.statement);
  const looks = ['SHOW', 'DESC', 'DESCRIBE', 'LIST', 'LS'].some(word => reader.at(word));
  if (!looks) return { ...statusResult(''), rows: [] };
  return { ...(await command.run(context, reader)), rows: [] };
}

async function runCommand(context: CommandContext, command: Command): Promise<StatementResult> {
  const { account, session } = context;
  if (command.commits) await endTransaction(context, 'COMMIT');
  const release = command.needsWarehouse ? account.warehouses.use(session) : undefined;
  try {
    return await command.run(context, TokenReader.of(context.statement));
  } finally {
    release?.();
  }
}

/** Runs `work` on the session's warehouse. */
export async function onWarehouse<T>(context: CommandContext, work: () => Promise<T>): Promise<T> {
  const release = context.account.warehouses.use(context.session);
  try {
    return await work();
  } finally {
    release();
  }
}

async function runQuery(context: CommandContext, mentions: Mention[]): Promise<StatementResult> {
  const translated = translateQuery(context, context.statement.tokens);
  mentions.push(...translated.mentions);
  const read = (): Promise<StatementResult> =>
    withSources(context, translated.sources, () => readQuery(context.session.connection, translated.sql));
  // A query without tables is answered without a warehouse, as Snowflake's cloud services do.
  const computes = translated.mentions.length > 0 || translated.sources.length > 0;
  return computes ? onWarehouse(context, read) : read();
}

type DmlKind = ReturnType<typeof translateDml>['kind'];

function dmlType(kind: DmlKind): number {
  switch (kind) {
    case 'insert':
    case 'overwrite':
      return statementType.insert;
    case 'update':
      return statementType.update;
    case 'delete':
      return statementType.delete;
    case 'merge':
      return statementType.merge;
  }
}

const INSERTED = 'number of rows inserted';
const UPDATED = 'number of rows updated';
const DELETED = 'number of rows deleted';

function emptyCounts(kind: DmlKind): Readonly<Record<string, number>> {
  switch (kind) {
    case 'insert':
    case 'overwrite':
      return { [INSERTED]: 0 };
    case 'update':
      return { [UPDATED]: 0, 'number of multi-joined rows updated': 0 };
    case 'delete':
      return { [DELETED]: 0 };
    case 'merge':
      return { [INSERTED]: 0, [UPDATED]: 0 };
  }
}

async function runDml(context: CommandContext, mentions: Mention[]): Promise<StatementResult> {
  const { account, session } = context;
  const statement = translateDml(context);
  mentions.push(...statement.mentions);
  const { connection } = session;
  // Inserts do not wait for each other; whatever changes or removes rows does.
  const locks = statement.kind === 'insert' ? [] : [fullName(statement.target)];
  const counts = await onWarehouse(context, () =>
    withSources(context, statement.sources, () =>
      write(context, locks, async () => {
        switch (statement.kind) {
          case 'merge':
            return mergeCounts(context, statement);
          case 'overwrite':
            await connection.run(`DELETE FROM ${statement.relation}`);
            return { [INSERTED]: await runCount(connection, statement.sql) };
          case 'insert':
            return { [INSERTED]: await runCount(connection, statement.sql) };
          case 'update':
            return { ...emptyCounts('update'), [UPDATED]: await runCount(connection, statement.sql) };
          case 'delete':
            return { [DELETED]: await runCount(connection, statement.sql) };
        }
      }),
    ),
  );
  if (statement.kind === 'overwrite') account.catalog.clearTable(statement.target);
  else account.catalog.touchTable(statement.target);
  return countResult(counts, dmlType(statement.kind));
}

async function mergeCounts(context: CommandContext, merge: Dml): Promise<Readonly<Record<string, number>>> {
  const { connection } = context.session;
  const { ambiguity } = merge;
  const nondeterministic =
    context.session.parameter('ERROR_ON_NONDETERMINISTIC_MERGE')?.toUpperCase() === 'FALSE';
  if (ambiguity !== undefined && !nondeterministic) {
    const { currentRowCount } = await connection.runAndReadAll(ambiguity);
    if (currentRowCount > 0)
      throw new SnowflakeError('100090', '42P18', 'Duplicate row detected during DML action\nRow Values: []');
  }
  const counts = { INSERT: 0, UPDATE: 0, DELETE: 0 };
  const result = await connection.stream(merge.sql);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  )
    for (const [action] of chunk.getRows())
      if (action === 'INSERT' || action === 'UPDATE' || action === 'DELETE') counts[action] += 1;
  const { privileges } = merge;
  // The columns are those of the actions that the statement has.
  return {
    ...(privileges.includes('INSERT') ? { [INSERTED]: counts.INSERT } : {}),
    ...(privileges.includes('UPDATE') ? { [UPDATED]: counts.UPDATE } : {}),
    ...(privileges.includes('DELETE') ? { [DELETED]: counts.DELETE } : {}),
  };
}
