import { join } from 'node:path';
import process from 'node:process';
import {
  exportPrints,
  foundDataset,
  martPrints,
  postgresPrints,
  stagingPrints,
} from '../../steps/proof/found.ts';
import type { StepResult } from '../engine/validate.ts';
import type { DataIdentity } from '../lab/proof.ts';
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
  const holds = (...ids: readonly string[]) =>
    results.some(({ step, verdict }) => ids.includes(step.id) && verdict === 'passed');
  const staging = holds('snowflake.load-staging');
  const marts = holds('dbt.run', 'marts.product-performance', 'marts.customer-ltv');
  // Only what a step vouches for: a table that is not right may not even be measurable.
  const [postgres, warehouse] = await Promise.all([
    holds('data.generate') ? ports.openReaders(['postgres'], signal).then(of => of.postgres) : undefined,
    staging || marts ? ports.openReaders(['warehouse'], signal).then(of => of.warehouse) : undefined,
  ]);
  const [data, found, versions] = await Promise.all([
    postgres === undefined ? null : identityOf(postgres, settings, signal),
    Promise.all([
      postgres === undefined ? [] : postgresPrints(postgres, signal),
      exportPrints(results.flatMap(({ step, checks }) => (step.chapter.id === 'export' ? checks : []))),
      warehouse === undefined || !staging ? [] : stagingPrints(warehouse, signal),
      warehouse === undefined || !marts ? [] : martPrints(warehouse, signal),
    ]),
    versionsOf(ports, postgres, signal),
  ]);
  return signedReport(
    {
      results,
      state,
      student: context.student,
      target: context.target,
      lineage: settings.lineage,
      data,
      fingerprints: found.flat(),
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

async function versionsOf(
  ports: OpenLab['session']['ports'],
  postgres: ReaderPorts['postgres'] | undefined,
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
