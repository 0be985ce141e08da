import type { AccessKey } from '../ports/identity.ts';

/** Where the three services are and how to enter: the only thing that differs between targets. Holds secrets. */
export interface Connections {
  readonly postgres: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  readonly aws: {
    /** `undefined`: AWS itself. */
    readonly endpoint: string | undefined;
    readonly region: string;
    /** The administrator: what the handout does in the console. */
    readonly admin: AccessKey;
  };
  readonly snowflake: {
    readonly account: string;
    readonly host: string;
    readonly port: number;
    readonly protocol: 'http' | 'https';
    readonly user: string;
    readonly password: string;
    readonly role: string;
    readonly warehouse: string;
  };
}

/** The lab's own database in PostgreSQL, and the one that is always there. */
export const LAB_DATABASE = 'shopstream';
export const MAINTENANCE_DATABASE = 'postgres';
/** The warehouse's database (handout 1.8.1). */
export const WAREHOUSE_DATABASE = 'SHOPSTREAM_DWH';
