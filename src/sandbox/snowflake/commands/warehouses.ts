import { requireOnAccount } from '../access.ts';
import type { Account } from '../account.ts';
import { type Command, type CommandContext, isCreate, isDescribe } from '../command.ts';
import {
  alreadyExists,
  cannotPerform,
  doesNotExist,
  invalidProperty,
  invalidValue,
  SnowflakeError,
} from '../errors.ts';
import { displayName } from '../names.ts';
import { type Options, optionFlag, optionText, type TokenReader } from '../reader.ts';
import {
  numberColumn,
  type StatementResult,
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { readShowOptions, showResult } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';
import type { WarehouseEntry } from '../warehouses.ts';

/** As SHOW prints them, by what CREATE accepts. */
const SIZES: Readonly<Record<string, string>> = {
  XSMALL: 'X-Small',
  'X-SMALL': 'X-Small',
  SMALL: 'Small',
  MEDIUM: 'Medium',
  LARGE: 'Large',
  XLARGE: 'X-Large',
  'X-LARGE': 'X-Large',
  XXLARGE: '2X-Large',
  '2X-LARGE': '2X-Large',
  X2LARGE: '2X-Large',
  XXXLARGE: '3X-Large',
  '3X-LARGE': '3X-Large',
  X3LARGE: '3X-Large',
  '4X-LARGE': '4X-Large',
  X4LARGE: '4X-Large',
};

/** Properties that a real warehouse has and that change nothing here. */
const IGNORED = new Set([
  'MAX_CLUSTER_COUNT',
  'MIN_CLUSTER_COUNT',
  'SCALING_POLICY',
  'ENABLE_QUERY_ACCELERATION',
  'QUERY_ACCELERATION_MAX_SCALE_FACTOR',
  'MAX_CONCURRENCY_LEVEL',
  'STATEMENT_QUEUED_TIMEOUT_IN_SECONDS',
  'STATEMENT_TIMEOUT_IN_SECONDS',
  'WAIT_FOR_COMPLETION',
  'INITIALLY_SUSPENDED',
  'GENERATION',
]);
const KNOWN = new Set([
  'WAREHOUSE_SIZE',
  'WAREHOUSE_TYPE',
  'AUTO_SUSPEND',
  'AUTO_RESUME',
  'COMMENT',
  'RESOURCE_MONITOR',
  ...IGNORED,
]);

/** A warehouse as CREATE WAREHOUSE makes it when nothing is said. Suspends after ten minutes, as Snowflake's. */
export function newWarehouse(owner: string): WarehouseEntry {
  const now = Date.now();
  return {
    size: 'X-Small',
    type: 'STANDARD',
    autoSuspend: 600,
    autoResume: true,
    suspended: false,
    comment: '',
    owner,
    createdOn: now,
    resumedOn: now,
    updatedOn: now,
  };
}

function changed(account: Account, base: WarehouseEntry, options: Options): WarehouseEntry {
  for (const key of options.keys()) if (!KNOWN.has(key)) throw invalidProperty(key, 'WAREHOUSE');
  const size = optionText(options, 'WAREHOUSE_SIZE');
  const known = size === undefined ? base.size : SIZES[size.toUpperCase()];
  if (known === undefined) throw invalidValue(size ?? '', 'WAREHOUSE_SIZE');
  return {
    ...base,
    size: known,
    type: optionText(options, 'WAREHOUSE_TYPE')?.toUpperCase() ?? base.type,
    autoSuspend: options.has('AUTO_SUSPEND')
      ? seconds(optionText(options, 'AUTO_SUSPEND'))
      : base.autoSuspend,
    autoResume: optionFlag(options, 'AUTO_RESUME') ?? base.autoResume,
    comment: optionText(options, 'COMMENT') ?? base.comment,
    resourceMonitor: monitorOf(account, options) ?? base.resourceMonitor ?? 'null',
    updatedOn: Date.now(),
  };
}

/** The resource monitor that is named, as SHOW prints it: `null` for none; `undefined`: nothing is said. */
function monitorOf({ warehouses }: Account, options: Options): string | undefined {
  const value = options.get('RESOURCE_MONITOR');
  if (value === undefined) return undefined;
  const text = optionText(options, 'RESOURCE_MONITOR') ?? '';
  if (text.toUpperCase() === 'NULL') return 'null';
  const name = value.kind === 'name' ? text : text.toUpperCase();
  if (warehouses.monitors.get(name) === undefined)
    throw doesNotExist('Resource monitor', displayName([name]));
  return name;
}

/** `NULL` and 0 both mean: never. */
function seconds(text: string | undefined): number | null {
  if (text === undefined || text.toUpperCase() === 'NULL') return null;
  if (!/^\d+$/.test(text)) throw invalidValue(text, 'AUTO_SUSPEND');
  return Number(text) === 0 ? null : Number(text);
}

const create: Command = {
  type: 'CREATE_WAREHOUSE',
  commits: true,
  match: reader => isCreate(reader, [], 'WAREHOUSE'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    reader.expect('WAREHOUSE');
    const keep = reader.ifNotExists();
    const name = reader.identifier();
    reader.accept('WITH');
    const options = reader.options();
    reader.expectEnd();
    const shown = displayName([name]);
    if (account.warehouses.get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(shown);
      throw alreadyExists(shown);
    }
    requireOnAccount(context, 'CREATE WAREHOUSE');
    const suspended = optionFlag(options, 'INITIALLY_SUSPENDED') ?? false;
    account.warehouses.set(name, {
      ...changed(account, newWarehouse(session.role), options),
      suspended,
    });
    session.warehouse = name;
    return statusResult(`Warehouse ${shown} successfully created.`);
  },
};

const alter: Command = {
  type: 'ALTER_WAREHOUSE',
  match: reader => reader.at('ALTER', 'WAREHOUSE'),
  async run({ account, session }, reader) {
    reader.expect('ALTER', 'WAREHOUSE');
    const ifExists = reader.ifExists();
    const said =
      reader.at('SUSPEND') || reader.at('RESUME') || reader.at('SET') ? undefined : reader.identifier();
    const name = said ?? session.warehouse;
    const entry = name === null ? undefined : account.warehouses.get(name);
    if (name === null || entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('Warehouse', displayName([name ?? '']));
    }
    if (reader.accept('SUSPEND')) {
      if (entry.suspended) throw invalidState(name, 'suspended');
      account.warehouses.set(name, { ...entry, suspended: true, updatedOn: Date.now() });
    } else if (reader.accept('RESUME')) {
      const already = reader.accept('IF', 'SUSPENDED');
      if (!entry.suspended && !already) throw invalidState(name, 'resumed');
      account.warehouses.refuseOverQuota(name);
      account.warehouses.set(name, { ...entry, suspended: false, resumedOn: Date.now() });
    } else if (reader.accept('ABORT', 'ALL', 'QUERIES')) {
      // Nothing queues on a warehouse of the sandbox.
    } else if (reader.accept('RENAME', 'TO')) {
      const target = reader.identifier();
      if (account.warehouses.get(target) !== undefined) throw alreadyExists(displayName([target]));
      account.warehouses.rename(name, target);
      if (session.warehouse === name) session.warehouse = target;
    } else if (reader.accept('UNSET')) {
      const keys = reader.rest().map(token => token.value);
      account.warehouses.set(name, {
        ...entry,
        ...(keys.includes('COMMENT') ? { comment: '' } : {}),
        ...(keys.includes('RESOURCE_MONITOR') ? { resourceMonitor: 'null' } : {}),
      });
    } else {
      reader.expect('SET');
      account.warehouses.set(name, changed(account, entry, reader.options()));
    }
    reader.expectEnd();
    return statusResult(DONE);
  },
};

/** 090063/090064: the warehouse is in that state already. */
function invalidState(name: string, state: 'suspended' | 'resumed'): SnowflakeError {
  return state === 'suspended'
    ? new SnowflakeError(
        '090064',
        '22000',
        `Invalid state. Warehouse '${displayName([name])}' cannot be suspended.`,
      )
    : new SnowflakeError(
        '090063',
        '22000',
        `Invalid state. Warehouse '${displayName([name])}' cannot be resumed as it is not suspended.`,
      );
}

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'WAREHOUSE'),
  async run({ account, session }, reader) {
    reader.expect('DROP', 'WAREHOUSE');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    reader.expectEnd();
    const shown = displayName([name]);
    if (!account.warehouses.delete(name)) {
      if (!ifExists) throw doesNotExist('Warehouse', shown);
      return alreadyDropped(shown);
    }
    if (session.warehouse === name) session.warehouse = null;
    return dropped(shown);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: isDescribe('WAREHOUSE'),
  async run({ account }, reader) {
    reader.next();
    reader.expect('WAREHOUSE');
    const name = reader.identifier();
    const entry = account.warehouses.get(name);
    if (entry === undefined) throw cannotPerform();
    const columns = [timeColumn('created_on'), textColumn('name'), textColumn('kind')];
    return tableResult(
      columns,
      [[timestampCell(entry.createdOn), name, 'WAREHOUSE']],
      statementType.describe,
    );
  },
};

const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'WAREHOUSES'),
  async run(context, reader) {
    reader.expect('SHOW', 'WAREHOUSES');
    return showWarehouses(context, reader);
  },
};

function showWarehouses({ account, session }: CommandContext, reader: TokenReader): StatementResult {
  const options = readShowOptions(reader);
  const columns = [
    ...['name', 'state', 'type', 'size'].map(name => textColumn(name)),
    ...['min_cluster_count', 'max_cluster_count', 'started_clusters', 'running', 'queued'].map(name =>
      numberColumn(name),
    ),
    ...['is_default', 'is_current'].map(name => textColumn(name)),
    numberColumn('auto_suspend'),
    textColumn('auto_resume'),
    ...['available', 'provisioning', 'quiescing', 'other'].map(name => textColumn(name)),
    ...['created_on', 'resumed_on', 'updated_on'].map(name => timeColumn(name)),
    ...['owner', 'comment', 'enable_query_acceleration'].map(name => textColumn(name)),
    numberColumn('query_acceleration_max_scale_factor'),
    ...['resource_monitor', 'scaling_policy', 'owner_role_type'].map(name => textColumn(name)),
  ];
  const rows = account.warehouses
    .entries()
    .map(([name, entry]) => [
      name,
      entry.suspended ? 'SUSPENDED' : 'STARTED',
      entry.type,
      entry.size,
      '1',
      '1',
      entry.suspended ? '0' : '1',
      String(account.warehouses.running(name)),
      '0',
      'N',
      session.warehouse === name ? 'Y' : 'N',
      entry.autoSuspend === null ? null : String(entry.autoSuspend),
      String(entry.autoResume),
      entry.suspended ? '' : '100',
      '',
      '',
      '',
      timestampCell(entry.createdOn),
      timestampCell(entry.resumedOn),
      timestampCell(entry.updatedOn),
      entry.owner,
      entry.comment,
      'false',
      '8',
      entry.resourceMonitor ?? 'null',
      'STANDARD',
      'ROLE',
    ]);
  return showResult(columns, rows, options);
}

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of warehouses. */
export const warehouseCommands: readonly Command[] = [create, alter, drop, describe, show];
