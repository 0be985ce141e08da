/** What a comparison of an export with its table is made of. */
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { TableName } from '../01-postgres/schema.ts';
import type { TableExport } from './objects.ts';

/** Where the two sides are. */
export interface Sides {
  readonly postgres: PostgresReader;
  readonly store: ObjectStoreReader;
  readonly bucket: string;
  readonly signal: AbortSignal;
}

/** What was found of one table. */
export interface Comparison {
  readonly table: TableName;
  readonly sourceRows: number;
  readonly found: TableExport | undefined;
  readonly rows: number;
  /** The same text on both sides when the contents agree; nothing when there is no object to compare with. */
  readonly expected: string | null;
  readonly actual: string | null;
  /** A CSV's header when it is not the table's columns. */
  readonly wrongHeader: readonly string[] | undefined;
  /** Of an export in parts. */
  readonly parts?: ComparedParts;
  /** Parts of a date that has no manifest. */
  readonly unfinished: readonly string[];
}

/** The parts of an export against their manifest and their source. */
export interface ComparedParts {
  /** What the manifest lists; `undefined`: it cannot be read. */
  readonly step: number | undefined;
  readonly seen: readonly ComparedPart[];
  /** Parts in the folder that the manifest does not list. */
  readonly surplus: readonly string[];
  /** Parts whose range holds other rows in PostgreSQL now, and ranges that no part holds. */
  readonly stale: readonly string[];
}

/** One part of the manifest. */
export interface ComparedPart {
  readonly key: string;
  readonly rows: number;
  /** What S3 has under its key; nothing when there is no such object. */
  readonly bytes: number | undefined;
  readonly expected: string;
  readonly actual: string | undefined;
  /** Whether size and checksum are the manifest's. */
  readonly intact: boolean;
}
