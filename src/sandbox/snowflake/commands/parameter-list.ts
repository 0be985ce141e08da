/** A session parameter of Snowflake's. */
export interface ParameterFacts {
  readonly type: 'STRING' | 'NUMBER' | 'BOOLEAN';
  readonly default: string;
  readonly description: string;
}

const string = (value: string, description: string): ParameterFacts => ({
  type: 'STRING',
  default: value,
  description,
});
const number = (value: number, description: string): ParameterFacts => ({
  type: 'NUMBER',
  default: String(value),
  description,
});
const boolean = (value: boolean, description: string): ParameterFacts => ({
  type: 'BOOLEAN',
  default: String(value),
  description,
});

/** The session parameters that can be set, by name. Those of formats are kept and told to drivers, which do the formatting. */
export const PARAMETERS: Readonly<Record<string, ParameterFacts>> = {
  ABORT_DETACHED_QUERY: boolean(false, 'Aborts queries whose client has gone'),
  AUTOCOMMIT: boolean(true, 'Each statement outside a transaction commits itself'),
  BINARY_INPUT_FORMAT: string('HEX', 'Input format of BINARY'),
  BINARY_OUTPUT_FORMAT: string('HEX', 'Display format of BINARY'),
  CLIENT_MEMORY_LIMIT: number(1536, 'Memory that a driver may use for results, in MB'),
  CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX: boolean(
    false,
    'Metadata requests look at the current database',
  ),
  CLIENT_PREFETCH_THREADS: number(4, 'Threads that fetch result chunks'),
  CLIENT_RESULT_CHUNK_SIZE: number(160, 'Size of result chunks, in MB'),
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE: boolean(false, 'Result columns are found in any case'),
  CLIENT_SESSION_KEEP_ALIVE: boolean(false, 'The driver keeps an idle session open'),
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: number(3600, 'Seconds between two heartbeats'),
  CLIENT_TIMESTAMP_TYPE_MAPPING: string('TIMESTAMP_LTZ', 'Type of bound timestamps'),
  DATE_INPUT_FORMAT: string('AUTO', 'Input format of DATE'),
  DATE_OUTPUT_FORMAT: string('YYYY-MM-DD', 'Display format of DATE'),
  ERROR_ON_NONDETERMINISTIC_MERGE: boolean(true, 'MERGE fails when one row would be changed by several'),
  ERROR_ON_NONDETERMINISTIC_UPDATE: boolean(false, 'UPDATE fails when one row would be changed by several'),
  JDBC_TREAT_DECIMAL_AS_INT: boolean(true, 'JDBC reads NUMBER without scale as an integer'),
  JSON_INDENT: number(2, 'Spaces that JSON is indented by'),
  LOCK_TIMEOUT: number(60, 'Seconds that a statement waits for a lock'),
  MULTI_STATEMENT_COUNT: number(1, 'Statements that one request may hold; 0 is any number'),
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: string('JSON', 'Result format for the Python connector'),
  QUERY_TAG: string('', 'Text that marks the statements of a session in the query history'),
  QUOTED_IDENTIFIERS_IGNORE_CASE: boolean(false, 'Quoted identifiers are folded to upper case'),
  ROWS_PER_RESULTSET: number(0, 'Most rows of a result; 0 is any number'),
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: number(
    0,
    'Seconds that a statement may wait for a warehouse; 0 is for ever',
  ),
  STATEMENT_TIMEOUT_IN_SECONDS: number(172_800, 'Seconds after which a statement is aborted'),
  TIMESTAMP_INPUT_FORMAT: string('AUTO', 'Input format of timestamps'),
  TIMESTAMP_LTZ_OUTPUT_FORMAT: string('', 'Display format of TIMESTAMP_LTZ'),
  TIMESTAMP_NTZ_OUTPUT_FORMAT: string('YYYY-MM-DD HH24:MI:SS.FF3', 'Display format of TIMESTAMP_NTZ'),
  TIMESTAMP_OUTPUT_FORMAT: string('YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM', 'Display format of timestamps'),
  TIMESTAMP_TYPE_MAPPING: string('TIMESTAMP_NTZ', 'What TIMESTAMP means'),
  TIMESTAMP_TZ_OUTPUT_FORMAT: string('', 'Display format of TIMESTAMP_TZ'),
  TIMEZONE: string('UTC', 'Time zone of the session'),
  TIME_INPUT_FORMAT: string('AUTO', 'Input format of TIME'),
  TIME_OUTPUT_FORMAT: string('HH24:MI:SS', 'Display format of TIME'),
  TRANSACTION_ABORT_ON_ERROR: boolean(false, 'A failed statement aborts its transaction'),
  TRANSACTION_DEFAULT_ISOLATION_LEVEL: string('READ COMMITTED', 'Isolation of transactions'),
  TWO_DIGIT_CENTURY_START: number(1970, 'First year that two digits mean'),
  USE_CACHED_RESULT: boolean(true, 'Results of earlier statements may be used again'),
  WEEK_OF_YEAR_POLICY: number(0, 'How weeks of the year are counted'),
  WEEK_START: number(0, 'First day of the week; 0 is as ISO counts'),
};

/** Values of these would change results in a way that the sandbox does not know; only the default is taken. */
export const FIXED_PARAMETERS: ReadonlySet<string> = new Set([
  'QUOTED_IDENTIFIERS_IGNORE_CASE',
  'TIMESTAMP_TYPE_MAPPING',
  'TWO_DIGIT_CENTURY_START',
  'WEEK_OF_YEAR_POLICY',
  'WEEK_START',
]);
