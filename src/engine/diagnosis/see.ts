import type { Tool } from './entry.ts';

/** What can be recognised of an error. */
export interface Seen {
  /** The codes, the outermost first. */
  readonly codes: readonly string[];
  /** The messages of the error and of its causes, and what a program wrote to standard error. */
  readonly text: string;
  readonly tool: Tool | undefined;
  /** The file or folder that a system error names. */
  readonly path: string | undefined;
}

/** A cause of a cause of a cause explains nothing any more, and may lead back to the error itself. */
const DEEPEST = 6;

/** A program may write megabytes: what ended it stands last. */
const LONGEST = 20_000;

/** Codes that tools print in their messages: `002003 (42S02): …`, `An error occurred (NoSuchBucket) when …`, `spawn x ENOENT`. */
const WRITTEN_CODES = [
  /\b(\d{6}) \([0-9A-Z]{5}\)/g,
  /^(\w{5,}): /gm,
  /An error occurred \((\w+)\) when calling/g,
  /\b(E(?:ACCES|ADDRINUSE|AI_AGAIN|CONNREFUSED|CONNRESET|DQUOT|EXIST|HOSTUNREACH|MFILE|NAMETOOLONG|NETUNREACH|NOENT|NOSPC|NOTFOUND|PERM|PIPE|PROTO|ROFS|TIMEDOUT|XDEV))\b/g,
];

/** Takes apart whatever was thrown. `known`: the tool, when the caller knows it. */
export function see(error: unknown, known?: Tool): Seen {
  const parts = [...chain(error)];
  const text = parts
    .flatMap(words)
    .filter((line, at, all) => line !== '' && all.indexOf(line) === at)
    .join('\n')
    .slice(-LONGEST);
  const own = parts.flatMap(part => [...codesOf(part), ...statusOf(part)]);
  const written = WRITTEN_CODES.flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(([, code]) => code ?? []),
  );
  return {
    codes: [...new Set([...own, ...written])],
    text,
    tool: known ?? parts.map(toolOf).find(tool => tool !== undefined),
    path: parts.map(part => textField(part, 'path')).find(path => path !== undefined),
  };
}

/** The error, then what it holds and what caused it. */
function* chain(error: unknown, depth = 0): Generator<unknown> {
  if (error === undefined || error === null || depth > DEEPEST) return;
  yield error;
  if (error instanceof AggregateError) for (const one of error.errors) yield* chain(one, depth + 1);
  if (typeof error === 'object' && 'cause' in error) yield* chain(error.cause, depth + 1);
}

function words(error: unknown): readonly string[] {
  if (typeof error === 'string') return [error];
  // A process's error repeats its output in the message; others have no output.
  return [
    textField(error, 'message') ?? '',
    textField(error, 'detail') ?? '',
    textField(error, 'hint') ?? '',
    textField(error, 'stderr') ?? '',
  ];
}

/** HEAD has no body: its refusals have a status alone, as `http-403`. */
function statusOf(error: unknown): readonly string[] {
  const status = field(field(error, '$metadata'), 'httpStatusCode');
  const isBare = /^(?:Unknown|UnknownError|\d+)$/.test(textField(error, 'name') ?? '');
  return isBare && typeof status === 'number' ? [`http-${status}`] : [];
}

function codesOf(error: unknown): readonly string[] {
  return ['code', 'Code', 'name'].flatMap(key => {
    const value = field(error, key);
    if (typeof value === 'number') return [sixDigits(String(value))];
    return typeof value === 'string' ? [sixDigits(value)] : [];
  });
}

/** Snowflake's numbers have six digits; drivers hand some of them over as numbers. */
function sixDigits(code: string): string {
  return /^\d{3,5}$/.test(code) && !SQLSTATE.test(code) ? code.padStart(6, '0') : code;
}

/** Five characters are an SQLSTATE of PostgreSQL; a Snowflake number of five digits starts with a 9 or a 1. */
const SQLSTATE = /^(?:0[0-9A-Z]|2[0-9A-Z]|3[0-9A-Z]|4[0-9A-Z]|5[0-9A-Z]|F0|P0|XX)[0-9A-Z]{3}$/;

function toolOf(error: unknown): Tool | undefined {
  if (field(error, '$metadata') !== undefined || field(error, '$fault') !== undefined) return 'aws';
  if (field(error, 'severity') !== undefined && field(error, 'routine') !== undefined) return 'postgres';
  return field(error, 'name') === 'WarehouseError' || field(error, 'externalize') !== undefined
    ? 'snowflake'
    : undefined;
}

function field(error: unknown, key: string): unknown {
  return typeof error === 'object' && error !== null
    ? (error as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function textField(error: unknown, key: string): string | undefined {
  const value = field(error, key);
  return typeof value === 'string' ? value : undefined;
}
