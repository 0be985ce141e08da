import {
  canceled,
  doesNotExist,
  internalError,
  invalidIdentifier,
  SnowflakeError,
  syntaxError,
  unknownFunction,
  unsupported,
} from './errors.ts';
import { placeOf, type Statement, type Token } from './lexer.ts';
import type { Mention } from './translate/context.ts';
import { declaredOf } from './types.ts';

/** What is known of the statement that failed, to say where and which. */
export interface FailedStatement {
  readonly statement: Statement;
  readonly mentions: readonly Mention[];
}

function place(
  failed: FailedStatement,
  word: string,
): { readonly line: number; readonly position: number } | undefined {
  const upper = word.toUpperCase();
  const matches = (token: Token): boolean => token.value.toUpperCase() === upper && token.kind !== 'string';
  const token = failed.statement.tokens.find(matches);
  return token === undefined ? undefined : placeOf(failed.statement.source, token.start);
}

/** The part of `a.b` after the last point, without quotes. */
function lastPart(name: string): string {
  return (
    name
      .replace(/[!.]+$/, '')
      .split('.')
      .at(-1)
      ?.replaceAll('"', '') ?? name
  );
}

type Mapping = readonly [RegExp, (match: RegExpExecArray, failed: FailedStatement) => SnowflakeError];

const NUMBER_TYPES =
  'U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?(?:_LITERAL)?\\d*|DECIMAL(?:\\([\\d, ]+\\))?|DOUBLE|FLOAT|INT\\d+|BIGINT';

/** DuckDB's texts as Snowflake's errors, the more specific first. */
const MAPPINGS: readonly Mapping[] = [
  [/Interrupted|INTERRUPT Error/i, () => canceled()],
  [
    /No space left on device|ENOSPC/i,
    () =>
      new SnowflakeError(
        '000603',
        'XX000',
        'SQL execution internal error:\nThe disk of the sandbox is full (No space left on device).',
      ),
  ],
  [/Division by zero/, () => new SnowflakeError('100051', '22012', 'Division by zero')],
  [
    /String '((?:.|\n)*)' is too long and would be truncated/,
    match => new SnowflakeError('100078', '22000', `String '${match[1]}' is too long and would be truncated`),
  ],
  [/Boolean value '(.*)' is not recognized/s, match => new SnowflakeError('100037', '22018', match[0])],
  [/Date '(.*)' is not recognized/s, match => new SnowflakeError('100040', '22007', match[0])],
  [/Timestamp '(.*)' is not recognized/s, match => new SnowflakeError('100035', '22007', match[0])],
  [
    /invalid (date|timestamp|time)(?:stamp)? field format: "([^"]*)"/i,
    match => {
      const kind = match[1]?.toLowerCase() ?? 'date';
      const code = kind === 'date' ? '100040' : kind === 'time' ? '100108' : '100035';
      return new SnowflakeError(
        code,
        '22007',
        `${kind.charAt(0).toUpperCase()}${kind.slice(1)} '${match[2]}' is not recognized`,
      );
    },
  ],
  [
    /Could not parse string "([^"]*)" according to format specifier/,
    match => new SnowflakeError('100096', '22007', `Can't parse '${match[1]}' as timestamp with this format`),
  ],
  [
    new RegExp(`Could not convert string ['"](.*)['"] to (?:'|")?(?:${NUMBER_TYPES})`, 's'),
    match => new SnowflakeError('100038', '22018', `Numeric value '${match[1]}' is not recognized`),
  ],
  [
    /Could not cast value (.+?) to DECIMAL|Type \w+ with value (.+?) can't be cast|Value "?(.+?)"? is out of range|Overflow in|out of range for the destination type/i,
    match =>
      new SnowflakeError(
        '100132',
        '22003',
        `Numeric value '${match[1] ?? match[2] ?? match[3] ?? ''}' is out of range`,
      ),
  ],
  [
    /expecting VARIANT but got (.+)/,
    match =>
      new SnowflakeError(
        '002023',
        '22000',
        `SQL compilation error:\nExpression type does not match column data type, expecting VARIANT but got ${declaredOf(match[1] ?? '')}`,
      ),
  ],
  [
    /expected (\d+) columns but (\d+) values were supplied/,
    match =>
      new SnowflakeError(
        '002020',
        '21S01',
        `SQL compilation error:\nInsert value list does not match column list expecting ${match[1]} but got ${match[2]}`,
      ),
  ],
  [
    /has (\d+) columns available but (\d+) columns specified/,
    match =>
      new SnowflakeError(
        '002020',
        '21S01',
        `SQL compilation error:\nInsert value list does not match column list expecting ${match[2]} but got ${match[1]}`,
      ),
  ],
  [/Malformed JSON/i, () => new SnowflakeError('100069', '22P02', 'Error parsing JSON')],
  [
    /NOT NULL constraint failed/,
    () => new SnowflakeError('100072', '22000', 'NULL result in a non-nullable column'),
  ],
  [
    /(?:Table|View) with name (\S+?)!? (?:does not exist|is not in)/,
    (match, failed) => {
      const name = lastPart(match[1] ?? '');
      const mention = failed.mentions.find(
        candidate => candidate.name.name.toUpperCase() === name.toUpperCase(),
      );
      return doesNotExist('Object', mention?.shown ?? name.toUpperCase());
    },
  ],
  [/Schema with name (\S+?)!? does not exist/, match => doesNotExist('Schema', lastPart(match[1] ?? ''))],
  [/Catalog "?([^"\s]+)"? does not exist/, match => doesNotExist('Database', match[1] ?? '')],
  [
    /Sequence with name (\S+?)!? does not exist/,
    match => doesNotExist('Sequence', lastPart(match[1] ?? '').toUpperCase()),
  ],
  [
    /Ambiguous reference to column name "([^"]+)"/,
    (match, failed) => {
      const at = place(failed, match[1] ?? '') ?? { line: 1, position: 0 };
      return new SnowflakeError(
        '000904',
        '42601',
        `SQL compilation error: error line ${at.line} at position ${at.position}\nambiguous column name '${match[1]}'`,
        at,
      );
    },
  ],
  [
    /(?:Referenced (?:update )?column|does not have a column (?:named|with name)|[Cc]olumn(?: with name| named)?) "?([^"\s!]+)"?(?: in \w+ list)?(?: not found| does not exist|!|\.|$|\n| was)/,
    (match, failed) => {
      const name = lastPart(match[1] ?? '');
      return invalidIdentifier(name.toUpperCase(), place(failed, name) ?? { line: 1, position: 0 });
    },
  ],
  [
    /Referenced table "([^"]+)" not found/,
    (match, failed) =>
      invalidIdentifier(
        (match[1] ?? '').toUpperCase(),
        place(failed, match[1] ?? '') ?? { line: 1, position: 0 },
      ),
  ],
  [
    /column "([^"]+)" must appear in the GROUP BY clause/,
    (match, failed) => {
      const at = place(failed, match[1] ?? '') ?? { line: 1, position: 0 };
      return new SnowflakeError(
        '000979',
        '42601',
        `SQL compilation error: error line ${at.line} at position ${at.position}\n[${match[1]}] is not a valid group by expression`,
        at,
      );
    },
  ],
  [
    /(?:Scalar |Aggregate |Table )?Function with name "?([^"\s]+?)"? does not exist/,
    match => unknownFunction((match[1] ?? '').toUpperCase()),
  ],
  [
    /syntax error at or near "([^"]*)"/,
    (match, failed) => syntaxError(match[1] ?? '', place(failed, match[1] ?? '') ?? { line: 1, position: 0 }),
  ],
  [
    /syntax error at end of input/,
    (_, failed) => {
      const { source, tokens } = failed.statement;
      return syntaxError('<EOF>', placeOf(source, tokens.at(-1)?.end ?? 0));
    },
  ],
  [
    /table \S+ has (\d+) columns but (\d+) values were supplied/i,
    match =>
      new SnowflakeError(
        '002020',
        '21S01',
        `SQL compilation error:\nInsert value list does not match column list expecting ${match[1]} but got ${match[2]}`,
      ),
  ],
  [/already modified database/, () => unsupported('writing to two databases in one transaction')],
  [
    /More than one row returned by a subquery/,
    () => new SnowflakeError('090150', '22000', 'Single-row subquery returns more than one row.'),
  ],
  [
    /Out of Memory|could not allocate block|failed to offload/i,
    () =>
      new SnowflakeError(
        '000630',
        '57014',
        'Statement needs more memory than the sandbox may use. Work on fewer rows, or on a Snowflake account.',
      ),
  ],
];

/** Any failure as the error that Snowflake would send; its own errors go through. */
export function asSnowflakeError(error: unknown, failed: FailedStatement): SnowflakeError {
  if (error instanceof SnowflakeError) return error;
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError)
    return internalError(error.message);
  const message = error instanceof Error ? error.message : String(error);
  // Candidate lists and the translated text that DuckDB points into are no use to the author of the statement.
  const [head = message] = message.split(/\n\n|\nLINE /);
  for (const [pattern, make] of MAPPINGS) {
    const match = pattern.exec(head);
    if (match !== null) return make(match, failed);
  }
  const detail = (head.split('\n')[0] ?? head).replace(/^[\w ]+ Error: /, '').replace(/\bsf_(\w+)/g, '$1');
  return new SnowflakeError('001007', '22023', `SQL compilation error:\n${detail}`);
}

/** Whether DuckDB refused a second writer where Snowflake lets it wait. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof Error &&
    /conflict|has been (altered|deleted|dropped) by another|write-write/i.test(error.message)
  );
}
