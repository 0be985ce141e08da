import { LabError } from '../../src/lab/lab.ts';
import type { QueryResult } from '../../src/ports/warehouse.ts';

/** The files that a COPY loaded: a row each in its answer. */
export function filesLoaded(copy: QueryResult | undefined): number {
  return (copy?.rows ?? []).filter(({ rows_loaded }) => Number(rows_loaded ?? 0) > 0).length;
}

/** The rows that a COPY loaded. */
function rowsLoaded(copy: QueryResult | undefined): number {
  return (copy?.rows ?? []).reduce((sum, file) => sum + Number(file.rows_loaded ?? 0), 0);
}

/**
 * The same, of a COPY that had files to load.
 * @throws LabError when it found none: Snowflake says so in its row alone, and calls it a success
 */
export function requireLoaded(copy: QueryResult | undefined): number {
  const status = String(copy?.rows[0]?.status ?? '');
  if (!status.includes('0 files processed')) return rowsLoaded(copy);
  throw new LabError(
    { fr: `COPY n'a rien chargé : « ${status} »`, en: `COPY loaded nothing: “${status}”` },
    { cause: new Error(status) },
  );
}
