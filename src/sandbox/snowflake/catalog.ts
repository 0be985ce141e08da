import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectName, SchemaName } from './names.ts';

/** Anything that JSON can hold; entries of collections must be made of it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface DatabaseEntry {
  /** File name inside the data folder. */
  readonly file: string;
  comment: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  owner: string;
  transient: boolean;
}

export interface SchemaEntry {
  comment: string;
  readonly createdOn: number;
  owner: string;
  transient: boolean;
}

/** What DuckDB cannot keep of a table or a view. */
export interface TableEntry {
  readonly createdOn: number;
  lastAltered: number;
  owner: string;
  readonly kind: 'TABLE' | 'VIEW';
  transient: boolean;
  clusterBy: string;
  /** Declared types by column, where DuckDB's own is wider: `VARCHAR(255)`, `TIMESTAMP_TZ(9)`, `ARRAY`. */
  types: Record<string, string>;
  /** Declared and not enforced, as in Snowflake. */
  keys: readonly TableKey[];
  /** The statement that made a view, as its author wrote it. */
  text?: string;
}

export interface TableKey {
  readonly name: string;
  readonly kind: 'PRIMARY KEY' | 'UNIQUE' | 'FOREIGN KEY';
  readonly columns: readonly string[];
  readonly references?: { readonly table: readonly string[]; readonly columns: readonly string[] };
}

interface TableNode {
  entry: TableEntry;
  readonly collections: Map<string, Map<string, Json>>;
}

interface SchemaNode {
  entry: SchemaEntry;
  readonly tables: Map<string, TableNode>;
  readonly collections: Map<string, Map<string, Json>>;
}

interface DatabaseNode {
  entry: DatabaseEntry;
  readonly schemas: Map<string, SchemaNode>;
}

interface Root {
  readonly databases: Map<string, DatabaseNode>;
  readonly collections: Map<string, Map<string, Json>>;
}

/** Named things of the account: warehouses, roles, users, integrations. */
export interface AccountCollection<T> {
  get(name: string): T | undefined;
  /** Adds or replaces, and saves. */
  set(name: string, value: T): void;
  /** Whether it was there. */
  delete(name: string): boolean;
  /** Sorted by name. */
  entries(): readonly (readonly [string, T])[];
}

/** Named things of a schema: stages, file formats, sequences. They follow DROP and RENAME of their schema and database. */
export interface SchemaCollection<T> {
  get(name: ObjectName): T | undefined;
  /** Adds or replaces, and saves; the schema must exist. */
  set(name: ObjectName, value: T): void;
  delete(name: ObjectName): boolean;
  /** Sorted by full name; those of one database or one schema when given. */
  entries(scope?: {
    readonly database?: string;
    readonly schema?: string;
  }): readonly (readonly [ObjectName, T])[];
}

/** Something kept about a table by key, for example its load history by file: follows RENAME, goes with DROP, TRUNCATE and OR REPLACE. */
export interface TableCollection<T> {
  get(table: ObjectName, key: string): T | undefined;
  /** Adds or replaces several keys and saves once. */
  setAll(table: ObjectName, values: Iterable<readonly [string, T]>): void;
  entries(table: ObjectName): readonly (readonly [string, T])[];
  clear(table: ObjectName): void;
}

/**
 * The account's metadata: everything that DuckDB's own files do not hold. One JSON file, replaced as a whole
 * (temporary file, then rename), so that a crash leaves either the old state or the new one.
 */
export class Catalog {
  readonly #path: string;
  readonly #root: Root;

  private constructor(path: string, root: Root) {
    this.#path = path;
    this.#root = root;
  }

  /** Reads `catalog.json` of a folder; an absent file is an empty account. Throws when the file is damaged. */
  static open(folder: string): Catalog {
    const path = join(folder, 'catalog.json');
    const root = existsSync(path)
      ? (JSON.parse(readFileSync(path, 'utf8'), reviveMaps) as Root)
      : { databases: new Map(), collections: new Map() };
    return new Catalog(path, root);
  }

  /** Writes the whole state. Every method that changes something has done it already. */
  save(): void {
    const temporary = `${this.#path}.new`;
    writeFileSync(temporary, JSON.stringify(this.#root, dropMaps), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }

  databases(): readonly (readonly [string, DatabaseEntry])[] {
    return sorted(this.#root.databases).map(([name, node]) => [name, node.entry]);
  }

  database(name: string): DatabaseEntry | undefined {
    return this.#root.databases.get(name)?.entry;
  }

  addDatabase(name: string, entry: DatabaseEntry): void {
    this.#root.databases.set(name, { entry, schemas: new Map() });
    this.save();
  }

  dropDatabase(name: string): void {
    this.#root.databases.delete(name);
    this.save();
  }

  renameDatabase(from: string, to: string): void {
    move(this.#root.databases, from, to);
    this.save();
  }

  schemas(database: string): readonly (readonly [string, SchemaEntry])[] {
    const node = this.#root.databases.get(database);
    return node === undefined ? [] : sorted(node.schemas).map(([name, { entry }]) => [name, entry]);
  }

  schema(name: SchemaName): SchemaEntry | undefined {
    return this.#schema(name)?.entry;
  }

  addSchema(name: SchemaName, entry: SchemaEntry): void {
    const node = this.#root.databases.get(name.database);
    node?.schemas.set(name.schema, { entry, tables: new Map(), collections: new Map() });
    this.save();
  }

  dropSchema(name: SchemaName): void {
    this.#root.databases.get(name.database)?.schemas.delete(name.schema);
    this.save();
  }

  /** Within one database. */
  renameSchema(from: SchemaName, to: string): void {
    const node = this.#root.databases.get(from.database);
    if (node !== undefined) move(node.schemas, from.schema, to);
    this.save();
  }

  table(name: ObjectName): TableEntry | undefined {
    return this.#table(name)?.entry;
  }

  tables(schema: SchemaName): readonly (readonly [string, TableEntry])[] {
    const node = this.#schema(schema);
    return node === undefined ? [] : sorted(node.tables).map(([name, { entry }]) => [name, entry]);
  }

  /** A table or view was created or replaced: what was kept about its predecessor goes. */
  setTable(name: ObjectName, entry: TableEntry): void {
    this.#schema(name)?.tables.set(name.name, { entry, collections: new Map() });
    this.save();
  }

  /** Changes some properties of a table and its time of change. */
  alterTable(name: ObjectName, change: Partial<Omit<TableEntry, 'createdOn' | 'kind'>>): void {
    const node = this.#table(name);
    if (node === undefined) return;
    Object.assign(node.entry, { lastAltered: Date.now(), ...change });
    this.save();
  }

  /** Rows of a table changed: notes the time, which the next save writes. */
  touchTable(name: ObjectName): void {
    const node = this.#table(name);
    if (node !== undefined) node.entry.lastAltered = Date.now();
  }

  dropTable(name: ObjectName): void {
    this.#schema(name)?.tables.delete(name.name);
    this.save();
  }

  renameTable(from: ObjectName, to: ObjectName): void {
    const node = this.#table(from);
    const target = this.#schema(to);
    if (node === undefined || target === undefined) return;
    this.#schema(from)?.tables.delete(from.name);
    target.tables.set(to.name, node);
    this.save();
  }

  /** Exchanges what is kept about two tables (ALTER TABLE … SWAP WITH). */
  swapTables(a: ObjectName, b: ObjectName): void {
    const [nodeA, nodeB] = [this.#table(a), this.#table(b)];
    if (nodeA !== undefined) this.#schema(b)?.tables.set(b.name, nodeA);
    if (nodeB !== undefined) this.#schema(a)?.tables.set(a.name, nodeB);
    this.save();
  }

  /** A table was truncated: everything kept about its content goes. */
  clearTable(name: ObjectName): void {
    const node = this.#table(name);
    if (node === undefined) return;
    node.collections.clear();
    node.entry.lastAltered = Date.now();
    this.save();
  }

  /** A collection of the account; `T` is what its owner stores there, made of JSON. */
  account<T extends Json | object>(kind: string): AccountCollection<T> {
    const items = (): Map<string, T> =>
      child(this.#root.collections, kind) as Map<string, Json> as Map<string, T>;
    return {
      get: name => items().get(name),
      set: (name, value) => {
        items().set(name, value);
        this.save();
      },
      delete: name => {
        const had = items().delete(name);
        if (had) this.save();
        return had;
      },
      entries: () => sorted(items()),
    };
  }

  /** A collection of every schema; `T` is what its owner stores there, made of JSON. */
  inSchemas<T extends Json | object>(kind: string): SchemaCollection<T> {
    const items = (name: SchemaName): Map<string, T> | undefined => {
      const node = this.#schema(name);
      return node && (child(node.collections, kind) as Map<string, Json> as Map<string, T>);
    };
    return {
      get: name => items(name)?.get(name.name),
      set: (name, value) => {
        items(name)?.set(name.name, value);
        this.save();
      },
      delete: name => {
        const had = items(name)?.delete(name.name) ?? false;
        if (had) this.save();
        return had;
      },
      entries: (scope = {}) =>
        [...this.#schemaNames()]
          .filter(name => scope.database === undefined || name.database === scope.database)
          .filter(name => scope.schema === undefined || name.schema === scope.schema)
          .flatMap(name =>
            sorted(items(name) ?? new Map<string, T>()).map(([key, value]): readonly [ObjectName, T] => [
              { ...name, name: key },
              value,
            ]),
          ),
    };
  }

  /** A collection of every table; `T` is what its owner stores there, made of JSON. */
  inTables<T extends Json | object>(kind: string): TableCollection<T> {
    const items = (table: ObjectName): Map<string, T> | undefined => {
      const node = this.#table(table);
      return node && (child(node.collections, kind) as Map<string, Json> as Map<string, T>);
    };
    return {
      get: (table, key) => items(table)?.get(key),
      setAll: (table, values) => {
        const map = items(table);
        for (const [key, value] of values) map?.set(key, value);
        this.save();
      },
      entries: table => [...(items(table) ?? [])],
      clear: table => {
        items(table)?.clear();
        this.save();
      },
    };
  }

  *#schemaNames(): Generator<SchemaName> {
    for (const [database] of this.databases())
      for (const [schema] of this.schemas(database)) yield { database, schema };
  }

  #schema(name: SchemaName): SchemaNode | undefined {
    return this.#root.databases.get(name.database)?.schemas.get(name.schema);
  }

  #table(name: ObjectName): TableNode | undefined {
    return this.#schema(name)?.tables.get(name.name);
  }
}

function child<T>(parent: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const existing = parent.get(key);
  if (existing !== undefined) return existing;
  const made = new Map<string, T>();
  parent.set(key, made);
  return made;
}

function move<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from);
  if (value === undefined) return;
  map.delete(from);
  map.set(to, value);
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

// Maps are written as tagged pairs, never as objects: a name such as `__proto__` stays a name.
const MAP_TAG = '$map';

function dropMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? { [MAP_TAG]: [...value] } : value;
}

function reviveMaps(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(MAP_TAG in value)) return value;
  return new Map(value[MAP_TAG] as [string, unknown][]);
}
