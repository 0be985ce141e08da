import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteString } from './lexer.ts';
import { macroScript } from './macros/macros.ts';

/** The attached in-memory database with our macros and views; no Snowflake database may have this name. */
export const SYSTEM_DATABASE = 'SF$';

/** Names that DuckDB keeps for itself. */
export const RESERVED_DATABASES: ReadonlySet<string> = new Set(['SYSTEM', 'TEMP', 'MEMORY', SYSTEM_DATABASE]);

const MIB = 1024 * 1024;

/** A quarter of the machine, between 512 MiB and 4 GiB. */
function memoryLimit(): number {
  return Math.round(Math.min(Math.max(totalmem() / MIB / 4, 512), 4096));
}

/**
 * The one DuckDB instance. Each Snowflake database is a file, attached under its own name; macros and views of the
 * information schema live in memory and are made anew at each start.
 */
export class Engine {
  readonly #instance: DuckDBInstance;
  readonly #root: DuckDBConnection;
  readonly #folder: string;

  private constructor(instance: DuckDBInstance, root: DuckDBConnection, folder: string) {
    this.#instance = instance;
    this.#root = root;
    this.#folder = folder;
  }

  /** `folder` holds the database files, `temporaryFolder` what COPY and spilling need; nothing else of the machine can be read. */
  static async open(folder: string, temporaryFolder: string): Promise<Engine> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${memoryLimit()}MiB`,
      threads: String(Math.min(availableParallelism(), 4)),
      temp_directory: join(temporaryFolder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const root = await instance.connect();
    await root.run("SET TimeZone = 'UTC'");
    await root.run("SET GLOBAL default_null_order = 'NULLS_LAST_ON_ASC_FIRST_ON_DESC'");
    await root.run(`ATTACH ':memory:' AS ${quoteName(SYSTEM_DATABASE)}`);
    await root.run(`USE ${quoteName(SYSTEM_DATABASE)}.main`);
    for (const statement of macroScript) await root.run(statement);
    const allowed = [folder, temporaryFolder].map(path => quoteString(path)).join(', ');
    await root.run(`SET allowed_directories = [${allowed}]`);
    await root.run('SET enable_external_access = false');
    await root.run("SET allowed_configs = ['timezone']");
    await root.run('SET lock_configuration = true');
    return new Engine(instance, root, folder);
  }

  /** A connection for one session: macros are found, times are UTC. */
  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run(`USE ${quoteName(SYSTEM_DATABASE)}.main`);
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }

  /** Opens or creates a database file. */
  async attach(database: string, file: string): Promise<void> {
    await this.#root.run(`ATTACH ${quoteString(this.fileOf(file))} AS ${quoteName(database)}`);
  }

  /** The path of a database file. */
  fileOf(file: string): string {
    return join(this.#folder, file);
  }

  async detach(database: string): Promise<void> {
    await this.#root.run(`DETACH ${quoteName(database)}`);
  }

  /** Rows of a query on the engine's own connection, outside every session's transaction. */
  async rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.#root.runAndReadAll(sql)).getRowObjectsJS();
  }

  async run(sql: string): Promise<void> {
    await this.#root.run(sql);
  }

  /** Writes everything to the files and closes them. */
  close(): void {
    this.#root.closeSync();
    this.#instance.closeSync();
  }
}
