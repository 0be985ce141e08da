import type { Account } from '../account.ts';
import { type Command, type CommandContext, isCreate } from '../command.ts';
import {
  alreadyExists,
  doesNotExist,
  insufficientPrivileges,
  invalidProperty,
  invalidValue,
} from '../errors.ts';
import { displayName } from '../names.ts';
import { type Options, optionText, type TokenReader } from '../reader.ts';
import {
  FREQUENCIES,
  type ResourceMonitorEntry,
  TRIGGER_ACTIONS,
  type Trigger,
  type TriggerAction,
} from '../resource-monitors.ts';
import { statusResult, textColumn, timeColumn, timestampCell } from '../result.ts';
import { readShowOptions, showResult } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';

/** Only the account's administrator makes resource monitors. */
function requireAdministrator({ session, account }: CommandContext): void {
  if (session.role !== 'ACCOUNTADMIN') throw insufficientPrivileges(`account '${account.name}'`);
}

/** `CREDIT_QUOTA = 5 FREQUENCY = NEVER … TRIGGERS ON 100 PERCENT DO SUSPEND …`, over what there was. */
function changed(base: ResourceMonitorEntry, reader: TokenReader): ResourceMonitorEntry {
  const options = reader.options();
  const triggers = reader.accept('TRIGGERS') ? readTriggers(reader) : base.triggers;
  reader.expectEnd();
  for (const key of options.keys())
    if (!['CREDIT_QUOTA', 'FREQUENCY', 'START_TIMESTAMP', 'END_TIMESTAMP', 'NOTIFY_USERS'].includes(key))
      throw invalidProperty(key, 'RESOURCE MONITOR');
  return { ...base, quota: quotaOf(options, base), frequency: frequencyOf(options, base), triggers };
}

function quotaOf(options: Options, base: ResourceMonitorEntry): number | null {
  const text = optionText(options, 'CREDIT_QUOTA');
  if (text === undefined) return base.quota;
  if (text.toUpperCase() === 'NULL') return null;
  if (!/^\d+$/.test(text) || Number(text) < 1) throw invalidValue(text, 'CREDIT_QUOTA');
  return Number(text);
}

function frequencyOf(options: Options, base: ResourceMonitorEntry): ResourceMonitorEntry['frequency'] {
  const text = optionText(options, 'FREQUENCY')?.toUpperCase();
  if (text === undefined) return base.frequency;
  const found = FREQUENCIES.find(frequency => frequency === text);
  if (found === undefined) throw invalidValue(text, 'FREQUENCY');
  return found;
}

function readTriggers(reader: TokenReader): readonly Trigger[] {
  const triggers: Trigger[] = [];
  while (reader.accept('ON')) {
    const percent = reader.integer();
    reader.expect('PERCENT', 'DO');
    const word = reader.identifier();
    const action = TRIGGER_ACTIONS.find(candidate => candidate === word);
    if (action === undefined) throw reader.skip(-1).unexpected();
    triggers.push({ percent, action });
  }
  return triggers;
}

const create: Command = {
  type: 'CREATE',
  commits: true,
  match: reader => isCreate(reader, [], 'RESOURCE', 'MONITOR'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    reader.expect('RESOURCE', 'MONITOR');
    const keep = reader.ifNotExists();
    const name = reader.identifier();
    requireAdministrator(context);
    reader.accept('WITH');
    const now = Date.now();
    const base: ResourceMonitorEntry = {
      quota: null,
      frequency: 'MONTHLY',
      triggers: [],
      used: 0,
      since: now,
      owner: session.role,
      createdOn: now,
    };
    const entry = changed(base, reader);
    const shown = displayName([name]);
    if (account.warehouses.monitors.get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(shown);
      throw alreadyExists(shown);
    }
    account.warehouses.monitors.set(name, entry);
    return statusResult(`Resource monitor ${shown} successfully created.`);
  },
};

function find(account: Account, name: string): ResourceMonitorEntry {
  const entry = account.warehouses.monitors.get(name);
  if (entry === undefined) throw doesNotExist('Resource monitor', displayName([name]));
  return entry;
}

const alter: Command = {
  type: 'ALTER',
  commits: true,
  match: reader => reader.at('ALTER', 'RESOURCE', 'MONITOR'),
  async run(context, reader) {
    const { account } = context;
    reader.expect('ALTER', 'RESOURCE', 'MONITOR');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    requireAdministrator(context);
    if (ifExists && account.warehouses.monitors.get(name) === undefined) return statusResult(DONE);
    const entry = find(account, name);
    reader.accept('SET');
    account.warehouses.monitors.set(name, changed(entry, reader));
    return statusResult(DONE);
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'RESOURCE', 'MONITOR'),
  async run(context, reader) {
    const { warehouses } = context.account;
    reader.expect('DROP', 'RESOURCE', 'MONITOR');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    reader.expectEnd();
    requireAdministrator(context);
    const shown = displayName([name]);
    if (!warehouses.dropMonitor(name)) {
      if (!ifExists) throw doesNotExist('Resource monitor', shown);
      return alreadyDropped(shown);
    }
    return dropped(shown);
  },
};

const COLUMNS = [
  ...['name', 'credit_quota', 'used_credits', 'remaining_credits', 'level', 'frequency'].map(name =>
    textColumn(name),
  ),
  timeColumn('start_time'),
  timeColumn('end_time'),
  ...['notify_at', 'suspend_at', 'suspend_immediately_at'].map(name => textColumn(name)),
  timeColumn('created_on'),
  ...['owner', 'comment', 'notify_users'].map(name => textColumn(name)),
];

const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'RESOURCE', 'MONITORS'),
  async run({ account: { warehouses } }, reader) {
    reader.expect('SHOW', 'RESOURCE', 'MONITORS');
    const options = readShowOptions(reader);
    const rows = warehouses.monitors.entries().map(([name, entry]) => {
      const { quota, triggers } = entry;
      const used = warehouses.usedCredits(name);
      const at = (action: TriggerAction): string =>
        triggers
          .filter(trigger => trigger.action === action)
          .map(({ percent }) => `${percent}%`)
          .join(',');
      return [
        name,
        quota === null ? null : quota.toFixed(2),
        used.toFixed(2),
        quota === null ? null : Math.max(0, quota - used).toFixed(2),
        warehouses.isMonitoring(name) ? 'WAREHOUSE' : null,
        entry.frequency,
        timestampCell(entry.since),
        null,
        at('NOTIFY'),
        at('SUSPEND'),
        at('SUSPEND_IMMEDIATE'),
        timestampCell(entry.createdOn),
        entry.owner,
        null,
        '',
      ];
    });
    return showResult(COLUMNS, rows, options);
  },
};

/** CREATE, ALTER, DROP and SHOW of resource monitors. */
export const resourceMonitorCommands: readonly Command[] = [create, alter, drop, show];
