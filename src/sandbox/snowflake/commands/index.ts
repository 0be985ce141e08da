import type { Account } from '../account.ts';
import type { Command } from '../command.ts';
import { accessTokenCommands } from './access-tokens.ts';
import { alterTableCommands } from './alter-table.ts';
import { commentCommands } from './comment.ts';
import { createTableCommands } from './create-table.ts';
import { createViewCommands } from './create-view.ts';
import { databaseCommands } from './databases.ts';
import { describeTableCommands } from './describe-table.ts';
import { dropCommands } from './drop.ts';
import { grantCommands } from './grants.ts';
import { parameterCommands } from './parameters.ts';
import { resourceMonitorCommands } from './resource-monitors.ts';
import { addSystemRoles, roleCommands } from './roles.ts';
import { schemaCommands } from './schemas.ts';
import { sequenceCommands } from './sequences.ts';
import { showColumnCommands } from './show-columns.ts';
import { showKeyCommands } from './show-keys.ts';
import { showObjectCommands } from './show-objects.ts';
import { transactionCommands } from './transactions.ts';
import { useCommands } from './use.ts';
import { addUser, userCommands } from './users.ts';
import { variableCommands } from './variables.ts';
import { warehouseCommands } from './warehouses.ts';

/** Commands for everything but data loading: context, databases, schemas, tables, views, roles, users, session. */
export const commands: readonly Command[] = [
  ...useCommands,
  ...databaseCommands,
  ...schemaCommands,
  ...warehouseCommands,
  ...resourceMonitorCommands,
  ...roleCommands,
  ...createTableCommands,
  ...createViewCommands,
  ...dropCommands,
  ...alterTableCommands,
  ...commentCommands,
  ...describeTableCommands,
  ...showObjectCommands,
  ...showColumnCommands,
  ...showKeyCommands,
  ...transactionCommands,
  ...parameterCommands,
  ...variableCommands,
  // Before ALTER USER's other forms.
  ...accessTokenCommands,
  ...userCommands,
  ...grantCommands,
  ...sequenceCommands,
];

/** Gives a new account the roles that every account has, and its user. */
export function prepareAccount(account: Account, user: string): void {
  addSystemRoles(account);
  addUser(account, user.toUpperCase(), 'ACCOUNTADMIN');
}
