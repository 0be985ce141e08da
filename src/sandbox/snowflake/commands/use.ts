import { type Command, type CommandContext, startsWith } from '../command.ts';
import { cannotPerform, noCurrentDatabase } from '../errors.ts';
import { statementType, statusResult } from '../result.ts';
import { DONE } from '../status.ts';
import { roles } from './roles.ts';
import { INFORMATION_SCHEMA } from './schemas.ts';

function selectDatabase({ account, session }: CommandContext, name: string): void {
  if (account.catalog.database(name) === undefined) throw cannotPerform();
  session.database = name;
  session.schema =
    account.catalog.schema({ database: name, schema: 'PUBLIC' }) === undefined ? null : 'PUBLIC';
}

function selectSchema({ account, session }: CommandContext, parts: readonly string[]): void {
  const [schema, database = session.database] = [...parts].reverse();
  if (schema === undefined || parts.length > 2) throw cannotPerform();
  if (database === null) throw noCurrentDatabase('USE SCHEMA');
  const exists = account.catalog.schema({ database, schema }) !== undefined;
  if (!exists && !(schema === INFORMATION_SCHEMA && account.catalog.database(database) !== undefined)) {
    throw cannotPerform();
  }
  session.database = database;
  session.schema = schema;
}

function selectWarehouse({ account, session }: CommandContext, name: string): void {
  if (account.warehouses.get(name) === undefined) throw cannotPerform();
  session.warehouse = name;
}

function selectRole({ account, session }: CommandContext, name: string): void {
  if (roles(account).get(name) === undefined) throw cannotPerform();
  session.role = name;
}

const use: Command = {
  type: 'USE',
  match: startsWith('USE'),
  async run(context, reader) {
    reader.expect('USE');
    const kind =
      reader.peek(1) === undefined ? undefined : reader.acceptAny('DATABASE', 'SCHEMA', 'WAREHOUSE', 'ROLE');
    if (kind === undefined && reader.accept('SECONDARY', 'ROLES')) {
      reader.rest();
      return statusResult(DONE, statementType.use);
    }
    const parts = reader.name();
    reader.expectEnd();
    const [name = ''] = parts;
    if (kind === 'WAREHOUSE') selectWarehouse(context, name);
    else if (kind === 'ROLE') selectRole(context, name);
    else if (kind === 'SCHEMA' || parts.length > 1) selectSchema(context, parts);
    else selectDatabase(context, name);
    return statusResult(DONE, statementType.use);
  },
};

/** USE of a database, schema, warehouse or role. */
export const useCommands: readonly Command[] = [use];
