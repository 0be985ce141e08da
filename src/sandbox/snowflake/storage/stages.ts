import type { Account } from '../account.ts';
import type { SchemaCollection } from '../catalog.ts';
import { type Command, type CommandContext, isCreate, isDescribe } from '../command.ts';
import {
  alreadyExists,
  cannotPerform,
  doesNotExist,
  invalidProperty,
  SnowflakeError,
  unsupported,
} from '../errors.ts';
import { displayName, fullName, type ObjectName, resolveObject } from '../names.ts';
import { type Options, optionText, type TokenReader } from '../reader.ts';
import {
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { readShowOptions, showResult, showTarget } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';
import { DEFAULT_CSV, describeFormat, type FileFormat } from './file-format.ts';
import { formatOption } from './file-formats.ts';
import { checkLocation, findIntegration } from './integrations.ts';
import { parseUrl } from './url.ts';

/** An external stage: a place in S3, the integration that opens it, the format of its files. */
interface StageEntry {
  /** `s3://bucket/prefix/`, as it was written, with a final slash. */
  readonly url: string;
  /** Name of the storage integration. */
  readonly integration: string;
  /** `null`: Snowflake's default, plain CSV. */
  readonly format: FileFormat | null;
  readonly comment: string;
  readonly owner: string;
  readonly createdOn: number;
}

export function stages(account: Account): SchemaCollection<StageEntry> {
  return account.catalog.inSchemas<StageEntry>('stages');
}

const KEYS = new Set([
  'URL',
  'STORAGE_INTEGRATION',
  'FILE_FORMAT',
  'COMMENT',
  'DIRECTORY',
  'COPY_OPTIONS',
  'ENCRYPTION',
  'CREDENTIALS',
]);

function checkOptions(options: Options): void {
  for (const key of options.keys()) if (!KEYS.has(key)) throw invalidProperty(key, 'STAGE');
  if (options.has('CREDENTIALS'))
    throw unsupported('stages with direct credentials; use a STORAGE_INTEGRATION');
  if (options.has('COPY_OPTIONS')) throw unsupported('COPY_OPTIONS of a stage; give them to COPY INTO');
}

/** What CREATE or ALTER … SET says, over what there was; the location must be allowed by the integration. */
function changed(context: CommandContext, base: StageEntry, options: Options): StageEntry {
  const url = optionText(options, 'URL') ?? base.url;
  const integration = optionText(options, 'STORAGE_INTEGRATION')?.toUpperCase() ?? base.integration;
  if (url === '') throw unsupported('internal stages');
  const { bucket, key } = parseUrl(url);
  if (integration === '')
    throw new SnowflakeError(
      '002080',
      '42601',
      `SQL compilation error:\nStage on '${url}' needs a STORAGE_INTEGRATION: the sandbox holds no public buckets.`,
    );
  const found = findIntegration(context.account, integration);
  checkLocation(integration, found, url);
  return {
    ...base,
    url: `s3://${bucket}/${key === '' || key.endsWith('/') ? key : `${key}/`}`,
    integration,
    format: formatOption(context, options, base.format ?? DEFAULT_CSV) ?? base.format,
    comment: optionText(options, 'COMMENT') ?? base.comment,
  };
}

function schemaMustExist({ account }: CommandContext, name: ObjectName): void {
  if (account.catalog.schema(name) === undefined)
    throw doesNotExist('Schema', displayName([name.database, name.schema]));
}

const create: Command = {
  type: 'CREATE',
  commits: true,
  match: reader => isCreate(reader, ['TEMPORARY', 'TEMP'], 'STAGE'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    if (reader.acceptAny('TEMPORARY', 'TEMP') !== undefined) throw unsupported('temporary stages');
    reader.expect('STAGE');
    const keep = reader.ifNotExists();
    const name = resolveObject(session, reader.name(), 'CREATE STAGE');
    const options = reader.options();
    reader.expectEnd();
    checkOptions(options);
    schemaMustExist(context, name);
    const shown = displayName([name.name]);
    if (stages(account).get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(shown);
      throw alreadyExists(fullName(name));
    }
    const base: StageEntry = {
      url: '',
      integration: '',
      format: null,
      comment: '',
      owner: session.role,
      createdOn: Date.now(),
    };
    stages(account).set(name, changed(context, base, options));
    return statusResult(`Stage area ${shown} successfully created.`);
  },
};

const alter: Command = {
  type: 'ALTER',
  commits: true,
  match: reader => reader.at('ALTER', 'STAGE'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('ALTER', 'STAGE');
    const ifExists = reader.ifExists();
    const name = resolveObject(session, reader.name(), 'ALTER STAGE');
    const entry = stages(account).get(name);
    if (entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('Stage', fullName(name));
    }
    if (reader.accept('RENAME', 'TO')) {
      const target = resolveObject(session, reader.name(), 'ALTER STAGE');
      schemaMustExist(context, target);
      if (stages(account).get(target) !== undefined) throw alreadyExists(fullName(target));
      stages(account).delete(name);
      stages(account).set(target, entry);
    } else if (reader.accept('REFRESH')) {
      throw unsupported('directory tables');
    } else {
      reader.expect('SET');
      const options = reader.options();
      reader.expectEnd();
      checkOptions(options);
      stages(account).set(name, changed(context, entry, options));
    }
    return statusResult(DONE);
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'STAGE'),
  async run({ account, session }, reader) {
    reader.expect('DROP', 'STAGE');
    const ifExists = reader.ifExists();
    const name = resolveObject(session, reader.name(), 'DROP STAGE');
    reader.expectEnd();
    const shown = displayName([name.name]);
    if (stages(account).delete(name)) return dropped(shown);
    if (!ifExists) throw doesNotExist('Stage', fullName(name));
    return alreadyDropped(shown);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: isDescribe('STAGE'),
  async run({ account, session }, reader) {
    reader.next();
    reader.expect('STAGE');
    const name = resolveObject(session, reader.name(), 'DESCRIBE STAGE');
    reader.expectEnd();
    const entry = stages(account).get(name);
    if (entry === undefined) throw doesNotExist('Stage', fullName(name));
    const format = describeFormat(entry.format ?? DEFAULT_CSV);
    const rows = [
      ...format.map(property => ['STAGE_FILE_FORMAT', ...property]),
      ['STAGE_LOCATION', 'URL', 'String', `["${entry.url}"]`, ''],
      ['STAGE_INTEGRATION', 'STORAGE_INTEGRATION', 'String', entry.integration, ''],
      ['DIRECTORY', 'ENABLE', 'Boolean', 'false', 'false'],
    ];
    const columns = ['parent_property', 'property', 'property_type', 'property_value', 'property_default'];
    return tableResult(
      columns.map(column => textColumn(column)),
      rows,
      statementType.describe,
    );
  },
};

const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'STAGES'),
  async run(context, reader) {
    reader.expect('SHOW', 'STAGES');
    return showStages(context, reader);
  },
};

function showStages({ account, session }: CommandContext, reader: TokenReader) {
  const options = readShowOptions(reader);
  const { database, schema } = showTarget(options, session);
  if (database !== undefined && account.catalog.database(database) === undefined) throw cannotPerform();
  if (
    database !== undefined &&
    schema !== undefined &&
    account.catalog.schema({ database, schema }) === undefined
  )
    throw cannotPerform();
  const columns = [
    timeColumn('created_on'),
    ...[
      'name',
      'database_name',
      'schema_name',
      'url',
      'has_credentials',
      'has_encryption_key',
      'owner',
      'comment',
      'region',
      'type',
      'cloud',
      'notification_channel',
      'storage_integration',
      'endpoint',
      'owner_role_type',
      'directory_enabled',
    ].map(column => textColumn(column)),
  ];
  const found = stages(account).entries({
    ...(database === undefined ? {} : { database }),
    ...(schema === undefined ? {} : { schema }),
  });
  const rows = found.map(([name, entry]) => [
    timestampCell(entry.createdOn),
    name.name,
    name.database,
    name.schema,
    entry.url,
    'N',
    'N',
    entry.owner,
    entry.comment,
    account.storage.region,
    'EXTERNAL',
    'AWS',
    null,
    entry.integration,
    null,
    'ROLE',
    'N',
  ]);
  return showResult(columns, rows, options);
}

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of external stages. */
export const stageCommands: readonly Command[] = [create, alter, drop, describe, show];
