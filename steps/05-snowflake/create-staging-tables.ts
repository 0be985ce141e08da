import { type Check, defineStep, expectEqual, expectThat, sqlScript } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, orAbsent, rowsOf, runFirst } from './ask.ts';
import { DATABASE } from './objects.ts';
import { type Column, type CopiedTable, STAGING_TABLES } from './tables.ts';

const SCRIPT = sqlScript('snowflake/create-staging-tables.sql');
const COLUMNS = `SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, NUMERIC_SCALE
FROM ${DATABASE}.INFORMATION_SCHEMA.COLUMNS
WHERE TABLE_SCHEMA = 'STAGING'
ORDER BY TABLE_NAME, ORDINAL_POSITION`;

interface FoundColumn {
  /** In lower case. */
  readonly name: string;
  /** As the data dictionary sorts types; `NUMBER(_,3)` or another type as Snowflake names it. */
  readonly kind: string;
}

/** The columns of each table of STAGING, in order. */
async function stagingColumns(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly FoundColumn[]>> {
  const rows = await rowsOf(warehouse, COLUMNS, signal);
  const grouped = Map.groupBy(rows, row => cell(row, 'TABLE_NAME'));
  return new Map(
    [...grouped].map(([table, found]) => [
      table,
      found.map(row => ({ name: cell(row, 'COLUMN_NAME').toLowerCase(), kind: kindOf(row) })),
    ]),
  );
}

function kindOf(row: Parameters<typeof cell>[0]): string {
  const [type, scale] = [cell(row, 'DATA_TYPE'), cell(row, 'NUMERIC_SCALE')];
  switch (type) {
    case 'NUMBER':
      return scale === '0' ? 'integer' : scale === '2' ? 'money' : `NUMBER(_,${scale})`;
    case 'TEXT':
      return 'text';
    case 'TIMESTAMP_NTZ':
      return 'timestamp';
    default:
      return type;
  }
}

/** Snowflake's name for each kind. */
const TYPES = { integer: 'NUMBER', money: 'NUMBER(10,2)', text: 'VARCHAR', timestamp: 'TIMESTAMP_NTZ' };

function namesOf(table: CopiedTable): readonly string[] {
  return table.columns.map(column => column.name);
}

/** Columns that have another type than COPY and the models need. */
function mistyped(table: CopiedTable, found: readonly FoundColumn[]): readonly Column[] {
  const kinds = new Map(found.map(({ name, kind }) => [name, kind]));
  return table.columns.filter(({ name, kind }) => kinds.has(name) && kinds.get(name) !== kind);
}

function isFit(table: CopiedTable, found: readonly FoundColumn[]): boolean {
  return (
    namesOf(table).join() === found.map(({ name }) => name).join() && mistyped(table, found).length === 0
  );
}

function tableChecks(table: CopiedTable, found: readonly FoundColumn[] | undefined): readonly Check[] {
  const wanted = namesOf(table);
  const names = found?.map(({ name }) => name);
  const wrong = mistyped(table, found ?? []);
  const id = table.target.toLowerCase().replaceAll('_', '-');
  const query = `DESC TABLE ${DATABASE}.STAGING.${table.target};`;
  const absent = {
    fr: `${table.target} est absente : exécutez cette étape.`,
    en: `${table.target} is absent: run this step.`,
  };
  const types = wrong.map(({ name, kind }) => `${name} ${TYPES[kind]}`).join(', ');
  return [
    expectThat(
      id,
      { fr: `Colonnes de ${table.target}`, en: `Columns of ${table.target}` },
      wanted.join() === names?.join(),
      {
        expected: wanted.length,
        actual: names?.length ?? null,
        query,
        message:
          names === undefined
            ? absent
            : {
                fr: `COPY associe les colonnes par leur rang : attendu ${wanted.join(', ')} ; trouvé ${names.join(', ')}. Exécutez cette étape : elle recrée la table.`,
                en: `COPY matches columns by their place: expected ${wanted.join(', ')}; found ${names.join(', ')}. Run this step: it makes the table again.`,
              },
      },
    ),
    expectThat(
      `${id}-types`,
      { fr: `Types de ${table.target}`, en: `Types of ${table.target}` },
      found !== undefined && wrong.length === 0,
      {
        expected: wanted.length,
        actual: found === undefined ? null : wanted.length - wrong.length,
        query,
        message:
          found === undefined
            ? absent
            : {
                fr: `Colonnes d'un autre type ; attendu : ${types}. Exécutez cette étape : elle recrée la table.`,
                en: `Columns of another type; expected: ${types}. Run this step: it makes the table again.`,
              },
      },
    ),
  ];
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
      if (columns === undefined || isFit(table, columns)) continue;
      // A table of another shape cannot be loaded; what it holds can be loaded again from S3.
      log(`DROP TABLE ${table.target} (${columns.map(({ name }) => name).join(', ')})`);
      await ports.warehouse.execute(`DROP TABLE ${DATABASE}.STAGING.${table.target}`, signal);
    }
    await ports.warehouse.script(SCRIPT, signal);
  },

  async verify({ ports, signal }) {
    const found = await stagingColumns(ports.warehouse, signal);
    return { checks: STAGING_TABLES.flatMap(table => tableChecks(table, found.get(table.target))) };
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
