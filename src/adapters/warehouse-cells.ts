import type { Column } from 'snowflake-sdk';
import type { Cell } from '../ports/warehouse.ts';

/** What snowflake-sdk gives for a cell, with JSON fetched as text. */
export type RawCell = string | number | boolean | Date | Buffer | null | undefined;

/** Column names made unique: a second `ID` becomes `ID_2`, as the driver's own rows with renamed duplicates. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let copy = 2; seen.has(unique); copy++) unique = `${name}_${copy}`;
    seen.add(unique);
    return unique;
  });
}

/** Rows of arrays as rows by name. */
export function toRows(
  columns: readonly Column[],
  names: readonly string[],
  rows: readonly (readonly RawCell[])[],
): readonly Readonly<Record<string, Cell>>[] {
  return rows.map(row =>
    Object.fromEntries(columns.map((column, index) => [names[index], toCell(column, row[index])])),
  );
}

function toCell(column: Column, value: RawCell): Cell {
  if (value === null || value === undefined) return null;
  // The driver delivers an absent TIME as the text NULL.
  if (column.isTime() && value === 'NULL') return null;
  if (value instanceof Date) return dateText(column, value);
  if (Buffer.isBuffer(value)) return value.toString('hex').toUpperCase();
  return value;
}

/** `2025-12-31`, `2025-12-31 08:15:00.25`, and with a trailing `Z` where the type carries a time zone. */
function dateText(column: Column, value: Date): string {
  const iso = value.toISOString();
  if (column.isDate()) return iso.slice(0, 10);
  const milliseconds = value.getUTCMilliseconds();
  const fraction = milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0').replace(/0+$/, '')}`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction}${column.isTimestampNtz() ? '' : 'Z'}`;
}
