import { type Command, type CommandContext, startsWith } from '../command.ts';
import { SnowflakeError } from '../errors.ts';
import { quoteString, type Token } from '../lexer.ts';
import type { TokenReader } from '../reader.ts';
import { numberColumn, statementType, statusResult, textColumn } from '../result.ts';
import { isShow, readShowOptions, showResult, showTerse } from '../show-options.ts';
import { withSources } from '../sources.ts';
import { DONE } from '../status.ts';
import { translateValue } from '../translate/translate.ts';

/** A variable's value is kept as the SQL literal that stands for it. */
async function literalOf(context: CommandContext, tokens: readonly Token[]): Promise<string> {
  const { sql, sources } = translateValue(context, tokens);
  const { connection } = context.session;
  return withSources(context, sources, async () => {
    const read = await connection.runAndReadAll(
      `SELECT typeof(v) AS type, CAST(v AS VARCHAR) AS value FROM (SELECT ${sql} AS v)`,
    );
    const [row] = read.getRowObjectsJS();
    const type = String(row?.type);
    if (row === undefined || row.value === null) return 'NULL';
    const value = String(row.value);
    if (type === 'VARCHAR') return quoteString(value);
    return /INT|DECIMAL|DOUBLE|BOOLEAN/.test(type) ? value : `CAST(${quoteString(value)} AS ${type})`;
  });
}

/** `name = value` or `(a, b) = (x, y)`. */
function readAssignments(reader: TokenReader): readonly (readonly [string, readonly Token[]])[] {
  if (!reader.atSymbol('(')) {
    const name = reader.identifier();
    reader.expectSymbol('=');
    const tokens = reader.rest();
    if (tokens.length === 0) throw reader.unexpected();
    return [[name, tokens]];
  }
  const names = items(reader.group()).map(tokens => tokens[0]?.value ?? '');
  reader.expectSymbol('=');
  const values = items(reader.group());
  reader.expectEnd();
  if (names.length !== values.length)
    throw new SnowflakeError(
      '001480',
      '42601',
      'SQL compilation error:\nAssignment list does not match variable list.',
    );
  return names.map((name, i) => [name, values[i] ?? []]);
}

/** Splits at the commas outside parentheses. */
function items(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.value === '(') depth += 1;
    if (token.kind === 'symbol' && token.value === ')') depth -= 1;
    if (depth === 0 && token.kind === 'symbol' && token.value === ',') found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

const set: Command = {
  type: 'SET',
  match: startsWith('SET'),
  async run(context, reader) {
    reader.expect('SET');
    for (const [name, tokens] of readAssignments(reader))
      context.session.variables.set(name, await literalOf(context, tokens));
    return statusResult(DONE, statementType.session);
  },
};

const unset: Command = {
  type: 'UNSET',
  match: startsWith('UNSET'),
  async run({ session }, reader) {
    reader.expect('UNSET');
    const inner = reader.atSymbol('(') ? reader.over(reader.group()) : reader;
    do session.variables.delete(inner.identifier());
    while (inner.acceptSymbol(','));
    inner.expectEnd();
    reader.expectEnd();
    return statusResult(DONE, statementType.session);
  },
};

const COLUMNS = [
  numberColumn('session_id'),
  ...['created_on', 'updated_on', 'name', 'value', 'type', 'comment'].map(name => textColumn(name)),
];

const show: Command = {
  type: 'SHOW',
  match: isShow('VARIABLES'),
  async run({ session }, reader) {
    showTerse(reader);
    reader.expect('VARIABLES');
    const rows = [...session.variables].map(([name, literal]) => {
      const isText = literal.startsWith("'");
      const value = isText ? literal.slice(1, -1).replaceAll("''", "'") : literal;
      return [String(session.id), null, null, name, value, isText ? 'text' : 'fixed', ''];
    });
    return showResult(COLUMNS, rows, readShowOptions(reader));
  },
};

/** SET, UNSET and SHOW VARIABLES. */
export const variableCommands: readonly Command[] = [set, unset, show];
