import {
  type Check,
  defineStep,
  expectEqual,
  expectThat,
  marked,
  ownership,
  sqlScript,
} from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, rowsOf } from './ask.ts';

import { DATABASE, SCHEMAS } from './objects.ts';

const SHOW_DATABASE = `SHOW DATABASES LIKE '${DATABASE}'`;
const SHOW_SCHEMAS = `SHOW SCHEMAS IN DATABASE ${DATABASE}`;
const SCRIPT = sqlScript('snowflake/create-schemas.sql');

/** The database's comment; `undefined` when there is no such database. */
async function databaseComment(warehouse: WarehouseReader, signal: AbortSignal): Promise<string | undefined> {
  const [row] = await rowsOf(warehouse, SHOW_DATABASE, signal);
  return row === undefined ? undefined : cell(row, 'comment');
}

const FOREIGN = {
  fr: `La base ${DATABASE} porte la marque d'un autre TP. Pour l'adopter, effacez sa marque : ALTER DATABASE ${DATABASE} SET COMMENT = 'Data Warehouse ShopStream'; pour repartir de zéro : DROP DATABASE ${DATABASE};`,
  en: `Database ${DATABASE} carries the mark of another lab. To adopt it, remove the mark: ALTER DATABASE ${DATABASE} SET COMMENT = 'Data Warehouse ShopStream'; to start afresh: DROP DATABASE ${DATABASE};`,
};

export const createSchemas = defineStep({
  name: 'create-schemas',
  title: { fr: 'Créer la base et ses schémas', en: 'Create the database and its schemas' },
  handout: '1.8.1',
  needs: ['warehouse'],
  after: ['snowflake.connect'],

  async prerequisites({ ports, settings, signal }) {
    const comment = await databaseComment(ports.warehouse, signal);
    const owner = comment === undefined ? 'absent' : ownership(comment, settings);
    return [
      expectThat(
        'database-free',
        {
          fr: `Aucun autre TP n'occupe ${DATABASE}`,
          en: `No other lab uses ${DATABASE}`,
        },
        owner !== 'foreign',
        { expected: true, actual: owner !== 'foreign', query: SHOW_DATABASE, message: FOREIGN },
      ),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const results = await ports.warehouse.script(SCRIPT, signal);
    const comment = (await databaseComment(ports.warehouse, signal)) ?? '';
    if (ownership(comment, settings) !== 'ours') {
      const mark = marked(comment, settings).replaceAll("'", "''");
      await ports.warehouse.execute(`ALTER DATABASE ${DATABASE} SET COMMENT = '${mark}'`, signal);
    }
    log(String(results.at(-1)?.rows[0]?.MESSAGE ?? ''));
  },

  async verify({ ports, settings, signal }) {
    const [comment, schemas] = await Promise.all([
      databaseComment(ports.warehouse, signal),
      rowsOf(ports.warehouse, SHOW_SCHEMAS, signal),
    ]);
    const found = new Set(schemas.map(row => cell(row, 'name')));
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
            actual: found.has(name) ? name : null,
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
    if (comment !== undefined && ownership(comment, settings) === 'foreign')
      checks.push(
        expectEqual(
          'lineage',
          { fr: 'La base appartient à ce TP', en: 'The database belongs to this lab' },
          { expected: true, actual: false, query: SHOW_DATABASE, message: FOREIGN },
        ),
      );
    return { checks };
  },

  async undo({ ports, settings, signal, log }) {
    const comment = await databaseComment(ports.warehouse, signal);
    if (comment === undefined) return;
    if (ownership(comment, settings) === 'ours')
      await ports.warehouse.execute(`DROP DATABASE IF EXISTS ${DATABASE}`, signal);
    else log(`${DATABASE}: ${comment}`);
  },

  commands() {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans une feuille SQL, la base et ses quatre schémas',
          en: 'In a SQL worksheet, the database and its four schemas',
        },
        code: SCRIPT,
        file: 'sql/snowflake/create-schemas.sql',
      },
    ];
  },
});
