import {
  type Check,
  type Command,
  errorCode,
  expectThat,
  type LabSettings,
  placeOf,
  sqlScript,
} from '../../src/lab/lab.ts';
import type { Cell, Warehouse, WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, rowsOf } from './ask.ts';
import { WAREHOUSES } from './objects.ts';

type Row = Readonly<Record<string, Cell>>;

const SHOW = 'SHOW RESOURCE MONITORS';

/** Credits: in somebody's account what the lab needs several times over; in the sandbox, where nothing costs, out of the way. */
const QUOTA = { cloud: 5, sandbox: 100 };

export function quotaOf(settings: LabSettings): number {
  return QUOTA[placeOf(settings, 'snowflake')];
}

/** A monitor has no comment that could carry the lab's mark: its name carries it. */
export function monitorName(settings: LabSettings): string {
  const mark = settings.lineage
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .slice(0, 8)
    .toUpperCase();
  return mark === '' ? 'SHOPSTREAM_LAB' : `SHOPSTREAM_LAB_${mark}`;
}

/** Snowflake's code for a right that the role lacks. */
const NOT_ALLOWED = '003001';

/** What SHOW says of the account's monitors; nothing to a role that may not see them. */
export async function monitorRows(warehouse: WarehouseReader, signal: AbortSignal): Promise<readonly Row[]> {
  try {
    return await rowsOf(warehouse, SHOW, signal);
  } catch (error) {
    if (errorCode(error) === NOT_ALLOWED) return [];
    throw error;
  }
}

function script(settings: LabSettings): string {
  const values = { monitor: monitorName(settings), quota: String(quotaOf(settings)) };
  return sqlScript('snowflake/create-resource-monitor.sql', values);
}

/** The monitor of a warehouse, as SHOW WAREHOUSES prints it; empty: none. */
function monitorOf(row: Row | undefined): string {
  const name = cell(row, 'resource_monitor');
  return name === 'null' ? '' : name;
}

/** A monitor that really stops something. */
function stops(row: Row | undefined): boolean {
  const at = `${cell(row, 'suspend_at')}${cell(row, 'suspend_immediately_at')}`;
  return Number(cell(row, 'credit_quota')) > 0 && /\d/.test(at);
}

/** Whether each of the lab's warehouses is limited by a monitor that stops it; whose monitor it is does not matter. */
export function monitorCheck(warehouses: readonly Row[], monitors: readonly Row[]): Check {
  const limited = WAREHOUSES.filter(({ name }) => {
    const warehouse = warehouses.find(row => cell(row, 'name') === name);
    return stops(monitors.find(row => cell(row, 'name') === monitorOf(warehouse)));
  });
  return expectThat(
    'resource-monitor',
    { fr: 'Warehouses sous un plafond de crédits', en: 'Warehouses under a limit of credits' },
    limited.length === WAREHOUSES.length,
    {
      expected: WAREHOUSES.length,
      actual: limited.length,
      query: `${SHOW};`,
      message: {
        fr: 'Un warehouse oublié pourrait vider le compte : il lui faut un resource monitor qui l’éteint (TRIGGERS ON 100 PERCENT DO SUSPEND). Exécutez cette étape, elle le crée et le leur donne.',
        en: 'A forgotten warehouse could empty the account: it needs a resource monitor that suspends it (TRIGGERS ON 100 PERCENT DO SUSPEND). Run this step, it makes one and gives it to them.',
      },
    },
  );
}

/** Makes the monitor and gives it to the warehouses that have none that stops them; returns what was sent. */
export async function limitWarehouses(
  warehouse: Warehouse,
  rows: readonly Row[],
  settings: LabSettings,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const monitors = await monitorRows(warehouse, signal);
  if (monitorCheck(rows, monitors).verdict === 'passed') return [];
  const name = monitorName(settings);
  const [create = '', repair = ''] = [
    script(settings).slice(0, script(settings).indexOf('ALTER WAREHOUSE')),
    `ALTER RESOURCE MONITOR ${name} SET CREDIT_QUOTA = ${quotaOf(settings)} TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND ON 110 PERCENT DO SUSPEND_IMMEDIATE`,
  ];
  const own = monitors.find(row => cell(row, 'name') === name);
  const sent: string[] = [];
  if (own === undefined) {
    await warehouse.script(create, signal);
    sent.push(`CREATE RESOURCE MONITOR ${name}`);
  } else if (!stops(own)) {
    await warehouse.execute(repair, signal);
    sent.push(repair);
  }
  for (const { name: limited } of WAREHOUSES) {
    const current = monitorOf(rows.find(row => cell(row, 'name') === limited));
    const fit = current !== '' && stops(monitors.find(row => cell(row, 'name') === current));
    if (fit) continue;
    const statement = `ALTER WAREHOUSE ${limited} SET RESOURCE_MONITOR = ${name}`;
    await warehouse.execute(statement, signal);
    sent.push(statement);
  }
  return sent;
}

/** What a person would type instead. */
export function monitorCommand(settings: LabSettings): Command {
  return {
    language: 'sql',
    title: {
      fr: 'Puis le plafond de crédits (resource monitor)',
      en: 'Then the limit of credits (resource monitor)',
    },
    code: script(settings),
    file: 'sql/snowflake/create-resource-monitor.sql',
  };
}
