import type { Command } from '../command.ts';
import { alterTableCommands } from './alter-table.ts';
import { commentCommands } from './comment.ts';
import { createTableCommands } from './create-table.ts';
import { createViewCommands } from './create-view.ts';
import { databaseCommands } from './databases.ts';
import { describeTableCommands } from './describe-table.ts';
import { dropCommands } from './drop.ts';
import { roleCommands } from './roles.ts';
import { schemaCommands } from './schemas.ts';
import { showColumnCommands } from './show-columns.ts';
import { showKeyCommands } from './show-keys.ts';
import { showObjectCommands } from './show-objects.ts';
import { transactionCommands } from './transactions.ts';
import { useCommands } from './use.ts';
import { warehouseCommands } from './warehouses.ts';

/** Commands for everything but data loading: context, databases, schemas, tables, views, roles, users, session. */
export const commands: readonly Command[] = [
  ...useCommands,
  ...databaseCommands,
  ...schemaCommands,
  ...warehouseCommands,
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
];
