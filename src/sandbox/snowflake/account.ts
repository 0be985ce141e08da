import type { Catalog } from './catalog.ts';
import type { Engine } from './engine.ts';
import type { QueryHistory } from './history.ts';
import type { Locks } from './locks.ts';
import type { ResultCache } from './results.ts';
import type { Warehouses } from './warehouses.ts';

/** Where the endpoint of S3, IAM and STS is, and whom "Snowflake" is there. */
export interface StorageOptions {
  /** URL of the S3, IAM and STS endpoint. */
  readonly endpoint: string;
  readonly region: string;
  /** ARN of the IAM user that Snowflake assumes roles with. */
  readonly iamUserArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What all sessions share. */
export interface Account {
  /** What CURRENT_ACCOUNT() says. */
  readonly name: string;
  readonly storage: StorageOptions;
  /** Folder for files that DuckDB may read and write, such as downloaded objects; emptied at each start. */
  readonly temporaryFolder: string;
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly locks: Locks;
  readonly warehouses: Warehouses;
  readonly history: QueryHistory;
  readonly results: ResultCache;
}
