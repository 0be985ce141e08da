import type { Account } from '../account.ts';
import { prepareAccount } from '../commands/index.ts';
import { DEFAULT_ROLE, DEFAULT_WAREHOUSE } from './login.ts';

/** Gives an account what every Snowflake account has: its roles, its user and, from its first day, a warehouse. */
export function foundAccount(account: Account, user: string): void {
  prepareAccount(account, user.toUpperCase());
  const { catalog, warehouses } = account;
  const facts = catalog.account<string>('account');
  if (facts.get('FOUNDED_ON') !== undefined) return;
  const now = Date.now();
  warehouses.set(DEFAULT_WAREHOUSE, {
    size: 'X-Small',
    type: 'STANDARD',
    autoSuspend: 600,
    autoResume: true,
    suspended: true,
    comment: '',
    owner: DEFAULT_ROLE,
    createdOn: now,
    resumedOn: now,
    updatedOn: now,
  });
  facts.set('FOUNDED_ON', new Date(now).toISOString());
}
