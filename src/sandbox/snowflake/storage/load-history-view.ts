import type { Account } from '../account.ts';
import { numberColumn, textColumn, timeColumn, timestampCell, type WireCell } from '../result.ts';
import type { RowSource } from '../translate/context.ts';
import { loadHistory } from './load-history.ts';

const COLUMNS = [
  textColumn('SCHEMA_NAME'),
  textColumn('FILE_NAME'),
  textColumn('TABLE_NAME'),
  timeColumn('LAST_LOAD_TIME'),
  textColumn('STATUS'),
  numberColumn('ROW_COUNT'),
  numberColumn('ROW_PARSED'),
  textColumn('FIRST_ERROR_MESSAGE'),
  numberColumn('FIRST_ERROR_LINE_NUMBER'),
  numberColumn('FIRST_ERROR_CHARACTER_POSITION'),
  textColumn('FIRST_ERROR_COL_NAME'),
  numberColumn('ERROR_COUNT'),
];

/** `INFORMATION_SCHEMA.LOAD_HISTORY` of a database: every file that its tables remember. */
export function loadHistoryView(account: Account, database: string): RowSource {
  return { columns: COLUMNS, load: async () => [...rows(account, database)] };
}

function* rows({ catalog }: Account, database: string): Generator<readonly WireCell[]> {
  const history = loadHistory(catalog);
  for (const [schema] of catalog.schemas(database)) {
    for (const [name] of catalog.tables({ database, schema })) {
      for (const [url, record] of history.entries({ database, schema, name })) {
        const error = record.firstError;
        yield [
          schema,
          url,
          name,
          timestampCell(record.loadedOn),
          record.status,
          String(record.rowsLoaded),
          String(record.rowsParsed),
          error?.message ?? null,
          error === null ? null : String(error.place.line),
          error === null ? null : String(error.place.character),
          error?.column ?? null,
          String(record.errorsSeen),
        ];
      }
    }
  }
}
