import type { CommandContext } from './command.ts';
import { quoteName, quoteString } from './lexer.ts';

/** DuckDB's types of columns, by quoted relation and column. */
export type RelationColumns = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Words of statements that read columns of tables, or write them. */
const CONCERNED: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'USING', 'UPDATE', 'MERGE', 'INSERT']);

/**
 * Looks up columns before a statement is translated: the semi-structured ones of all tables, because UPPER(v) of a
 * VARIANT is the text it holds and not its JSON, and all those of tables that the statement may write, because a text
 * is stored in a DATE as Snowflake reads dates.
 */
export async function noteColumns(context: CommandContext): Promise<void> {
  const { session, statement } = context;
  const words = statement.tokens.filter(token => token.kind === 'word' || token.kind === 'quoted');
  if (!words.some(token => CONCERNED.has(token.value))) return;
  // The target of a statement that writes is one of its first names.
  const names = words.slice(0, 12).map(token => quoteString(token.value));
  const writes = ['INSERT', 'UPDATE', 'MERGE'].includes(words[0]?.value ?? '');
  const targets = writes ? ` OR table_name IN (${names.join(', ')}) OR database_name = 'temp'` : '';
  const found = await session.connection.runAndReadAll(
    `SELECT database_name, schema_name, table_name, column_name, data_type FROM duckdb_columns()
      WHERE NOT internal AND (data_type = 'JSON'${targets}) ORDER BY table_oid, column_index`,
  );
  const relations = new Map<string, Map<string, string>>();
  for (const row of found.getRowsJS()) {
    const [database = '', schema = '', table = '', column = '', type = ''] = row.map(String);
    const relation =
      database === 'temp'
        ? `temp.main.${quoteName(table)}`
        : [database, schema, table].map(quoteName).join('.');
    const columns = relations.get(relation) ?? new Map<string, string>();
    relations.set(relation, columns.set(column, type));
  }
  session.columns = relations;
}
