import type { Catalog, TableCollection } from '../catalog.ts';
import type { ObjectName } from '../names.ts';
import type { StoredObject } from './bucket.ts';
import type { Problem } from './problems.ts';

/** What became of a file in a COPY. */
export type LoadStatus = 'LOADED' | 'PARTIALLY_LOADED' | 'LOAD_FAILED' | 'LOAD_SKIPPED';

/** What Snowflake remembers of a loaded file, kept with the table: TRUNCATE forgets it, DELETE does not. */
interface LoadRecord {
  readonly stage: string;
  readonly etag: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly loadedOn: number;
  readonly status: LoadStatus;
  readonly rowsParsed: number;
  readonly rowsLoaded: number;
  readonly errorsSeen: number;
  readonly firstError: Pick<Problem, 'message' | 'place' | 'column'> | null;
}

/** Load history expires after 64 days. */
const REMEMBERED = 64 * 24 * 3600 * 1000;

/** The load history of tables, by the files' URLs. */
export function loadHistory(catalog: Catalog): TableCollection<LoadRecord> {
  return catalog.inTables<LoadRecord>('loads');
}

/** Whether a file with this content was loaded into the table, and not too long ago. */
export function wasLoaded(catalog: Catalog, table: ObjectName, url: string, object: StoredObject): boolean {
  const record = loadHistory(catalog).get(table, url);
  return (
    record !== undefined &&
    record.etag === object.etag &&
    (record.status === 'LOADED' || record.status === 'PARTIALLY_LOADED') &&
    Date.now() - record.loadedOn < REMEMBERED
  );
}
