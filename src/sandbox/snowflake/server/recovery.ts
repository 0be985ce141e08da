import { readdirSync, rmSync } from 'node:fs';
import type { Catalog, TableEntry } from '../catalog.ts';
import type { Engine } from '../engine.ts';
import { quoteName } from '../lexer.ts';
import { fullName, type ObjectName, type SchemaName } from '../names.ts';

/** Who owns what was found without a word in the catalogue about it. */
const OWNER = 'ACCOUNTADMIN';
/** As the files of databases are named. */
const DATABASE_FILE = /^[0-9a-f-]{36}\.duckdb(\.wal)?$/;

interface Found {
  readonly name: ObjectName;
  readonly kind: TableEntry['kind'];
}

/**
 * Attaches the databases of the catalogue and makes both agree again. A process that was killed between writing to DuckDB
 * and to the catalogue leaves one ahead of the other; none of that was acknowledged to anybody.
 */
export async function openDatabases(catalog: Catalog, engine: Engine): Promise<void> {
  for (const [name, { file }] of catalog.databases()) await engine.attach(name, file);
  await mendSchemas(catalog, engine);
  await mendTables(catalog, engine);
  removeStrayFiles(catalog, engine);
}

/** A schema may hold stages and formats, which only the catalogue knows: it is made again rather than forgotten. */
async function mendSchemas(catalog: Catalog, engine: Engine): Promise<void> {
  const rows = await engine.rows(
    "SELECT database_name AS d, schema_name AS s FROM duckdb_schemas() WHERE NOT internal AND schema_name <> 'main'",
  );
  const found = rows.map(({ d, s }): SchemaName => ({ database: String(d), schema: String(s) }));
  const known = new Set(found.map(key));
  for (const [database] of catalog.databases()) {
    for (const [schema] of catalog.schemas(database)) {
      if (known.has(key({ database, schema }))) continue;
      await engine.run(`CREATE SCHEMA ${quoteName(database)}.${quoteName(schema)}`);
    }
  }
  for (const name of found) {
    if (catalog.database(name.database) === undefined || catalog.schema(name) !== undefined) continue;
    catalog.addSchema(name, { createdOn: Date.now(), owner: OWNER, comment: '', transient: false });
  }
}

async function mendTables(catalog: Catalog, engine: Engine): Promise<void> {
  const found = await storedObjects(engine);
  const kinds = new Map(found.map(({ name, kind }) => [fullName(name), kind]));
  for (const [database] of catalog.databases()) {
    for (const [schema] of catalog.schemas(database)) {
      for (const [table, { kind }] of catalog.tables({ database, schema })) {
        const name = { database, schema, name: table };
        if (kinds.get(fullName(name)) !== kind) catalog.dropTable(name);
      }
    }
  }
  const now = Date.now();
  for (const { name, kind } of found) {
    if (catalog.schema(name) === undefined || catalog.table(name) !== undefined) continue;
    catalog.setTable(name, {
      createdOn: now,
      lastAltered: now,
      owner: OWNER,
      kind,
      transient: false,
      clusterBy: '',
      types: {},
      keys: [],
    });
  }
}

async function storedObjects(engine: Engine): Promise<readonly Found[]> {
  const rows = await engine.rows(`
    SELECT database_name AS d, schema_name AS s, table_name AS n, 'TABLE' AS k FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL
    SELECT database_name, schema_name, view_name, 'VIEW' FROM duckdb_views() WHERE NOT internal AND NOT temporary`);
  return rows.map(({ d, s, n, k }) => ({
    name: { database: String(d), schema: String(s), name: String(n) },
    kind: k === 'VIEW' ? 'VIEW' : 'TABLE',
  }));
}

function key({ database, schema }: SchemaName): string {
  return `${quoteName(database)}.${quoteName(schema)}`;
}

/** Files of databases that were being made or dropped. Without any database in the catalogue nothing is removed: it may be lost. */
function removeStrayFiles(catalog: Catalog, engine: Engine): void {
  const databases = catalog.databases();
  if (databases.length === 0) return;
  const kept = new Set(databases.flatMap(([, { file }]) => [file, `${file}.wal`]));
  for (const file of readdirSync(engine.fileOf('')))
    if (DATABASE_FILE.test(file) && !kept.has(file)) rmSync(engine.fileOf(file), { force: true });
}
