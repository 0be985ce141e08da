import {
  type Check,
  defineStep,
  type ExecuteContext,
  expectEqual,
  expectThat,
  LabError,
  localDate,
  sqlScript,
} from '../../src/lab/lab.ts';
import { runFirst } from './ask.ts';
import { filesLoaded, requireLoaded } from './copied.ts';
import { differenceMessage } from './difference.ts';
import { currentExports } from './exports.ts';
import { stagingHints } from './hints.ts';
import { loadingWarehouseCheck } from './loading-warehouse.ts';
import {
  checksum,
  type Measure,
  measureCopies,
  measureSource,
  postgresMeasureQuery,
  sameMeasure,
  snowflakeMeasureQuery,
} from './measure.ts';
import { DATABASE, STAGE } from './objects.ts';
import { type CopiedTable, STAGING_TABLES } from './tables.ts';

const USE_WAREHOUSE = 'USE WAREHOUSE LOADING_WH;\n\n';

function copyStatement(table: CopiedTable, date: string): string {
  return sqlScript('snowflake/load-staging.sql', { target: table.target, source: table.source, date });
}

/** Loads one table from its dated folder, where `files` lie, by one COPY and returns the rows that it loaded. */
export async function loadTable(
  { ports, signal, log }: Pick<ExecuteContext<'warehouse'>, 'ports' | 'signal' | 'log'>,
  table: CopiedTable,
  date: string,
  truncate: boolean,
  files = 1,
): Promise<number> {
  const clear = truncate ? `TRUNCATE TABLE ${DATABASE}.STAGING.${table.target};\n` : '';
  const copy = copyStatement(table, date);
  log(`${clear}${copy.replace(/^--.*\n/, '')}`.trim());
  const results = await ports.warehouse.script(USE_WAREHOUSE + clear + copy, signal);
  const copied = results.at(-1);
  // Snowflake remembers loaded files even after DELETE, all or some of them; TRUNCATE makes it forget.
  if (!truncate && filesLoaded(copied) < files) return loadTable({ ports, signal, log }, table, date, true);
  return requireLoaded(copied);
}

function tableChecks(
  table: CopiedTable,
  source: Measure | undefined,
  copy: Measure | undefined,
): readonly Check[] {
  const id = table.target.toLowerCase().replaceAll('_', '-');
  const query = snowflakeMeasureQuery(table, 'STAGING');
  const compared = `${query};\n-- PostgreSQL:\n${postgresMeasureQuery(table)};`;
  const repair = {
    fr: `${table.target} ne contient pas ce que contient ${table.source} dans PostgreSQL. Relancez cette étape : elle vide la table et recharge le dernier export.`,
    en: `${table.target} does not hold what ${table.source} holds in PostgreSQL. Run this step again: it empties the table and loads the newest export.`,
  };
  return [
    expectEqual(
      `${id}-rows`,
      { fr: `Lignes de ${table.target}`, en: `Rows of ${table.target}` },
      {
        expected: source?.rows ?? null,
        actual: copy?.rows ?? null,
        query: `SELECT COUNT(*) FROM ${DATABASE}.STAGING.${table.target};`,
        message: repair,
      },
    ),
    expectThat(
      `${id}-checksum`,
      { fr: `Sommes de contrôle de ${table.target}`, en: `Checksums of ${table.target}` },
      sameMeasure(source, copy),
      {
        expected: source === undefined ? null : checksum(source),
        actual: copy === undefined ? null : checksum(copy),
        query: compared,
        message: differenceMessage(table, source, copy, repair),
      },
    ),
  ];
}

export const loadStaging = defineStep({
  name: 'load-staging',
  title: { fr: 'Charger les tables STAGING depuis S3', en: 'Load the STAGING tables from S3' },
  handout: '1.8.6',
  needs: ['warehouse', 'postgres'],
  after: [
    'snowflake.create-stage',
    'snowflake.create-staging-tables',
    'snowflake.create-warehouses',
    'export.tables',
  ],

  async prerequisites({ ports, signal }) {
    const [exports, loadingWarehouse] = await Promise.all([
      currentExports(ports, 'postgres/', signal),
      loadingWarehouseCheck(ports.warehouse, signal),
    ]);
    const missing = STAGING_TABLES.filter(({ source }) => !exports.has(source));
    return [
      expectThat(
        'exported',
        {
          fr: 'Le stage montre un export daté de chaque table',
          en: 'The stage shows a dated export of each table',
        },
        missing.length === 0,
        {
          expected: STAGING_TABLES.length,
          actual: STAGING_TABLES.length - missing.length,
          query: `LIST @${STAGE}/postgres/;`,
          message: runFirst('export.tables'),
        },
      ),
      loadingWarehouse,
    ];
  },

  async execute(context) {
    const { ports, signal, log, progress } = context;
    const [source, copies, exports] = await Promise.all([
      measureSource(ports.postgres, STAGING_TABLES, signal),
      measureCopies(ports.warehouse, STAGING_TABLES, 'STAGING', signal),
      currentExports(ports, 'postgres/', signal),
    ]);
    for (const table of STAGING_TABLES) {
      const expected = source.get(table.source);
      const copy = copies.get(table.source);
      const label = { fr: `${table.target} : lignes`, en: `${table.target}: rows` };
      if (sameMeasure(expected, copy)) {
        log(`${table.target}: ${copy?.rows}`);
        continue;
      }
      const newest = exports.get(table.source);
      if (newest === undefined) throw notExported(table);
      progress(label, 0, expected?.rows);
      const isFilled = (copy?.rows ?? 0) > 0;
      const loaded = await loadTable(context, table, newest.date, isFilled, newest.files);
      progress(label, loaded, expected?.rows);
    }
  },

  async verify({ ports, signal }) {
    const [source, copies] = await Promise.all([
      measureSource(ports.postgres, STAGING_TABLES, signal),
      measureCopies(ports.warehouse, STAGING_TABLES, 'STAGING', signal),
    ]);
    return {
      checks: STAGING_TABLES.flatMap(table =>
        tableChecks(table, source.get(table.source), copies.get(table.source)),
      ),
    };
  },

  async undo({ ports, signal }) {
    for (const { target } of STAGING_TABLES) {
      await ports.warehouse.execute(`TRUNCATE TABLE IF EXISTS ${DATABASE}.STAGING.${target}`, signal);
    }
  },

  hints: stagingHints,

  commands() {
    const date = localDate();
    return [
      {
        language: 'sql',
        title: {
          fr: `Le chargement de l'export du ${date}, table par table`,
          en: `Load the export of ${date}, table by table`,
        },
        code: USE_WAREHOUSE + STAGING_TABLES.map(table => copyStatement(table, date)).join('\n'),
        file: 'sql/snowflake/load-staging.sql',
      },
      {
        language: 'sql',
        title: { fr: 'La vérification', en: 'The verification' },
        code: sqlScript('snowflake/verify-staging.sql'),
        file: 'sql/snowflake/verify-staging.sql',
      },
    ];
  },
});

function notExported(table: CopiedTable): LabError {
  return new LabError(
    {
      fr: `S3 ne contient aucun export de ${table.source}.`,
      en: `S3 holds no export of ${table.source}.`,
    },
    { advice: runFirst('export.tables') },
  );
}
