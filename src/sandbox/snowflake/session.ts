import type { DuckDBConnection } from '@duckdb/node-api';
import type { NameScope } from './names.ts';
import type { RelationColumns } from './relation-columns.ts';

/** A value of ALTER SESSION or SET. */
export type ParameterValue = string | number | boolean;

/** A table or view that only its session sees; `relation` is its quoted name in the connection's own `temp` catalogue. */
export interface TemporaryObject {
  readonly kind: 'TABLE' | 'VIEW';
  readonly relation: string;
  readonly createdOn: number;
}

/** `none`: each statement commits itself. `open`: BEGIN was sent, or AUTOCOMMIT is off and a statement wrote. */
export type TransactionState = 'none' | 'open';

export interface SessionStart {
  readonly id: number;
  readonly user: string;
  readonly role: string;
  readonly warehouse: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  readonly connection: DuckDBConnection;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

/** One login: its context, its parameters and its own DuckDB connection. Its statements run one after the other. */
export class Session implements NameScope {
  readonly id: number;
  readonly user: string;
  readonly connection: DuckDBConnection;
  role: string;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
  /** Session parameters by upper-case name, over those of the account. */
  readonly parameters: Map<string, ParameterValue>;
  /** SQL variables (SET name = value). */
  readonly variables = new Map<string, string>();
  /** By `DB.SCHEMA.NAME` as `fullName` writes it. */
  readonly temporaries = new Map<string, TemporaryObject>();
  /** Columns that the running statement was found to concern. */
  columns: RelationColumns = new Map();
  transaction: TransactionState = 'none';
  /** Run when the open transaction commits, forgotten when it rolls back: what is kept beside DuckDB about its rows. */
  readonly afterCommit: (() => void)[] = [];
  /** Ids of the statements of this session, oldest first, for LAST_QUERY_ID(n). */
  readonly queryIds: string[] = [];

  constructor(start: SessionStart) {
    this.id = start.id;
    this.user = start.user;
    this.role = start.role;
    this.warehouse = start.warehouse;
    this.database = start.database;
    this.schema = start.schema;
    this.connection = start.connection;
    this.parameters = new Map(start.parameters);
  }

  /** The text of a parameter; `undefined` when nobody set it. */
  parameter(name: string): string | undefined {
    const value = this.parameters.get(name);
    return value === undefined ? undefined : String(value);
  }
}
