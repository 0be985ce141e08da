import {
  type Check,
  defineStep,
  errorMessage,
  expectEqual,
  expectThat,
  type LabSettings,
  placeOf,
  sqlScript,
} from '../../src/lab/lab.ts';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { Cell, WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, orAbsent, properties, rowsOf, runFirst } from './ask.ts';
import { listWhenTrusted, PATIENCE, stsMessage } from './list-wait.ts';
import { DATABASE, INTEGRATION, rawLocation, STAGE } from './objects.ts';

const SHOW = `SHOW STAGES LIKE 'S3_RAW_STAGE' IN SCHEMA ${DATABASE}.RAW`;
const LIST = `LIST @${STAGE}`;
const DESCRIBE = `DESC STAGE ${STAGE}`;

/** What COPY needs to know of the files, by DESC's names: where fields may hold commas, and that a header comes first. */
const FORMAT = { TYPE: 'CSV', FIELD_DELIMITER: ',', FIELD_OPTIONALLY_ENCLOSED_BY: '"', SKIP_HEADER: '1' };

function script(settings: LabSettings): string {
  return sqlScript('snowflake/create-stage.sql', { bucket: settings.bucket });
}

function isFit(row: Readonly<Record<string, Cell>> | undefined, settings: LabSettings): boolean {
  return (
    cell(row, 'url') === rawLocation(settings) &&
    cell(row, 'storage_integration').toUpperCase() === INTEGRATION.toUpperCase()
  );
}

/** The settings of the stage's file format, as `NAME value`; `undefined` when there is no stage. */
async function formatOf(warehouse: WarehouseReader, signal: AbortSignal): Promise<string | undefined> {
  const found = await properties(warehouse, DESCRIBE, signal);
  if (found.size === 0) return undefined;
  // Some versions escape the quote that they show.
  return settingsOf(name => (found.get(name) ?? '').replaceAll('\\', ''));
}

function settingsOf(value: (name: keyof typeof FORMAT) => string): string {
  const names = Object.keys(FORMAT) as (keyof typeof FORMAT)[];
  return names.map(name => `${name} ${value(name)}`).join(', ');
}

const WANTED_FORMAT = settingsOf(name => FORMAT[name]);

/** Objects under `raw/` that hold something: a console's folder is an empty object whose key ends in `/`. */
async function objectCount(store: ObjectStoreReader, bucket: string, signal: AbortSignal): Promise<number> {
  const objects = await store.list(bucket, 'raw/', signal);
  return objects.filter(({ key }) => !key.endsWith('/')).length;
}

async function listedCount(warehouse: WarehouseReader, signal: AbortSignal): Promise<number | null> {
  const listed = await orAbsent(warehouse.query(LIST, [], signal));
  return listed === undefined ? null : listed.rows.filter(row => !cell(row, 'name').endsWith('/')).length;
}

export const createStage = defineStep({
  name: 'create-stage',
  title: { fr: 'Créer le stage externe', en: 'Create the external stage' },
  handout: '1.8.4',
  needs: ['warehouse', 'objectStoreAdmin'],
  after: ['snowflake.create-schemas', 'snowflake.create-storage-integration'],

  async prerequisites({ ports, signal }) {
    const [schemas, integrations] = await Promise.all([
      rowsOf(ports.warehouse, `SHOW SCHEMAS LIKE 'RAW' IN DATABASE ${DATABASE}`, signal),
      rowsOf(ports.warehouse, `SHOW INTEGRATIONS LIKE '${INTEGRATION}'`, signal),
    ]);
    return [
      expectEqual(
        'raw-schema',
        { fr: 'Le schéma RAW existe', en: 'Schema RAW exists' },
        { expected: 1, actual: schemas.length, message: runFirst('snowflake.create-schemas') },
      ),
      expectEqual(
        'integration',
        { fr: `L'intégration ${INTEGRATION} existe`, en: `Integration ${INTEGRATION} exists` },
        {
          expected: 1,
          actual: integrations.length,
          message: runFirst('snowflake.create-storage-integration'),
        },
      ),
    ];
  },

  async execute({ ports, settings, signal, log, progress }) {
    const [[existing], format] = await Promise.all([
      rowsOf(ports.warehouse, SHOW, signal),
      formatOf(ports.warehouse, signal),
    ]);
    if (!isFit(existing, settings) || format !== WANTED_FORMAT) {
      // The script ends with a LIST, which the cloud may refuse at first: that is waited for below.
      const statements = script(settings).split(/^LIST /m)[0] ?? '';
      await ports.warehouse.script(statements, signal);
    }
    const patience = placeOf(settings, 'snowflake') === 'cloud' ? PATIENCE : [];
    const files = await listWhenTrusted(ports.warehouse, LIST, patience, { progress, log, signal });
    log(`${LIST}: ${files}`);
  },

  async verify({ ports, settings, signal }) {
    const [[stage], format, files, listed] = await Promise.all([
      rowsOf(ports.warehouse, SHOW, signal),
      formatOf(ports.warehouse, signal),
      objectCount(ports.objectStoreAdmin, settings.bucket, signal),
      listedCount(ports.warehouse, signal).catch((error: unknown) => errorMessage(error)),
    ]);
    const refused = typeof listed === 'string' ? listed : undefined;
    const checks: Check[] = [
      expectThat(
        'stage',
        { fr: 'Stage s3_raw_stage et son URL', en: 'Stage s3_raw_stage and its URL' },
        isFit(stage, settings),
        {
          expected: `${rawLocation(settings)} (${INTEGRATION})`,
          actual:
            stage === undefined
              ? null
              : `${cell(stage, 'url')} (${cell(stage, 'storage_integration').toLowerCase()})`,
          query: SHOW,
          message: UNFIT,
        },
      ),
      expectEqual(
        'file-format',
        { fr: 'Format des fichiers du stage', en: 'File format of the stage' },
        {
          expected: WANTED_FORMAT,
          actual: format ?? null,
          query: `${DESCRIBE};`,
          message: format === undefined ? UNFIT : MISREAD,
        },
      ),
      expectEqual(
        'list',
        { fr: 'LIST montre les fichiers de raw/', en: 'LIST shows the files of raw/' },
        {
          expected: files,
          actual: refused === undefined ? (listed ?? null) : null,
          query: `${LIST};`,
          message:
            refused !== undefined
              ? (stsMessage(refused) ?? refusedBy(refused))
              : stage === undefined
                ? UNFIT
                : DIFFERENT,
        },
      ),
    ];
    return { checks };
  },

  async undo({ ports, signal }) {
    await orAbsent(ports.warehouse.execute(`DROP STAGE IF EXISTS ${STAGE}`, signal));
  },

  commands(settings) {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans une feuille SQL, le stage puis la liste de ses fichiers',
          en: 'In a SQL worksheet, the stage, then the list of its files',
        },
        code: script(settings),
        file: 'sql/snowflake/create-stage.sql',
      },
    ];
  },
});

const UNFIT = {
  fr: 'Le stage est absent, ou désigne un autre emplacement ou une autre intégration : exécutez cette étape.',
  en: 'The stage is absent, or names another location or integration: run this step.',
};

const MISREAD = {
  fr: "Avec ce format, COPY lirait mal les fichiers : l'en-tête deviendrait une ligne, ou une virgule couperait un texte. Exécutez cette étape : elle recrée le stage.",
  en: 'With this format COPY would misread the files: the header would become a row, or a comma would cut a text. Run this step: it makes the stage again.',
};

const DIFFERENT = {
  fr: "Snowflake et S3 ne voient pas les mêmes fichiers : vérifiez l'URL du stage et les droits du rôle.",
  en: 'Snowflake and S3 do not see the same files: check the URL of the stage and the rights of the role.',
};

function refusedBy(error: string) {
  return { fr: `Snowflake refuse : ${error}`, en: `Snowflake refuses: ${error}` };
}
