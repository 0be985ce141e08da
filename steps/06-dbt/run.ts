import { defineStep } from '../../src/lab/lab.ts';
import type { Warehouse } from '../../src/ports/warehouse.ts';
import { rowsOf } from '../05-snowflake/ask.ts';
import { missingByModel } from './content.ts';
import { dbtReady, runDbt } from './dbt-command.ts';
import { differingRows } from './differing.ts';
import { martHints } from './hints.ts';
import { lookAt } from './look.ts';
import { PROJECT } from './project.ts';
import { relationChecks } from './relation-checks.ts';
import { DATABASE, fullName, RELATIONS } from './relations.ts';
import { rerunSaved } from './rerun.ts';
import { connectedDbtCommand } from './shell-commands.ts';

const MODELS = new Set(RELATIONS.map(({ model }) => `model.shopstream_dbt.${model}`));

export const run = defineStep({
  name: 'run',
  title: { fr: 'Exécuter les modèles', en: 'Run the models' },
  handout: '1.10.1',
  needs: ['dbt', 'workspace', 'warehouse'],
  after: ['dbt.debug', 'snowflake.load-staging'],

  async prerequisites({ ports }) {
    return dbtReady(ports.dbt, ports.workspace);
  },

  prepare: ports => ports.dbt.warm(),

  async execute(context) {
    await runDbt(context, ['run'], node => MODELS.has(node));
  },

  async verify({ ports, signal }) {
    const [found, missing] = await Promise.all([
      lookAt(ports.warehouse, RELATIONS, signal),
      missingByModel(ports.warehouse, RELATIONS, signal),
    ]);
    return {
      checks: RELATIONS.flatMap(relation => {
        const of = found.get(relation.model);
        return of === undefined ? [] : relationChecks(relation, of, missing.get(relation.model), 'dbt.run');
      }),
      samples: await differingRows(ports.warehouse, RELATIONS, missing, signal),
    };
  },

  async undo({ ports, signal }) {
    for (const relation of RELATIONS.toReversed()) {
      const kind = relation.kind === 'VIEW' ? 'VIEW' : 'TABLE';
      await ports.warehouse.execute(`DROP ${kind} IF EXISTS ${fullName(relation)}`, signal);
    }
    await dropEmptySchemas(ports.warehouse, signal);
  },

  watches: [PROJECT],
  rerun: rerunSaved,

  hints: martHints,

  commands(settings) {
    return [connectedDbtCommand(settings, { fr: 'Dans un terminal', en: 'In a terminal' }, 'dbt run')];
  },
});

/** dbt made the schemas; those that hold something else by now stay. */
async function dropEmptySchemas(warehouse: Warehouse, signal: AbortSignal): Promise<void> {
  for (const schema of new Set(RELATIONS.map(relation => relation.schema))) {
    const inside = await rowsOf(
      warehouse,
      `SELECT TABLE_NAME FROM ${DATABASE}.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = '${schema}'`,
      signal,
    );
    if (inside.length === 0) await warehouse.execute(`DROP SCHEMA IF EXISTS ${DATABASE}.${schema}`, signal);
  }
}
