import type { CommandContext } from './command.ts';
import { quoteName } from './lexer.ts';

/** Words of statements that read columns of tables. */
const READING: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'USING', 'UPDATE', 'MERGE']);

/**
 * Looks up the semi-structured columns before a statement that reads tables is translated: `UPPER(v)` of a VARIANT is
 * the text it holds, not its JSON.
 */
export async function noteJsonColumns(context: CommandContext): Promise<void> {
  const { session, statement } = context;
  if (!statement.tokens.some(token => token.kind === 'word' && READING.has(token.value))) return;
  const found = await session.connection.runAndReadAll(
    `SELECT database_name, schema_name, table_name, column_name FROM duckdb_columns()
      WHERE NOT internal AND data_type = 'JSON'`,
  );
  const columns = new Map<string, Set<string>>();
  for (const [database, schema, table, column] of found.getRowsJS()) {
    const parts = [database, schema, table].map(String);
    const relation =
      database === 'temp' ? `temp.main.${quoteName(String(table))}` : parts.map(quoteName).join('.');
    const names = columns.get(relation) ?? new Set();
    columns.set(relation, names.add(String(column)));
  }
  session.jsonColumns = columns;
}
