import { addressOf, PUBLISHED } from '../../src/bi/bi.ts';
import { type Text, text } from '../../src/i18n/text.ts';
import {
  type Check,
  type CheckContext,
  defineStep,
  expectThat,
  type LabSettings,
  placeOf,
  workspacePath,
} from '../../src/lab/lab.ts';
import type { WarehouseReader, WarehouseTarget } from '../../src/ports/warehouse.ts';
import { rowsOf } from '../05-snowflake/ask.ts';
import { DATABASE, MARTS } from '../06-dbt/relations.ts';
import {
  brokenRelationships,
  brokenTables,
  columnsNotInWarehouse,
  MEND_MODEL,
  missingMarts,
  missingParameters,
  spacesInTmdl,
  type WarehouseColumns,
} from './checks/model.ts';
import { dataFile, exportQuery, exportTable, fileTotals, totalsQuery, warehouseTotals } from './export.ts';
import { baseFiles } from './files.ts';
import { IMPORTED } from './model/declaration.ts';
import type { Parameters } from './model/parameters.ts';
import { COLON, DATA, FOLDER, PBIP } from './names.ts';
import { findProject, type PowerBiProject } from './reader/project.ts';
import { removeEmpty, removeFiles, writeFiles } from './workspace-files.ts';

const COLUMNS = `SELECT TABLE_NAME, COLUMN_NAME
FROM ${DATABASE}.INFORMATION_SCHEMA.COLUMNS
WHERE TABLE_SCHEMA IN ('MARTS', 'CORE_CORE')`;

/** The parameters of a project: CSV on the sandbox, which Power BI's connector cannot reach, the account on the cloud. */
function parametersFor(settings: LabSettings, target: WarehouseTarget): Parameters {
  const isCloud = placeOf(settings, 'snowflake') === 'cloud';
  const folder = workspacePath(settings, ...DATA.split('/'));
  return {
    mode: isCloud ? 'snowflake' : 'csv',
    dataFolder: `${folder}${folder.includes('\\') ? '\\' : '/'}`,
    server: isCloud ? target.host : 'ORGANISATION-COMPTE.snowflakecomputing.com',
    warehouse: 'BI_WH',
    database: DATABASE,
    role: target.role ?? 'ACCOUNTADMIN',
    martsSchema: 'MARTS',
    coreSchema: 'CORE_CORE',
  };
}

export const project = defineStep({
  name: 'project',
  title: { fr: 'Le projet Power BI et ses données', en: 'The Power BI project and its data' },
  handout: '1.12.2',
  needs: ['workspace', 'warehouse'],
  after: ['marts.publish'],

  async prerequisites({ ports, signal }) {
    const found = await warehouseTotals(ports.warehouse, signal);
    return IMPORTED.map(({ name }) => {
      const rows = found.get(name)?.rows ?? null;
      return expectThat(
        `${name.toLowerCase().replaceAll('_', '-')}-filled`,
        text(lang => (lang === 'fr' ? `${name} a des lignes` : `${name} has rows`)),
        rows !== null && rows > 0,
        {
          expected: true,
          actual: rows === null ? null : rows > 0,
          query: `SELECT COUNT(*) FROM ${addressOf(name, PUBLISHED)};`,
          message:
            rows === null
              ? {
                  fr: `${addressOf(name, PUBLISHED)} est absent : exécutez les étapes dbt.run et marts.publish.`,
                  en: `${addressOf(name, PUBLISHED)} is absent: run the steps dbt.run and marts.publish.`,
                }
              : {
                  fr: `${addressOf(name, PUBLISHED)} est vide : exécutez snowflake.load-staging, puis dbt.run et le chapitre marts.`,
                  en: `${addressOf(name, PUBLISHED)} is empty: run snowflake.load-staging, then dbt.run and the chapter marts.`,
                },
        },
      );
    });
  },

  async execute({ ports, settings, signal, log, progress }) {
    for (const [index, table] of IMPORTED.entries()) {
      const { csv, rows } = await exportTable(ports.warehouse, table, signal);
      await writeFiles(ports.workspace, new Map([[dataFile(table), csv]]), log);
      log(`${table.name}: ${rows}`);
      progress({ fr: 'Tables exportées', en: 'Tables exported' }, index + 1, IMPORTED.length);
    }
    const found = await findProject(ports.workspace);
    // What Power BI Desktop saved stays as it is when there is nothing wrong with it; a student's own project always does.
    if (
      found !== undefined &&
      (found.isOwn || faultsOf(found, undefined).every(({ names }) => names.length === 0))
    )
      return;
    await writeFiles(ports.workspace, baseFiles(parametersFor(settings, ports.warehouse.target)), log);
  },

  async verify(context) {
    const { ports, signal } = context;
    const [found, columns, data] = await Promise.all([
      findProject(ports.workspace),
      columnsOf(ports.warehouse, signal),
      dataChecks(context),
    ]);
    const faults = found === undefined ? [] : faultsOf(found, columns);
    return {
      checks: [
        readableCheck(found),
        ...(found === undefined
          ? []
          : faults.map(({ id, label, names, message }) =>
              expectThat(id, label, names.length === 0, {
                expected: 0,
                actual: names.length,
                ...(id === 'columns' ? { query: `${COLUMNS};` } : {}),
                message: text(
                  lang =>
                    `${found.pbip}${COLON[lang]}${names.slice(0, 5).join(', ')}${names.length > 5 ? '…' : ''}. ${message[lang]}`,
                ),
              }),
            )),
        ...data,
      ],
    };
  },

  async undo({ ports, settings, log }) {
    const files = baseFiles(parametersFor(settings, ports.warehouse.target));
    await removeFiles(ports.workspace, [...files.keys(), ...IMPORTED.map(dataFile)], log);
    await removeEmpty(ports.workspace, [DATA, FOLDER]);
  },

  watches: [FOLDER],

  commands(settings) {
    return [
      {
        language: 'text',
        title: {
          fr: 'Ouvrez le projet du TP dans Power BI Desktop, puis Accueil > Actualiser',
          en: "Open the lab's project in Power BI Desktop, then Home > Refresh",
        },
        code: workspacePath(settings, ...PBIP.split('/')),
      },
      {
        language: 'text',
        title: {
          fr: 'Ou faites le vôtre, comme dans l’énoncé (avec un compte Snowflake)',
          en: 'Or make your own, as in the handout (with a Snowflake account)',
        },
        code: `Accueil > Obtenir des données > Snowflake
Warehouse : BI_WH
${DATABASE} > MARTS : MART_SALES_OVERVIEW, MART_PRODUCT_PERFORMANCE, MART_CUSTOMER_LTV
Charger
Fichier > Enregistrer sous > Projet Power BI (*.pbip)
${workspacePath(settings, FOLDER, 'MonRapport.pbip')}`,
      },
      ...IMPORTED.slice(0, 3).map(table => ({
        language: 'sql' as const,
        title: text(lang =>
          lang === 'fr' ? `Le contenu de ${dataFile(table)}` : `What ${dataFile(table)} holds`,
        ),
        code: `${exportQuery(table)};`,
      })),
    ];
  },
});

interface Fault {
  readonly id: string;
  readonly label: Text;
  readonly names: readonly string[];
  readonly message: Text;
}

/** What is wrong with a project, kind by kind; columns are compared with the warehouse's when these are given. */
function faultsOf(found: PowerBiProject, columns: WarehouseColumns | undefined): readonly Fault[] {
  const { model, tmdl } = found;
  return [
    {
      id: 'marts',
      label: { fr: 'Data marts absents du modèle', en: 'Data marts missing in the model' },
      names: missingMarts(
        model,
        MARTS.map(mart => mart.model.toUpperCase()),
      ),
      message: {
        fr: 'Importez les trois tables de Data Marts (Obtenir des données > Snowflake).',
        en: 'Import the three tables of the data marts (Get data > Snowflake).',
      },
    },
    {
      id: 'columns',
      label: {
        fr: 'Colonnes du modèle absentes du warehouse',
        en: 'Columns of the model missing in the warehouse',
      },
      names: columns === undefined ? [] : columnsNotInWarehouse(model, columns),
      message: {
        fr: 'Actualisez : si la colonne a disparu du mart, rétablissez-la (chapitre marts), sinon retirez-la du modèle.',
        en: 'Refresh: if the column has gone from the mart, put it back (chapter marts), else remove it from the model.',
      },
    },
    {
      id: 'relationships',
      label: { fr: 'Relations vers une colonne absente', en: 'Relationships to a missing column' },
      names: brokenRelationships(model),
      message: MEND_MODEL,
    },
    {
      id: 'calculated',
      label: {
        fr: 'Références DAX introuvables dans les tables',
        en: 'DAX references of tables that lead nowhere',
      },
      names: brokenTables(model),
      message: MEND_MODEL,
    },
    {
      id: 'parameters',
      label: { fr: 'Paramètres absents', en: 'Missing parameters' },
      names: missingParameters(model),
      message: MEND_MODEL,
    },
    {
      id: 'tabs',
      label: { fr: 'TMDL indenté par des espaces', en: 'TMDL indented with spaces' },
      names: spacesInTmdl(tmdl),
      message: {
        fr: 'TMDL veut des tabulations : remplacez les espaces en début de ligne.',
        en: 'TMDL wants tabs: replace the spaces at the start of the line.',
      },
    },
  ];
}

function readableCheck(found: PowerBiProject | undefined): Check {
  const problems = found?.problems ?? [];
  return expectThat(
    'project',
    text(lang =>
      lang === 'fr' ? 'Projet Power BI lisible et complet' : 'Power BI project readable and complete',
    ),
    found !== undefined && problems.length === 0,
    {
      expected: found?.pbip ?? PBIP,
      actual:
        found === undefined
          ? null
          : problems.length === 0
            ? found.pbip
            : `${found.pbip} (${problems.length} ?)`,
      message: text(lang =>
        found === undefined
          ? lang === 'fr'
            ? `Aucun projet (.pbip) dans le dossier ${FOLDER} de votre espace de travail : exécutez cette étape, ou enregistrez-y le vôtre.`
            : `No project (.pbip) in the folder ${FOLDER} of your workspace: run this step, or save yours there.`
          : problems
              .slice(0, 3)
              .map(problem => problem[lang])
              .join('\n'),
      ),
    },
  );
}

/** One check a table for its rows, one for its amount: the file against the warehouse. */
async function dataChecks({
  ports,
  signal,
}: CheckContext<'warehouse' | 'workspace'>): Promise<readonly Check[]> {
  const [files, tables] = await Promise.all([
    fileTotals(ports.workspace),
    warehouseTotals(ports.warehouse, signal),
  ]);
  return IMPORTED.flatMap(table => {
    const [file, wanted] = [files.get(table.name), tables.get(table.name)];
    const path = dataFile(table);
    const query = `${totalsQuery(table)};`;
    const message = {
      fr: `${path} est absent ou ne correspond plus à ${table.name} : exécutez cette étape pour l'exporter de nouveau.`,
      en: `${path} is absent or no longer matches ${table.name}: run this step to export it again.`,
    };
    const id = table.name.toLowerCase().replaceAll('_', '-');
    const rows = expectThat(
      `${id}-rows`,
      text(lang => `${path}${COLON[lang]}${lang === 'fr' ? 'lignes' : 'rows'}`),
      file !== undefined && file.rows === wanted?.rows,
      { expected: wanted?.rows ?? null, actual: file?.rows ?? null, query, message },
    );
    if (table.total === undefined) return [rows];
    const euros = (cents: number | null | undefined) =>
      cents === null || cents === undefined ? null : cents / 100;
    return [
      rows,
      expectThat(
        `${id}-total`,
        text(lang => `${path}${COLON[lang]}${lang === 'fr' ? 'somme de' : 'sum of'} ${table.total}`),
        file !== undefined && wanted !== undefined && file.cents === wanted.cents,
        { expected: euros(wanted?.cents), actual: euros(file?.cents), query, message },
      ),
    ];
  });
}

async function columnsOf(warehouse: WarehouseReader, signal: AbortSignal): Promise<WarehouseColumns> {
  const columns = new Map<string, Set<string>>();
  for (const row of await rowsOf(warehouse, COLUMNS, signal)) {
    const table = String(row.TABLE_NAME);
    columns.set(table, (columns.get(table) ?? new Set()).add(String(row.COLUMN_NAME)));
  }
  return columns;
}
