import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, type Statement, type Token } from '../lexer.ts';
import { fullName, type ObjectName } from '../names.ts';
import type { Session } from '../session.ts';
import { boundColumn } from './bind-literals.ts';
import type { Bindings } from './bindings.ts';

/** A statement that reads its binds from a temporary relation, all rows at once. */
export interface SetStatement {
  readonly statement: Statement;
  readonly binds: ReadonlyMap<string, string>;
  /** Removes the relation. */
  release(): Promise<void>;
}

/** The relation's name as the rewritten statement says it. */
const ROWS: ObjectName = { database: 'SYSTEM$BIND', schema: 'PUBLIC', name: 'ROWS' };
const RELATION = 'temp.main."SYSTEM$BIND"';

/**
 * Turns `INSERT … VALUES (?, ?)` with array binds into `INSERT … SELECT ?, ? FROM rows`, whose binds are columns: one
 * statement whatever the number of rows. `undefined` when the statement is of another form; it then runs row by row.
 */
export async function insertFromRows(
  session: Session,
  statement: Statement,
  bindings: Bindings,
  rows: number,
): Promise<SetStatement | undefined> {
  const tokens = selectFromRows(statement.tokens);
  if (tokens === undefined) return undefined;
  const binds = await loadRows(session.connection, bindings, rows);
  const key = fullName(ROWS);
  session.temporaries.set(key, { kind: 'TABLE', relation: RELATION, createdOn: Date.now() });
  return {
    statement: { source: statement.source, tokens },
    binds,
    async release() {
      session.temporaries.delete(key);
      // A transaction that an error has ended has taken the relation with it.
      await session.connection.run(`DROP TABLE IF EXISTS ${RELATION}`).catch(() => {});
    },
  };
}

function selectFromRows(tokens: readonly Token[]): readonly Token[] | undefined {
  if (tokens[0]?.value !== 'INSERT' || tokens.some(isDefault)) return undefined;
  const values = tokens.findIndex(token => token.kind === 'word' && token.value === 'VALUES');
  const open = tokens[values + 1];
  const close = tokens.at(-1);
  if (values < 0 || open?.value !== '(' || close?.value !== ')') return undefined;
  const inner = tokens.slice(values + 2, -1);
  if (!isOneRow(inner)) return undefined;
  const after = (value: string, kind: Token['kind']): Token => ({
    kind,
    text: value,
    value,
    start: close.start,
    end: close.end,
  });
  const name = [ROWS.database, ROWS.schema, ROWS.name].flatMap((part, index) =>
    index === 0 ? [after(part, 'word')] : [after('.', 'symbol'), after(part, 'word')],
  );
  const select: Token = { ...open, kind: 'word', text: 'SELECT', value: 'SELECT' };
  return [...tokens.slice(0, values), select, ...inner, after('FROM', 'word'), ...name];
}

function isDefault(token: Token): boolean {
  return token.kind === 'word' && token.value === 'DEFAULT';
}

/** Whether the brackets stay balanced: `?, ?), (?, ?` would be two rows. */
function isOneRow(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    if (token.value === '(') depth += 1;
    if (token.value === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return true;
}

async function loadRows(
  connection: DuckDBConnection,
  bindings: Bindings,
  rows: number,
): Promise<ReadonlyMap<string, string>> {
  const { LIST, listValue, VARCHAR } = await import('@duckdb/node-api');
  const columns = [...bindings].map(([number, binding]) => ({ number, ...boundColumn(binding, rows) }));
  const selected = columns.map(({ number }, i) => `unnest($${i + 1}) AS ${columnName(number)}`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${RELATION} AS SELECT ${selected.join(', ')}`,
    columns.map(({ texts }) => listValue([...texts])),
    columns.map(() => LIST(VARCHAR)),
  );
  return new Map(columns.map(({ number, cast }) => [number, cast(columnName(number))]));
}

function columnName(number: string): string {
  return quoteName(`BIND$${number}`);
}
