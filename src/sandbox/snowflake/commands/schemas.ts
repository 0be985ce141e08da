import type { Account } from '../account.ts';
import type { SchemaEntry } from '../catalog.ts';
import { type Command, type CommandContext, isCreate, isDescribe } from '../command.ts';
import { alreadyExists, cannotPerform, doesNotExist, unsupported } from '../errors.ts';
import { quoteName } from '../lexer.ts';
import { displayName, resolveSchema, type SchemaName } from '../names.ts';
import { optionText, type TokenReader } from '../reader.ts';
import {
  type StatementResult,
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { isShow, readShowOptions, showResult, showTerse } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';
import { whileLocked } from '../write.ts';

/** Every database has this schema; it is made of views, not of catalogue entries. */
export const INFORMATION_SCHEMA = 'INFORMATION_SCHEMA';

const shownName = (name: SchemaName): string => displayName([name.database, name.schema]);
const duckSchema = (name: SchemaName): string => [name.database, name.schema].map(quoteName).join('.');

/** Makes a schema in DuckDB and in the catalogue. */
export async function createSchema(
  account: Account,
  name: SchemaName,
  entry: Omit<SchemaEntry, 'createdOn'>,
): Promise<void> {
  await account.engine.run(`CREATE SCHEMA IF NOT EXISTS ${duckSchema(name)}`);
  account.catalog.addSchema(name, { createdOn: Date.now(), ...entry });
}

async function removeSchema(account: Account, name: SchemaName): Promise<void> {
  await account.engine.run(`DROP SCHEMA IF EXISTS ${duckSchema(name)} CASCADE`);
  account.catalog.dropSchema(name);
}

const create: Command = {
  type: 'CREATE',
  commits: true,
  match: reader => isCreate(reader, ['TRANSIENT'], 'SCHEMA'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    const transient = reader.accept('TRANSIENT');
    reader.expect('SCHEMA');
    const keep = reader.ifNotExists();
    const name = resolveSchema(session, reader.name(), 'CREATE SCHEMA');
    if (reader.at('CLONE')) throw unsupported('CREATE SCHEMA … CLONE');
    reader.accept('WITH', 'MANAGED', 'ACCESS');
    const options = reader.options();
    reader.expectEnd();
    if (account.catalog.database(name.database) === undefined)
      throw doesNotExist('Database', displayName([name.database]));
    const shown = displayName([name.schema]);
    const comment = optionText(options, 'COMMENT') ?? '';
    // dbt's threads create the same schema at once: one makes it, the others find it.
    return whileLocked(context, [shownName(name)], async () => {
      if (account.catalog.schema(name) !== undefined || name.schema === INFORMATION_SCHEMA) {
        if (!replace && keep) return alreadyThere(shown);
        if (!replace || name.schema === INFORMATION_SCHEMA) throw alreadyExists(shownName(name));
        await removeSchema(account, name);
      }
      await createSchema(account, name, { owner: session.role, comment, transient });
      session.database = name.database;
      session.schema = name.schema;
      return statusResult(`Schema ${shown} successfully created.`);
    });
  },
};

const alter: Command = {
  type: 'ALTER',
  commits: true,
  match: reader => reader.at('ALTER', 'SCHEMA'),
  async run({ account, session }, reader) {
    reader.expect('ALTER', 'SCHEMA');
    const ifExists = reader.ifExists();
    const name = resolveSchema(session, reader.name(), 'ALTER SCHEMA');
    const entry = account.catalog.schema(name);
    if (entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('Schema', shownName(name));
    }
    if (reader.at('RENAME')) throw unsupported('ALTER SCHEMA … RENAME');
    if (reader.accept('UNSET')) {
      if (reader.accept('COMMENT')) entry.comment = '';
      else reader.rest();
    } else {
      reader.expect('SET');
      entry.comment = optionText(reader.options(), 'COMMENT') ?? entry.comment;
      reader.expectEnd();
    }
    account.catalog.save();
    return statusResult(DONE);
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'SCHEMA'),
  async run({ account, session }, reader) {
    reader.expect('DROP', 'SCHEMA');
    const ifExists = reader.ifExists();
    const name = resolveSchema(session, reader.name(), 'DROP SCHEMA');
    reader.acceptAny('CASCADE', 'RESTRICT');
    reader.expectEnd();
    const shown = displayName([name.schema]);
    if (account.catalog.schema(name) === undefined) {
      if (!ifExists) throw doesNotExist('Schema', shownName(name));
      return alreadyDropped(shown);
    }
    await removeSchema(account, name);
    if (session.database === name.database && session.schema === name.schema) session.schema = null;
    return dropped(shown);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: isDescribe('SCHEMA'),
  async run({ account, session }, reader) {
    reader.next();
    reader.expect('SCHEMA');
    const name = resolveSchema(session, reader.name(), 'DESCRIBE SCHEMA');
    if (account.catalog.schema(name) === undefined) throw cannotPerform();
    const rows = account.catalog
      .tables(name)
      .map(([table, entry]) => [timestampCell(entry.createdOn), table, entry.kind]);
    const columns = [timeColumn('created_on'), textColumn('name'), textColumn('kind')];
    return tableResult(columns, rows, statementType.describe);
  },
};

const show: Command = {
  type: 'SHOW',
  match: isShow('SCHEMAS'),
  async run(context, reader) {
    const terse = showTerse(reader);
    reader.expect('SCHEMAS');
    return showSchemas(context, reader, terse);
  },
};

function showSchemas(
  { account, session }: CommandContext,
  reader: TokenReader,
  terse: boolean,
): StatementResult {
  const options = readShowOptions(reader);
  const { scope } = options;
  // A bare name after IN is a database here.
  const named =
    scope.kind === 'database' || scope.kind === 'name'
      ? (scope.parts[0] ?? session.database)
      : session.database;
  const wanted = scope.kind === 'account' || named === null ? undefined : named;
  if (wanted !== undefined && account.catalog.database(wanted) === undefined) throw cannotPerform();
  const databases = account.catalog.databases().filter(([name]) => wanted === undefined || name === wanted);
  const rows = databases.flatMap(([database, { createdOn, owner }]) => {
    const own: SchemaEntry = {
      comment: 'Views describing the contents of schemas in this database',
      createdOn,
      owner,
      transient: false,
    };
    const schemas = [...account.catalog.schemas(database), [INFORMATION_SCHEMA, own] as const];
    return schemas
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([schema, entry]) => {
        const created = timestampCell(entry.createdOn);
        if (terse) return [created, schema, null, database, null];
        const current = session.database === database && session.schema === schema ? 'Y' : 'N';
        const kind = entry.transient ? 'TRANSIENT' : '';
        return [created, schema, 'N', current, database, entry.owner, entry.comment, kind, '1', 'ROLE', null];
      });
  });
  const names = terse
    ? ['name', 'kind', 'database_name', 'schema_name']
    : [
        'name',
        'is_default',
        'is_current',
        'database_name',
        'owner',
        'comment',
        'options',
        'retention_time',
        'owner_role_type',
        'budget',
      ];
  return showResult([timeColumn('created_on'), ...names.map(name => textColumn(name))], rows, options);
}

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of schemas. */
export const schemaCommands: readonly Command[] = [create, alter, drop, describe, show];
