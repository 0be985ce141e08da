import type { Dbt, DbtReader } from './dbt.ts';
import type { Identity, IdentityReader } from './identity.ts';
import type { ObjectStore, ObjectStoreReader } from './object-store.ts';
import type { Orchestrator, OrchestratorReader } from './orchestrator.ts';
import type { Postgres, PostgresReader } from './postgres.ts';
import type { Shell, ShellReader } from './shell.ts';
import type { Vault, VaultReader } from './vault.ts';
import type { Warehouse, WarehouseReader } from './warehouse.ts';
import type { Workspace, WorkspaceReader } from './workspace.ts';

/** Everything a step may ask for. A step names what it needs; an undeclared port is a compile error. */
export interface Ports {
  /** The maintenance database `postgres`: to create and drop the lab's own. */
  readonly postgresAdmin: Postgres;
  /** The database `shopstream`. */
  readonly postgres: Postgres;
  /** S3 with the administrator's credentials (what the handout does in the AWS console). */
  readonly objectStoreAdmin: ObjectStore;
  /** S3 with the access key of the lab's IAM user. */
  readonly objectStore: ObjectStore;
  /** IAM and STS with the administrator's credentials. */
  readonly identity: Identity;
  readonly warehouse: Warehouse;
  readonly dbt: Dbt;
  readonly orchestrator: Orchestrator;
  readonly shell: Shell;
  readonly workspace: Workspace;
  readonly vault: Vault;
}

/** The same ports as a check sees them: nothing here can write. */
export interface ReaderPorts {
  readonly postgresAdmin: PostgresReader;
  readonly postgres: PostgresReader;
  readonly objectStoreAdmin: ObjectStoreReader;
  readonly objectStore: ObjectStoreReader;
  readonly identity: IdentityReader;
  readonly warehouse: WarehouseReader;
  readonly dbt: DbtReader;
  readonly orchestrator: OrchestratorReader;
  readonly shell: ShellReader;
  readonly workspace: WorkspaceReader;
  readonly vault: VaultReader;
}

export type PortName = keyof Ports;
