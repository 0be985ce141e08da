import type { Account } from '../account.ts';
import type { AccountCollection } from '../catalog.ts';

/** A privilege as SHOW GRANTS prints it. Judged by `access.ts` for tables and views; for the rest they are recorded and shown. */
export interface GrantEntry {
  readonly privilege: string;
  /** `TABLE`, `SCHEMA`, `ROLE`, `ACCOUNT` … */
  readonly on: string;
  readonly name: string;
  readonly to: 'ROLE' | 'USER';
  readonly grantee: string;
  readonly option: boolean;
  readonly by: string;
  readonly createdOn: number;
}

/** Everything that was granted. */
export function grants(account: Account): AccountCollection<GrantEntry> {
  return account.catalog.account<GrantEntry>('grants');
}

/** The key of a grant in its collection. */
export const keyOf = (grant: Pick<GrantEntry, 'privilege' | 'on' | 'name' | 'to' | 'grantee'>): string =>
  [grant.privilege, grant.on, grant.name, grant.to, grant.grantee].join('\n');

/** Forgets what was granted to a role that is gone. */
export function dropGrantsOf(account: Account, role: string): void {
  for (const [key, entry] of grants(account).entries())
    if (entry.to === 'ROLE' && entry.grantee === role) grants(account).delete(key);
}

/** Forgets what was granted on a table or view that is gone or replaced. */
export function dropGrantsOn(account: Account, shown: string): void {
  for (const [key, entry] of grants(account).entries())
    if ((entry.on === 'TABLE' || entry.on === 'VIEW') && entry.name === shown) grants(account).delete(key);
}
