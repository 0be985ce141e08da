import { type Text, text } from '../../src/i18n/text.ts';
import { defineStep, expectEqual } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { rowsOfAll } from '../05-snowflake/ask.ts';
import { dbtReady, runDbt } from './dbt-command.ts';
import { declaredIn } from './declarations.ts';
import { PROJECT, SOURCES_FILE } from './project.ts';
import { connectedDbtCommand } from './shell-commands.ts';
import { failuresQuery, SOURCE_TESTS } from './source-tests.ts';

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
    const [failures, sources] = await Promise.all([
      failuresOf(ports.warehouse, signal),
      ports.workspace.read(SOURCES_FILE.path),
    ]);
    const declared = declaredIn(sources ?? '').tests;
    return {
      checks: SOURCE_TESTS.map(({ name, of, select }) =>
        expectEqual(
          // The name that dbt prints is the test's identity: reports and people look for it.
          name,
          text(() => name),
          {
            expected: 0,
            // A test that is not declared is not passed: dbt never looks.
            actual: declared.has(name) ? (failures.get(name) ?? null) : null,
            query: `${select};`,
            message: !declared.has(name)
              ? undeclared(of)
              : {
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

function undeclared(column: string): Text {
  return {
    fr: `Ce test n’est plus déclaré : dbt ne le lance donc pas. Remettez-le sous la colonne ${column} de ${SOURCES_FILE.path}.`,
    en: `This test is not declared any more, so dbt does not run it. Put it back under column ${column} of ${SOURCES_FILE.path}.`,
  };
}

/** Failing rows by test; those of a test whose table is absent are left out. */
async function failuresOf(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOfAll(warehouse, SOURCE_TESTS.map(failuresQuery), signal);
  return new Map(rows.map(row => [String(row.NAME), Number(row.FAILURES)]));
}
