import type { Statement } from '../lexer.ts';

const SAME = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'COPY',
  'USE',
  'SHOW',
  'SELECT',
  'COMMIT',
  'ROLLBACK',
  'GRANT',
  'REVOKE',
  'SET',
  'UNSET',
  'CALL',
  'COMMENT',
  'EXPLAIN',
  'DROP',
]);

const OTHERS: Readonly<Record<string, string>> = {
  WITH: 'SELECT',
  VALUES: 'SELECT',
  '(': 'SELECT',
  DESC: 'DESCRIBE',
  DESCRIBE: 'DESCRIBE',
  BEGIN: 'BEGIN_TRANSACTION',
  START: 'BEGIN_TRANSACTION',
  TRUNCATE: 'TRUNCATE_TABLE',
  LIST: 'LIST_FILES',
  LS: 'LIST_FILES',
  PUT: 'PUT_FILES',
  GET: 'GET_FILES',
  REMOVE: 'REMOVE_FILES',
  RM: 'REMOVE_FILES',
};

/** QUERY_TYPE of the history: `SELECT`, `CREATE_TABLE_AS_SELECT`, `ALTER_SESSION`… */
export function queryType(statement: Statement): string {
  const words = statement.tokens.slice(0, 6).map(({ kind, value }) => (kind === 'string' ? '' : value));
  const [first = ''] = words;
  if (SAME.has(first)) return first;
  if (first === 'CREATE') return createType(words, statement);
  if (first === 'ALTER') return words[1] === 'SESSION' ? 'ALTER_SESSION' : 'ALTER';
  return OTHERS[first] ?? 'UNKNOWN';
}

function createType(words: readonly string[], statement: Statement): string {
  if (words.includes('VIEW')) return 'CREATE_VIEW';
  if (!words.includes('TABLE')) return 'CREATE';
  const selects = statement.tokens.some(({ kind, value }) => kind === 'word' && value === 'SELECT');
  return selects ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE';
}
