import type { WarehouseAuthentication } from '../adapters/warehouse-options.ts';
import type { AccessKey } from '../ports/identity.ts';

/** Which server of PostgreSQL, and as whom. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** TLS with a certificate that is checked. */
  readonly tls?: boolean;
}

/** Where AWS is, and who administers it there (what the handout does in the console). */
export interface AwsAccount {
  /** `undefined`: AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly admin:
    | { readonly kind: 'key'; readonly key: AccessKey }
    /** A profile of the person's own AWS files, or what their environment says; its secrets stay with the SDK. */
    | { readonly kind: 'profile'; readonly profile: string | undefined };
}

/** Which Snowflake account, and as whom. */
export interface SnowflakeAccount {
  /** Account identifier (`ORG-ACCOUNT`). */
  readonly account: string;
  /** An address other than the account's own. */
  readonly endpoint:
    | { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' }
    | undefined;
  readonly user: string;
  readonly authentication: WarehouseAuthentication;
  readonly role: string;
  /** The warehouse of the person's own tools. */
  readonly warehouse: string;
  /** The warehouse for the lab's own statements once it exists, where another one would cost the person money. */
  readonly labWarehouse?: string;
}

/** How to enter each service: the only thing that differs between targets. Holds secrets. */
export interface Connections {
  readonly postgres: PostgresServer;
  readonly aws: AwsAccount;
  readonly snowflake: SnowflakeAccount;
}

/** The lab's own database in PostgreSQL, and the one that is always there. */
export const LAB_DATABASE = 'shopstream';
export const MAINTENANCE_DATABASE = 'postgres';
/** The warehouse's database (handout 1.8.1). */
export const WAREHOUSE_DATABASE = 'SHOPSTREAM_DWH';
/** The role that a trial account gives its first user. */
export const ADMIN_ROLE = 'ACCOUNTADMIN';
/** The handout's warehouse for dbt: what the student's own tools use. */
export const TOOLS_WAREHOUSE = 'TRANSFORM_WH';
