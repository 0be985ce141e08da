import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { requireOnAccount } from '../access.ts';
import type { Account } from '../account.ts';
import { type Command, type CommandContext, isCreate, isDescribe } from '../command.ts';
import { RESERVED_DATABASES } from '../engine.ts';
import { alreadyExists, cannotPerform, doesNotExist, unsupported } from '../errors.ts';
import { displayName } from '../names.ts';
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
import { createSchema } from './schemas.ts';

/** Makes a database: its file, its catalogue entry, its PUBLIC schema. */
async function createDatabase(
  context: CommandContext,
  name: string,
  properties: { readonly comment: string; readonly transient: boolean },
): Promise<void> {
  const { account, session } = context;
  // A name may hold anything; a file's name is ours.
  const file = `${randomUUID()}.duckdb`;
  await account.engine.attach(name, file);
  account.catalog.addDatabase(name, { file, createdOn: Date.now(), owner: session.role, ...properties });
  await createSchema(
    account,
    { database: name, schema: 'PUBLIC' },
    { owner: session.role, comment: '', transient: false },
  );
}

/** Detaches a database and deletes its file. */
async function removeDatabase(account: Account, name: string): Promise<void> {
  const entry = account.catalog.database(name);
  if (entry === undefined) return;
  await account.engine.detach(name);
  account.catalog.dropDatabase(name);
  for (const suffix of ['', '.wal']) await rm(account.engine.fileOf(entry.file + suffix), { force: true });
}

const create: Command = {
  type: 'CREATE',
  commits: true,
  match: reader => isCreate(reader, ['TRANSIENT'], 'DATABASE'),
  async run(context, reader) {
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    const transient = reader.accept('TRANSIENT');
    reader.expect('DATABASE');
    const keep = reader.ifNotExists();
    const name = reader.identifier();
    const shown = displayName([name]);
    if (reader.at('CLONE') || reader.at('FROM') || reader.at('AS'))
      throw unsupported('CREATE DATABASE … CLONE');
    const options = reader.options();
    reader.expectEnd();
    const { account, session } = context;
    if (RESERVED_DATABASES.has(name)) throw alreadyExists(shown);
    return whileLocked(context, [shown], async () => {
      const exists = account.catalog.database(name) !== undefined;
      if (exists && !replace) {
        if (keep) return alreadyThere(shown);
        throw alreadyExists(shown);
      }
      requireOnAccount(context, 'CREATE DATABASE');
      if (exists) await removeDatabase(account, name);
      await createDatabase(context, name, { comment: optionText(options, 'COMMENT') ?? '', transient });
      session.database = name;
      session.schema = 'PUBLIC';
      return statusResult(`Database ${shown} successfully created.`);
    });
  },
};

const alter: Command = {
  type: 'ALTER',
  commits: true,
  match: reader => reader.at('ALTER', 'DATABASE'),
  async run({ account, session }, reader) {
    reader.expect('ALTER', 'DATABASE');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    const entry = account.catalog.database(name);
    if (entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('Database', displayName([name]));
    }
    if (reader.accept('RENAME', 'TO')) {
      const target = reader.identifier();
      if (account.catalog.database(target) !== undefined || RESERVED_DATABASES.has(target))
        throw alreadyExists(displayName([target]));
      await account.engine.detach(name);
      await account.engine.attach(target, entry.file);
      account.catalog.renameDatabase(name, target);
      if (session.database === name) session.database = target;
      return statusResult(DONE);
    }
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
  match: reader => reader.at('DROP', 'DATABASE'),
  async run({ account, session }, reader) {
    reader.expect('DROP', 'DATABASE');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    reader.acceptAny('CASCADE', 'RESTRICT');
    reader.expectEnd();
    const shown = displayName([name]);
    if (account.catalog.database(name) === undefined) {
      if (!ifExists) throw doesNotExist('Database', shown);
      return alreadyDropped(shown);
    }
    await removeDatabase(account, name);
    if (session.database === name) {
      session.database = null;
      session.schema = null;
    }
    return dropped(shown);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: isDescribe('DATABASE'),
  async run({ account }, reader) {
    reader.next();
    reader.expect('DATABASE');
    const name = reader.identifier();
    if (account.catalog.database(name) === undefined) throw cannotPerform();
    const rows = account.catalog
      .schemas(name)
      .map(([schema, entry]) => [timestampCell(entry.createdOn), schema, 'SCHEMA']);
    const columns = [timeColumn('created_on'), textColumn('name'), textColumn('kind')];
    return tableResult(columns, rows, statementType.describe);
  },
};

const show: Command = {
  type: 'SHOW',
  match: isShow('DATABASES'),
  async run(context, reader) {
    const terse = showTerse(reader);
    reader.expect('DATABASES');
    return showDatabases(context, reader, terse);
  },
};

function showDatabases(
  { account, session }: CommandContext,
  reader: TokenReader,
  terse: boolean,
): StatementResult {
  const options = readShowOptions(reader);
  const names = terse
    ? ['name', 'kind', 'database_name', 'schema_name']
    : [
        'name',
        'is_default',
        'is_current',
        'origin',
        'owner',
        'comment',
        'options',
        'retention_time',
        'kind',
        'budget',
        'owner_role_type',
        'object_visibility',
      ];
  const rows = account.catalog.databases().map(([name, entry]) => {
    const created = timestampCell(entry.createdOn);
    if (terse) return [created, name, 'STANDARD', null, null];
    const current = name === session.database ? 'Y' : 'N';
    const kind = entry.transient ? 'TRANSIENT' : '';
    return [
      created,
      name,
      'N',
      current,
      '',
      entry.owner,
      entry.comment,
      kind,
      '1',
      'STANDARD',
      null,
      'ROLE',
      null,
    ];
  });
  return showResult([timeColumn('created_on'), ...names.map(name => textColumn(name))], rows, options);
}

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of databases. */
export const databaseCommands: readonly Command[] = [create, alter, drop, describe, show];
