import { type Check, defineStep, expectEqual, expectThat, sqlScript } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, orAbsent, rowsOf, runFirst } from './ask.ts';
import { DATABASE } from './objects.ts';
import { type CopiedTable, STAGING_TABLES } from './tables.ts';

const SCRIPT = sqlScript('snowflake/create-staging-tables.sql');
const COLUMNS = `SELECT TABLE_NAME, COLUMN_NAME
FROM ${DATABASE}.INFORMATION_SCHEMA.COLUMNS
WHERE TABLE_SCHEMA = 'STAGING'
ORDER BY TABLE_NAME, ORDINAL_POSITION`;

/** The columns of each table of STAGING, in order and in lower case. */
async function stagingColumns(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf(warehouse, COLUMNS, signal);
  const grouped = Map.groupBy(rows, row => cell(row, 'TABLE_NAME'));
  return new Map(
    [...grouped].map(([table, found]) => [table, found.map(row => cell(row, 'COLUMN_NAME').toLowerCase())]),
  );
}

function namesOf(table: CopiedTable): readonly string[] {
  return table.columns.map(column => column.name);
}

function tableCheck(table: CopiedTable, found: readonly string[] | undefined): Check {
  const wanted = namesOf(table);
  return expectThat(
    table.target.toLowerCase().replaceAll('_', '-'),
    { fr: `Colonnes de ${table.target}`, en: `Columns of ${table.target}` },
    wanted.join() === found?.join(),
    {
      expected: wanted.length,
      actual: found?.length ?? null,
      query: `DESC TABLE ${DATABASE}.STAGING.${table.target};`,
      message:
        found === undefined
          ? {
              fr: `${table.target} est absente : exécutez cette étape.`,
              en: `${table.target} is absent: run this step.`,
            }
          : {
              fr: `COPY associe les colonnes par leur rang : attendu ${wanted.join(', ')} ; trouvé ${found.join(', ')}.`,
              en: `COPY matches columns by their place: expected ${wanted.join(', ')}; found ${found.join(', ')}.`,
            },
    },
  );
}

export const createStagingTables = defineStep({
  name: 'create-staging-tables',
  title: { fr: 'Créer les tables STAGING', en: 'Create the STAGING tables' },
  handout: '1.8.5',
  needs: ['warehouse'],
  after: ['snowflake.create-schemas'],

  async prerequisites({ ports, signal }) {
    const schemas = await rowsOf(
      ports.warehouse,
      `SHOW SCHEMAS LIKE 'STAGING' IN DATABASE ${DATABASE}`,
      signal,
    );
    return [
      expectEqual(
        'staging-schema',
        { fr: 'Le schéma STAGING existe', en: 'Schema STAGING exists' },
        { expected: 1, actual: schemas.length, message: runFirst('snowflake.create-schemas') },
      ),
    ];
  },

  async execute({ ports, signal, log }) {
    const found = await stagingColumns(ports.warehouse, signal);
    for (const table of STAGING_TABLES) {
      const columns = found.get(table.target);
      if (columns === undefined || columns.join() === namesOf(table).join()) continue;
      // A table of another shape cannot be loaded; what it holds can be loaded again from S3.
      log(`DROP TABLE ${table.target} (${columns.join(', ')})`);
      await ports.warehouse.execute(`DROP TABLE ${DATABASE}.STAGING.${table.target}`, signal);
    }
    await ports.warehouse.script(SCRIPT, signal);
  },

  async verify({ ports, signal }) {
    const found = await stagingColumns(ports.warehouse, signal);
    return { checks: STAGING_TABLES.map(table => tableCheck(table, found.get(table.target))) };
  },

  async undo({ ports, signal }) {
    for (const { target } of STAGING_TABLES) {
      await orAbsent(ports.warehouse.execute(`DROP TABLE IF EXISTS ${DATABASE}.STAGING.${target}`, signal));
    }
  },

  commands() {
    return [
      {
        language: 'sql',
        title: { fr: 'Dans une feuille SQL, les cinq tables', en: 'In a SQL worksheet, the five tables' },
        code: SCRIPT,
        file: 'sql/snowflake/create-staging-tables.sql',
      },
    ];
  },
});
