/** The words that begin a statement which cannot change data, schema or rights. */
const READING = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'LIST', 'LS', 'USE']);

/** The words that change the session they run in: a session that saw one is not given to somebody else. */
const SESSION_CHANGING = new Set(['USE', 'SET', 'UNSET', 'BEGIN', 'START', 'ALTER']);

/** The end of a quoted text, `$$` text or comment that begins at `start`, or `start` when none begins there. */
function skipOpaque(sql: string, start: number): number {
  const two = sql.slice(start, start + 2);
  if (two === '--' || two === '//') return endOr(sql, '\n', start + 2, 0);
  if (two === '/*') return endOr(sql, '*/', start + 2, 2);
  if (two === '$$') return endOr(sql, '$$', start + 2, 2);
  if (sql[start] === '"') return endOr(sql, '"', start + 1, 1);
  if (sql[start] === "'") return endOfString(sql, start + 1);
  return start;
}

function endOr(sql: string, closing: string, from: number, length: number): number {
  const at = sql.indexOf(closing, from);
  return at === -1 ? sql.length : at + length;
}

/** Snowflake's string literals end at a quote that is neither doubled nor behind a backslash. */
function endOfString(sql: string, from: number): number {
  for (let at = from; at < sql.length; at++) {
    if (sql[at] === '\\') at++;
    else if (sql[at] === "'") {
      // A doubled quote reads as the end of one literal and the start of the next, which ends in the same place.
      return at + 1;
    }
  }
  return sql.length;
}

/**
 * Splits a script into its statements as Snowflake's clients do: `;` inside strings, quoted names, `$$` texts and
 * comments does not count. Empty statements and statements of comments alone are left out.
 */
export function splitStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  let from = 0;
  let at = 0;
  const cut = () => {
    const statement = sql.slice(from, at).trim();
    if (firstWord(statement) !== '') statements.push(statement);
  };
  while (at < sql.length) {
    const next = skipOpaque(sql, at);
    if (next > at) at = next;
    else if (sql[at] === ';') {
      cut();
      from = ++at;
    } else at++;
  }
  cut();
  return statements;
}

/** The first word of a statement in upper case, past comments and opening parentheses; empty when there is none. */
function firstWord(statement: string): string {
  let at = 0;
  while (at < statement.length) {
    const comment = /^(--|\/\/|\/\*)/.test(statement.slice(at, at + 2));
    if (comment) at = skipOpaque(statement, at);
    else if (/[\s(]/.test(statement[at] ?? '')) at++;
    else return /^[\w$]+|^./s.exec(statement.slice(at))?.[0].toUpperCase() ?? '';
  }
  return '';
}

/** A statement without its texts, quoted names and comments. */
function bare(statement: string): string {
  let words = '';
  let at = 0;
  while (at < statement.length) {
    const next = skipOpaque(statement, at);
    words += next > at ? ' ' : statement[at];
    at = Math.max(next, at + 1);
  }
  return words;
}

/** What may hide in a statement that begins as one that reads: `WITH p AS PROCEDURE () … CALL p()`, and functions that act. */
const ACTING =
  /\bAS\s+PROCEDURE\b|\bSYSTEM\$\w*(?:ABORT|CANCEL|ENABLE|DISABLE|SET|START|STOP|PAUSE|RESUME|MIGRATE)/i;

/** True for exactly one statement that only reads. */
export function isReading(sql: string): boolean {
  const [statement = '', ...others] = splitStatements(sql);
  return others.length === 0 && READING.has(firstWord(statement)) && !ACTING.test(bare(statement));
}

/** What becomes the session's own by being made. */
const ENTERED = /^\s*CREATE\s+(OR\s+REPLACE\s+)?(TRANSIENT\s+)?(DATABASE|SCHEMA|WAREHOUSE)\b/i;

/** True when the statement may leave the session with another role, context, variable or open transaction. */
export function changesSession(sql: string): boolean {
  return splitStatements(sql).some(
    statement => SESSION_CHANGING.has(firstWord(statement)) || ENTERED.test(bare(statement)),
  );
}
