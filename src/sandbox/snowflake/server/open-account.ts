import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Account, StorageOptions } from '../account.ts';
import { Catalog } from '../catalog.ts';
import { Engine } from '../engine.ts';
import { QueryHistory } from '../history.ts';
import { Locks } from '../locks.ts';
import { ResultCache } from '../results.ts';
import { Warehouses } from '../warehouses.ts';
import { foundAccount } from './founding.ts';
import { openDatabases } from './recovery.ts';

/** Whose account is kept in a folder. */
export interface AccountOptions {
  /** What CURRENT_ACCOUNT() says. */
  readonly account: string;
  readonly user: string;
  readonly storage: StorageOptions;
}

/** Opens the account of a folder, makes it at the first time, and empties its temporary folder. */
export async function openAccount(dataDir: string, options: AccountOptions): Promise<Account> {
  const temporaryFolder = join(dataDir, 'tmp');
  rmSync(temporaryFolder, { recursive: true, force: true });
  mkdirSync(temporaryFolder, { mode: 0o700 });
  const catalog = Catalog.open(dataDir);
  const engine = await Engine.open(dataDir, temporaryFolder);
  try {
    await openDatabases(catalog, engine);
    const warehouses = new Warehouses(catalog);
    const account: Account = {
      name: options.account,
      storage: options.storage,
      temporaryFolder,
      catalog,
      engine,
      locks: new Locks(),
      warehouses,
      history: new QueryHistory(),
      results: new ResultCache(),
    };
    foundAccount(account, options.user);
    return account;
  } catch (error) {
    engine.close();
    throw error;
  }
}
