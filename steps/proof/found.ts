/** What the systems hold, as fingerprints: the other side of what a data set must come to. */
import type { Check, Fingerprint, LabSettings } from '../../src/lab/lab.ts';
import type { ReaderPorts } from '../../src/ports/ports.ts';
import { readMark, type Wanted, wantedDataset } from '../02-data/wanted.ts';
import { type Measure, measureCopies, measureSource } from '../05-snowflake/measure.ts';
import { EVENTS_TABLE, STAGING_TABLES } from '../05-snowflake/tables.ts';
import { lookAt } from '../06-dbt/look.ts';
import { CUSTOMER_LTV, PRODUCT_PERFORMANCE, RELATIONS } from '../06-dbt/relations.ts';
import { martSums } from './expected.ts';

type Readers = Pick<ReaderPorts, 'postgres' | 'warehouse'>;

/** Which data set the database says that it holds. */
export async function foundDataset(
  postgres: Readers['postgres'],
  settings: LabSettings,
  signal: AbortSignal,
): Promise<Wanted> {
  return wantedDataset(settings, await readMark(postgres, signal));
}

/** Fingerprints of the tables in PostgreSQL. @throws the driver's error, also when a table is absent. */
export async function postgresPrints(
  postgres: Readers['postgres'],
  signal: AbortSignal,
): Promise<readonly Fingerprint[]> {
  const measures = await measureSource(postgres, [...STAGING_TABLES, EVENTS_TABLE], signal);
  return [...measures].map(([table, measure]) => print('postgres', table, measure));
}

/** Fingerprints of what is there of STAGING. @throws the driver's error. */
export async function stagingPrints(
  warehouse: Readers['warehouse'],
  signal: AbortSignal,
): Promise<readonly Fingerprint[]> {
  const copies = await measureCopies(warehouse, STAGING_TABLES, 'STAGING', signal);
  return [...copies].map(([table, measure]) => print('staging', table, measure));
}

/** Fingerprints of those of dbt's models that are there. @throws the driver's error. */
export async function martPrints(
  warehouse: Readers['warehouse'],
  signal: AbortSignal,
): Promise<readonly Fingerprint[]> {
  const relations = await lookAt(warehouse, [...RELATIONS, PRODUCT_PERFORMANCE, CUSTOMER_LTV], signal);
  return [...relations].flatMap(([relation, { totals }]): readonly Fingerprint[] => {
    const { rows, revenue, orders } = totals;
    if (rows === null) return [];
    const cents = revenue === null ? undefined : Math.round(revenue * 100);
    return [{ hop: 'marts', relation, rows, sums: martSums(cents, orders ?? undefined), checksum: '' }];
  });
}

function print(hop: Fingerprint['hop'], relation: string, { rows, sums, hash }: Measure): Fingerprint {
  return { hop, relation, rows, sums, checksum: hash.toString(16) };
}

/** Fingerprints of the exports, from what their steps' checks found: the objects are not read twice. */
export function exportPrints(checks: readonly Check[]): readonly Fingerprint[] {
  return checks.flatMap(({ id, actual }): readonly Fingerprint[] => {
    const table = /^(.*)-rows$/.exec(id)?.[1];
    if (table === undefined || typeof actual !== 'number') return [];
    const content = checks.find(check => check.id === `${table}-content`)?.actual;
    return [
      {
        hop: 's3',
        relation: table.replaceAll('-', '_'),
        rows: actual,
        sums: [],
        checksum: typeof content === 'string' ? content : '',
      },
    ];
  });
}
