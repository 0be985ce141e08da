import { text } from '../../src/i18n/text.ts';
import { defineStep, expectEqual } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { dbtReady, runDbt } from './dbt-command.ts';
import { PROJECT } from './project.ts';
import { connectedDbtCommand } from './shell-commands.ts';
import { failuresQuery, SOURCE_TESTS, type SourceTest } from './source-tests.ts';

export const test = defineStep({
  name: 'test',
  title: { fr: 'Tester la qualité des données', en: 'Test the quality of the data' },
  handout: '1.10.2',
  needs: ['dbt', 'workspace', 'warehouse'],
  after: ['snowflake.load-staging', 'dbt.init-project'],
  demonstrates: true,

  async prerequisites({ ports }) {
    return dbtReady(ports.dbt, ports.workspace);
  },

  prepare: ports => ports.dbt.warm(),

  async execute(context) {
    await runDbt(context, ['test']);
  },

  async verify({ ports, signal }) {
    const failures = await failuresOf(ports.warehouse, signal);
    return {
      checks: SOURCE_TESTS.map(({ name, select }) =>
        expectEqual(
          // The name that dbt prints is the test's identity: reports and people look for it.
          name,
          text(() => name),
          {
            expected: 0,
            actual: failures.get(name) ?? null,
            query: `${select};`,
            message: {
              fr: `Lignes en faute : la requête les montre. Elles viennent de la source : rechargez-la (snowflake.load-staging), ou corrigez PostgreSQL et refaites l’export.`,
              en: `Failing rows: the query shows them. They come from the source: load it again (snowflake.load-staging), or correct PostgreSQL and export again.`,
            },
          },
        ),
      ),
    };
  },

  watches: [PROJECT],

  commands(settings) {
    return [connectedDbtCommand(settings, { fr: 'Dans un terminal', en: 'In a terminal' }, 'dbt test')];
  },
});

/** Failing rows by test: one query, or one a test when a table is absent. */
async function failuresOf(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const ask = (tests: readonly SourceTest[]) => orAbsent(warehouse.query(failuresQuery(tests), [], signal));
  const together = await ask(SOURCE_TESTS);
  const answers =
    together === undefined ? await Promise.all(SOURCE_TESTS.map(one => ask([one]))) : [together];
  return new Map(
    answers.flatMap(answer => answer?.rows ?? []).map(row => [String(row.NAME), Number(row.FAILURES)]),
  );
}
