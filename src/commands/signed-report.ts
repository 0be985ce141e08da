import { join } from 'node:path';
import process from 'node:process';
import { exportPrints, foundDataset, postgresPrints, warehousePrints } from '../../steps/proof/found.ts';
import type { StepResult } from '../engine/validate.ts';
import type { DataIdentity, Fingerprint } from '../lab/proof.ts';
import type { ReaderPorts } from '../ports/ports.ts';
import { signedReport } from '../proof/assemble.ts';
import type { SignedReport } from '../proof/report.ts';
import { signingKey } from '../proof/signature.ts';
import type { Context } from './context.ts';
import { systemLocale } from './language.ts';
import type { OpenLab } from './open-lab.ts';
import { privacy } from './privacy.ts';
import { version } from './version.ts';

/**
 * The proof of a validation: its results, what the systems hold in a few figures, and what made them, signed with this
 * home's key. What a step that does not hold would have shown is left out.
 * @throws the driver's error when a system that was just verified can no longer be read.
 */
export async function makeSignedReport(
  { session }: OpenLab,
  context: Context,
  results: readonly StepResult[],
  signal: AbortSignal,
): Promise<SignedReport> {
  const key = await signingKey(join(context.places.home, 'credentials', 'report-key.pem'));
  const { ports, settings, state } = session;
  const answered = (chapters: readonly string[]) =>
    results.some(({ step, verdict }) => chapters.includes(step.chapter.id) && verdict === 'passed');
  const readers = {
    postgres: answered(['data']) ? (await ports.openReaders(['postgres'], signal)).postgres : undefined,
    warehouse: answered(['snowflake', 'dbt', 'marts'])
      ? (await ports.openReaders(['warehouse'], signal)).warehouse
      : undefined,
  };
  const [data, found, versions] = await Promise.all([
    readers.postgres === undefined ? null : identityOf(readers.postgres, settings, signal),
    fingerprints(readers, results, signal),
    versionsOf(ports, readers.postgres, signal),
  ]);
  return signedReport(
    {
      results,
      state,
      student: context.student,
      target: context.target,
      lineage: settings.lineage,
      data,
      fingerprints: found,
      versions,
      machine: { os: process.platform, arch: process.arch, locale: systemLocale() ?? '' },
      at: new Date(),
      hide: privacy(ports, context),
    },
    key,
  );
}

async function identityOf(
  postgres: ReaderPorts['postgres'],
  settings: OpenLab['session']['settings'],
  signal: AbortSignal,
): Promise<DataIdentity> {
  const { seed, scale, days } = await foundDataset(postgres, settings, signal);
  return { seed, scale, businessDays: days };
}

interface Readers {
  readonly postgres: ReaderPorts['postgres'] | undefined;
  readonly warehouse: ReaderPorts['warehouse'] | undefined;
}

async function fingerprints(
  { postgres, warehouse }: Readers,
  results: readonly StepResult[],
  signal: AbortSignal,
): Promise<readonly Fingerprint[]> {
  const exported = results.flatMap(({ step, checks }) => (step.chapter.id === 'export' ? checks : []));
  const [tables, copies] = await Promise.all([
    postgres === undefined ? [] : postgresPrints(postgres, signal),
    warehouse === undefined ? [] : warehousePrints(warehouse, signal),
  ]);
  return [...tables, ...exportPrints(exported), ...copies];
}

async function versionsOf(
  ports: OpenLab['session']['ports'],
  postgres: Readers['postgres'],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { dbt } = await ports.openReaders(['dbt'], signal);
  const environment = await dbt.environment().catch(() => undefined);
  const [row] = (await postgres?.query<{ server_version: string }>('SHOW server_version', [], signal)) ?? [];
  return {
    lab: version(),
    node: process.versions.node,
    ...(row === undefined ? {} : { postgres: row.server_version }),
    ...(environment === undefined
      ? {}
      : {
          python: environment.pythonVersion,
          'dbt-core': environment.dbtCore,
          'dbt-snowflake': environment.dbtSnowflake,
        }),
  };
}
