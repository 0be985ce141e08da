import { randomBytes } from 'node:crypto';
import type { Account } from '../account.ts';
import type { AccountCollection } from '../catalog.ts';
import { type Command, type CommandContext, isCreate } from '../command.ts';
import {
  alreadyExists,
  doesNotExist,
  insufficientPrivileges,
  invalidProperty,
  invalidValue,
  SnowflakeError,
  unsupported,
} from '../errors.ts';
import { displayName } from '../names.ts';
import { type Options, optionFlag, optionList, optionText, type TokenReader } from '../reader.ts';
import {
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { readShowOptions, showResult } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';

/** A storage integration: the role that the account may play, and where. */
export interface IntegrationEntry {
  readonly enabled: boolean;
  readonly roleArn: string;
  /** Drawn when the integration is made; the trust policy of the role must ask for it. */
  readonly externalId: string;
  /** URLs that a stage may begin with; `*` for all. */
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
  readonly comment: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  /** Read with the person's own AWS profile instead of playing the role; no secret is part of it. */
  readonly own?: OwnProfile;
}

/**
 * Where real AWS is for the sandbox's Snowflake, which nobody there trusts: it reads the bucket as the person who runs it.
 * A way of the sandbox alone; its options begin with `SANDBOX_`.
 */
export interface OwnProfile {
  /** A profile of their AWS files; empty: the default one. */
  readonly profile: string;
  readonly region: string;
  /** Empty: AWS itself. */
  readonly endpoint: string;
}

export function integrations(account: Account): AccountCollection<IntegrationEntry> {
  return account.catalog.account<IntegrationEntry>('integrations');
}

/** An external id in Snowflake's form: `ACCOUNT_SFCRole=2_` and 20 random bytes. */
function newExternalId(account: string): string {
  return `${account}_SFCRole=2_${randomBytes(20).toString('base64')}`;
}

/** The integration of a name. Throws 002003 when there is none. */
export function findIntegration(account: Account, name: string): IntegrationEntry {
  const entry = integrations(account).get(name);
  if (entry === undefined) throw doesNotExist('Integration', displayName([name]));
  return entry;
}

/** Throws 003127 when `url` does not begin with an allowed location, or begins with a blocked one. */
export function checkLocation(name: string, entry: IntegrationEntry, url: string): void {
  const within = (location: string): boolean => {
    const folder = location.endsWith('/') ? location : `${location}/`;
    return location === '*' || `${url}/`.startsWith(folder);
  };
  if (entry.allowed.some(within) && !entry.blocked.some(within)) return;
  throw new SnowflakeError(
    '003127',
    '42601',
    `SQL compilation error:\nLocation '${url}' is not allowed by integration '${displayName([name])}'. Please use DESC INTEGRATION to check out allowed and blocked locations.`,
  );
}

const KEYS = new Set([
  'TYPE',
  'STORAGE_PROVIDER',
  'ENABLED',
  'STORAGE_AWS_ROLE_ARN',
  'STORAGE_AWS_EXTERNAL_ID',
  'STORAGE_ALLOWED_LOCATIONS',
  'STORAGE_BLOCKED_LOCATIONS',
  'COMMENT',
  'SANDBOX_AWS_PROFILE',
  'SANDBOX_AWS_REGION',
  'SANDBOX_AWS_ENDPOINT',
]);

function checkOptions(options: Options): void {
  for (const key of options.keys()) if (!KEYS.has(key)) throw invalidProperty(key, 'STORAGE INTEGRATION');
  const type = optionText(options, 'TYPE')?.toUpperCase() ?? 'EXTERNAL_STAGE';
  if (type !== 'EXTERNAL_STAGE') throw invalidValue(type, 'TYPE');
  const provider = optionText(options, 'STORAGE_PROVIDER')?.toUpperCase() ?? 'S3';
  if (provider === 'GCS' || provider === 'AZURE' || provider === 'S3GOV' || provider === 'S3CHINA')
    throw unsupported(`STORAGE_PROVIDER = ${provider}`);
  if (provider !== 'S3') throw invalidValue(provider, 'STORAGE_PROVIDER');
  const roleArn = optionText(options, 'STORAGE_AWS_ROLE_ARN');
  if (roleArn !== undefined && !/^arn:aws:iam::\d{12}:role\/.+$/.test(roleArn))
    throw invalidValue(roleArn, 'STORAGE_AWS_ROLE_ARN');
  for (const key of ['STORAGE_ALLOWED_LOCATIONS', 'STORAGE_BLOCKED_LOCATIONS']) {
    for (const location of optionList(options, key) ?? [])
      if (location !== '*' && !/^s3:\/\/[^/]+/.test(location)) throw invalidValue(location, key);
  }
}

/** What `CREATE` or `ALTER … SET` says, over what there was. */
function changed(base: IntegrationEntry, options: Options): IntegrationEntry {
  return {
    ...base,
    enabled: optionFlag(options, 'ENABLED') ?? base.enabled,
    roleArn: optionText(options, 'STORAGE_AWS_ROLE_ARN') ?? base.roleArn,
    externalId: optionText(options, 'STORAGE_AWS_EXTERNAL_ID') ?? base.externalId,
    allowed: optionList(options, 'STORAGE_ALLOWED_LOCATIONS') ?? base.allowed,
    blocked: optionList(options, 'STORAGE_BLOCKED_LOCATIONS') ?? base.blocked,
    comment: optionText(options, 'COMMENT') ?? base.comment,
    ...ownProfile(base, options),
  };
}

function ownProfile(base: IntegrationEntry, options: Options): { own?: OwnProfile } {
  const region = optionText(options, 'SANDBOX_AWS_REGION');
  if (region === undefined) return base.own === undefined ? {} : { own: base.own };
  return {
    own: {
      region,
      profile: optionText(options, 'SANDBOX_AWS_PROFILE') ?? '',
      endpoint: optionText(options, 'SANDBOX_AWS_ENDPOINT') ?? '',
    },
  };
}

/** Only the account's administrator handles integrations unless it grants the right. */
function requireAdministrator({ session, account }: CommandContext): void {
  if (session.role !== 'ACCOUNTADMIN') throw insufficientPrivileges(`account '${account.name}'`);
}

function acceptStorageIntegration(reader: TokenReader): void {
  reader.accept('STORAGE');
  reader.expect('INTEGRATION');
}

function atIntegration(reader: TokenReader, word = 'INTEGRATION'): boolean {
  reader.accept('STORAGE');
  return reader.at(word);
}

const create: Command = {
  type: 'CREATE',
  commits: true,
  match: reader => isCreate(reader, [], 'STORAGE', 'INTEGRATION'),
  async run(context, reader) {
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    reader.expect('STORAGE', 'INTEGRATION');
    const keep = reader.ifNotExists();
    const name = reader.identifier();
    const options = reader.options();
    reader.expectEnd();
    requireAdministrator(context);
    checkOptions(options);
    for (const key of ['STORAGE_AWS_ROLE_ARN', 'STORAGE_ALLOWED_LOCATIONS', 'ENABLED'])
      if (!options.has(key)) throw missing(key);
    const all = integrations(context.account);
    if (all.get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(displayName([name]));
      throw alreadyExists(displayName([name]));
    }
    const base: IntegrationEntry = {
      enabled: false,
      roleArn: '',
      externalId: newExternalId(context.account.name.toUpperCase()),
      allowed: [],
      blocked: [],
      comment: '',
      createdOn: Date.now(),
    };
    all.set(name, changed(base, options));
    return statusResult(`Integration ${displayName([name])} successfully created.`);
  },
};

const alter: Command = {
  type: 'ALTER',
  commits: true,
  match: reader => reader.accept('ALTER') && atIntegration(reader),
  async run(context, reader) {
    reader.expect('ALTER');
    acceptStorageIntegration(reader);
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    requireAdministrator(context);
    const all = integrations(context.account);
    const entry = all.get(name);
    if (entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('Integration', displayName([name]));
    }
    if (reader.accept('UNSET')) {
      const keys = reader.rest().map(token => token.value);
      const { own, ...rest } = entry;
      const keepsOwn = own !== undefined && !keys.includes('SANDBOX_AWS_REGION');
      all.set(name, {
        ...rest,
        ...(keepsOwn ? { own } : {}),
        ...(keys.includes('COMMENT') ? { comment: '' } : {}),
        ...(keys.includes('STORAGE_BLOCKED_LOCATIONS') ? { blocked: [] } : {}),
        ...(keys.includes('ENABLED') ? { enabled: false } : {}),
      });
      return statusResult(DONE);
    }
    reader.expect('SET');
    const options = reader.options();
    reader.expectEnd();
    checkOptions(options);
    all.set(name, changed(entry, options));
    return statusResult(DONE);
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.accept('DROP') && atIntegration(reader),
  async run(context, reader) {
    reader.expect('DROP');
    acceptStorageIntegration(reader);
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    reader.expectEnd();
    requireAdministrator(context);
    const shown = displayName([name]);
    if (integrations(context.account).delete(name)) return dropped(shown);
    if (!ifExists) throw doesNotExist('Integration', shown);
    return alreadyDropped(shown);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: reader => reader.acceptAny('DESC', 'DESCRIBE') !== undefined && atIntegration(reader),
  async run({ account }, reader) {
    reader.next();
    acceptStorageIntegration(reader);
    const name = reader.identifier();
    reader.expectEnd();
    const entry = findIntegration(account, name);
    const rows = [
      ['ENABLED', 'Boolean', String(entry.enabled), 'false'],
      ['STORAGE_PROVIDER', 'String', 'S3', ''],
      ['STORAGE_ALLOWED_LOCATIONS', 'List', entry.allowed.join(','), '[]'],
      ['STORAGE_BLOCKED_LOCATIONS', 'List', entry.blocked.join(','), '[]'],
      ['STORAGE_AWS_IAM_USER_ARN', 'String', account.storage.iamUserArn, ''],
      ['STORAGE_AWS_ROLE_ARN', 'String', entry.roleArn, ''],
      ['STORAGE_AWS_EXTERNAL_ID', 'String', entry.externalId, ''],
      ['USE_PRIVATELINK_ENDPOINT', 'Boolean', 'false', 'false'],
      ['COMMENT', 'String', entry.comment, ''],
      ...(entry.own === undefined
        ? []
        : [
            ['SANDBOX_AWS_PROFILE', 'String', entry.own.profile, ''],
            ['SANDBOX_AWS_REGION', 'String', entry.own.region, ''],
            ['SANDBOX_AWS_ENDPOINT', 'String', entry.own.endpoint, ''],
          ]),
    ];
    const columns = ['property', 'property_type', 'property_value', 'property_default'];
    return tableResult(
      columns.map(column => textColumn(column)),
      rows,
      statementType.describe,
    );
  },
};

const show: Command = {
  type: 'SHOW',
  match: reader => reader.accept('SHOW') && atIntegration(reader, 'INTEGRATIONS'),
  async run({ account }, reader) {
    reader.expect('SHOW');
    reader.accept('STORAGE');
    reader.expect('INTEGRATIONS');
    const options = readShowOptions(reader);
    const columns = [
      ...['name', 'type', 'category', 'enabled', 'comment'].map(column => textColumn(column)),
      timeColumn('created_on'),
    ];
    const rows = integrations(account)
      .entries()
      .map(([name, entry]) => [
        name,
        'EXTERNAL_STAGE',
        'STORAGE',
        String(entry.enabled),
        entry.comment,
        timestampCell(entry.createdOn),
      ]);
    return showResult(columns, rows, options);
  },
};

/** Other kinds of integration exist in Snowflake; saying so is better than a syntax error. */
const otherKinds: Command = {
  type: 'CREATE',
  match: reader => isCreate(reader, ['API', 'NOTIFICATION', 'SECURITY', 'CATALOG'], 'INTEGRATION'),
  async run() {
    throw unsupported('INTEGRATION other than STORAGE INTEGRATION');
  },
};

function missing(key: string): SnowflakeError {
  return new SnowflakeError('002029', '42601', `SQL compilation error:\nMissing option(s): [${key}]`);
}

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of storage integrations. */
export const integrationCommands: readonly Command[] = [create, alter, drop, describe, show, otherKinds];
