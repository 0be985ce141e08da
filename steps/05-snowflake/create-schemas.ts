import { say } from '../../src/i18n/text.ts';
import { type Check, defineStep, expectEqual, ownership, sqlScript } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, rowsOf } from './ask.ts';

import { byHand, type Commented, keptLine, markStatement, oursCheck, withMarks } from './marks.ts';
import { DATABASE, SCHEMAS } from './objects.ts';

const SHOW_DATABASE = `SHOW DATABASES LIKE '${DATABASE}'`;
const SHOW_SCHEMAS = `SHOW SCHEMAS IN DATABASE ${DATABASE}`;
const SCRIPT = sqlScript('snowflake/create-schemas.sql');

/** The database's comment; `undefined` when there is no such database. */
async function databaseComment(warehouse: WarehouseReader, signal: AbortSignal): Promise<string | undefined> {
  const [row] = await rowsOf(warehouse, SHOW_DATABASE, signal);
  return row === undefined ? undefined : cell(row, 'comment');
}

const COMMENT = 'Data Warehouse ShopStream';

function found(comment: string): Commented {
  return { kind: 'DATABASE', name: DATABASE, comment };
}

export const createSchemas = defineStep({
  name: 'create-schemas',
  title: { fr: 'Créer la base et ses schémas', en: 'Create the database and its schemas' },
  handout: '1.8.1',
  needs: ['warehouse'],
  after: ['snowflake.connect'],

  async prerequisites({ ports, settings, signal }) {
    const comment = await databaseComment(ports.warehouse, signal);
    const label = { fr: `Aucun autre TP n'occupe ${DATABASE}`, en: `No other lab uses ${DATABASE}` };
    return [oursCheck('database-free', label, comment === undefined ? [] : [found(comment)], settings)];
  },

  async execute({ ports, settings, signal, log }) {
    const results = await ports.warehouse.script(withMarks(SCRIPT, [COMMENT], settings), signal);
    const comment = (await databaseComment(ports.warehouse, signal)) ?? '';
    if (ownership(comment, settings) !== 'ours')
      await ports.warehouse.execute(markStatement(found(comment), settings), signal);
    log(String(results.at(-1)?.rows[0]?.MESSAGE ?? ''));
  },

  async verify({ ports, settings, signal }) {
    const [comment, schemas] = await Promise.all([
      databaseComment(ports.warehouse, signal),
      rowsOf(ports.warehouse, SHOW_SCHEMAS, signal),
    ]);
    const names = new Set(schemas.map(row => cell(row, 'name')));
    const checks: Check[] = [
      expectEqual(
        'database',
        { fr: `Base ${DATABASE}`, en: `Database ${DATABASE}` },
        {
          expected: DATABASE,
          actual: comment === undefined ? null : DATABASE,
          query: SHOW_DATABASE,
          message: {
            fr: 'La base est absente : exécutez cette étape.',
            en: 'The database is absent: run this step.',
          },
        },
      ),
      ...SCHEMAS.map(name =>
        expectEqual(
          `schema-${name.toLowerCase()}`,
          { fr: `Schéma ${name}`, en: `Schema ${name}` },
          {
            expected: name,
            actual: names.has(name) ? name : null,
            query: SHOW_SCHEMAS,
            message: {
              fr: `Le schéma ${name} est absent : CREATE SCHEMA ${DATABASE}.${name};`,
              en: `Schema ${name} is absent: CREATE SCHEMA ${DATABASE}.${name};`,
            },
          },
        ),
      ),
    ];
    // Made by hand, the database has no mark, and that is fine; another lab's is not.
    const label = { fr: 'La base appartient à ce TP', en: 'The database belongs to this lab' };
    if (comment !== undefined && ownership(comment, settings) === 'foreign')
      checks.push(oursCheck('lineage', label, [found(comment)], settings));
    return { checks };
  },

  async undo({ ports, settings, signal, log }) {
    const comment = await databaseComment(ports.warehouse, signal);
    if (comment === undefined) return;
    if (ownership(comment, settings) === 'ours')
      await ports.warehouse.execute(`DROP DATABASE IF EXISTS ${DATABASE}`, signal);
    else log(say(keptLine(found(comment)), settings.lang));
  },

  commands(settings) {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans une feuille SQL, la base et ses quatre schémas',
          en: 'In a SQL worksheet, the database and its four schemas',
        },
        code: byHand(SCRIPT, [COMMENT], settings),
        file: 'sql/snowflake/create-schemas.sql',
      },
    ];
  },
});
