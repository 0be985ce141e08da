import { say, type Text } from '../../src/i18n/text.ts';
import {
  changeFolder,
  defineStep,
  type ExecuteContext,
  expectEqual,
  LabError,
  overall,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import { daysOf, writeDay } from './business-day.ts';
import { dataChecks } from './checks.ts';
import { type Dataset, dataset, TABLE_NAMES, type TableName } from './generator/dataset.ts';
import { keepRows, leaveMark, loadDataset, TRUNCATE } from './load.ts';
import { addScripts, copyLines, writeScripts } from './scripts.ts';
import { readMark, wantedDataset } from './wanted.ts';

type Context = ExecuteContext<'postgres' | 'workspace'>;

const TABLES_QUERY = `SELECT count(*) AS tables
FROM pg_tables
WHERE schemaname = 'public'
  AND tablename IN (${TABLE_NAMES.map(table => `'${table}'`).join(', ')});`;

/** The demonstration data: the handout's rows, exact to the cent. */
export const generate = defineStep({
  name: 'generate',
  title: { fr: 'Générer les données de démonstration', en: 'Generate the demonstration data' },
  handout: '1.4',
  needs: ['postgres', 'workspace'],
  after: ['postgres.create-tables'],

  async prerequisites({ ports, signal }) {
    return [
      expectEqual(
        'tables',
        { fr: 'Les six tables existent', en: 'The six tables exist' },
        {
          expected: TABLE_NAMES.length,
          actual: await tablesFound(ports.postgres, signal),
          query: TABLES_QUERY,
          message: {
            fr: "Les tables se créent à l'étape postgres.create-tables.",
            en: 'The step postgres.create-tables makes the tables.',
          },
        },
      ),
    ];
  },

  async execute(context) {
    const { ports, settings, signal } = context;
    const mark = await readMark(ports.postgres, signal);
    const wanted = wantedDataset(settings, mark);
    await writeScripts(ports.workspace, settings, wanted);
    const data = dataset(wanted.scale, wanted.seed);
    const present = overall(await dataChecks(ports.postgres, wanted, signal)) === 'passed';
    const ours = mark?.lineage === settings.lineage && mark.seed !== undefined;
    await ports.postgres.transaction(async tx => {
      if (!present) {
        if (!ours) await keepRows(tx, settings.lang, context);
        await loadDataset(tx, data, context);
        for (const day of daysOf(wanted)) await writeDay(tx, day, wanted.seed, context.log, signal);
      }
      await leaveMark(tx, { lineage: settings.lineage, ...wanted }, signal);
    }, signal);
    recapitulate(context, data);
  },

  async verify({ ports, settings, signal }) {
    const wanted = wantedDataset(settings, await readMark(ports.postgres, signal));
    return { checks: await dataChecks(ports.postgres, wanted, signal) };
  },

  async undo({ ports, settings, signal, log }) {
    if ((await tablesFound(ports.postgres, signal)) < TABLE_NAMES.length) return;
    const mark = await readMark(ports.postgres, signal);
    const wanted = wantedDataset({ lineage: settings.lineage, scale: undefined, seed: undefined }, mark);
    const ours = mark?.lineage === settings.lineage && mark.seed !== undefined;
    if (!ours && overall(await dataChecks(ports.postgres, wanted, signal)) !== 'passed') {
      await refuseRows(ports.postgres, signal);
      return;
    }
    log(`${TRUNCATE} RESTART IDENTITY;`);
    await ports.postgres.transaction(async tx => {
      await tx.execute(`${TRUNCATE} RESTART IDENTITY`, signal);
      await leaveMark(tx, { lineage: settings.lineage }, signal);
    }, signal);
  },

  materials: addScripts,

  commands(settings) {
    const scripts = changeFolder(workspacePath(settings, 'scripts'), shellFor(settings));
    return [
      {
        language: 'shell',
        title: { fr: 'Charger les fichiers CSV avec psql', en: 'Load the CSV files with psql' },
        code: `${scripts}\npsql -d shopstream -f load.sql`,
      },
      {
        language: 'sql',
        title: { fr: 'Ou, dans psql, table par table', en: 'Or, inside psql, table by table' },
        code: copyLines(),
      },
      {
        language: 'shell',
        title: { fr: 'Ou avec Python', en: 'Or with Python' },
        code: `${scripts}\npip install psycopg2-binary\npython load_data.py`,
        file: 'assets/scripts/load_data.py',
      },
    ];
  },
});

async function tablesFound(postgres: PostgresReader, signal: AbortSignal): Promise<number> {
  const [row] = await postgres.query<{ tables: number }>(TABLES_QUERY, [], signal);
  return row?.tables ?? 0;
}

/** The handout's last lines. */
function recapitulate({ log, settings }: Context, data: Dataset): void {
  log('GENERATION TERMINEE AVEC SUCCES');
  log(say(SUMMARY, settings.lang));
  for (const table of TABLE_NAMES) log(`- ${NAMES[table]} : ${data.rows[table]}`);
}

const SUMMARY: Text = { fr: 'Récapitulatif :', en: 'Summary:' };

const NAMES: Readonly<Record<TableName, string>> = {
  users: 'Users',
  products: 'Products',
  orders: 'Orders',
  order_items: 'Order Items',
  events: 'Events',
  crm_contacts: 'CRM Contacts',
};

/** @throws LabError when the tables hold rows: they are somebody's, and the lab did not make them. */
async function refuseRows(postgres: PostgresReader, signal: AbortSignal): Promise<void> {
  const [row] = await postgres.query<{ filled: boolean }>(
    `SELECT ${TABLE_NAMES.map(table => `EXISTS (SELECT FROM ${table})`).join(' OR ')} AS filled`,
    [],
    signal,
  );
  if (row?.filled !== true) return;
  throw new LabError(
    {
      fr: "Les tables contiennent des lignes que le TP n'a pas générées : il ne les efface pas.",
      en: 'The tables hold rows that the lab did not generate: it does not delete them.',
    },
    {
      advice: {
        fr: `Si plus personne n'en a besoin : ${TRUNCATE};`,
        en: `If nobody needs them any more: ${TRUNCATE};`,
      },
    },
  );
}
