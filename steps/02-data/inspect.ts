import { text } from '../../src/i18n/text.ts';
import { defineStep, errorCode, expectEqual, type Measured, type Sample } from '../../src/lab/lab.ts';
import type { PostgresReader, PostgresRow } from '../../src/ports/postgres.ts';
import { TABLE_COLUMNS } from './generator/dataset.ts';

/** The tables that the handout looks at, in its order. */
const TABLES = ['users', 'orders', 'products'] as const;
const ROWS = 10;

function sampleQuery(table: (typeof TABLES)[number]): string {
  return `SELECT * FROM ${table} ORDER BY id LIMIT ${ROWS};`;
}

async function sample(
  postgres: PostgresReader,
  table: (typeof TABLES)[number],
  signal: AbortSignal,
): Promise<Sample> {
  const query = sampleQuery(table);
  const rows = await rowsOrNone(postgres, query, signal);
  const columns = TABLE_COLUMNS[table];
  return {
    title: text(lang =>
      lang === 'fr' ? `Les dix premières lignes de ${table}` : `The first ten rows of ${table}`,
    ),
    query,
    columns,
    rows: rows.map(row => columns.map(column => measured(row[column]))),
  };
}

async function rowsOrNone(
  postgres: PostgresReader,
  query: string,
  signal: AbortSignal,
): Promise<readonly PostgresRow[]> {
  try {
    return await postgres.query(query, [], signal);
  } catch (error) {
    const absent = ['42P01', '3D000']; // no such table, database
    if (absent.includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

function measured(value: unknown): Measured {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

/** The first rows of three tables, as a person would look at them in pgAdmin. */
export const inspect = defineStep({
  name: 'inspect',
  title: { fr: 'Regarder les données', en: 'Look at the data' },
  handout: '1.5',
  needs: ['postgres'],
  after: ['data.generate'],
  demonstrates: true,

  async prerequisites() {
    return [];
  },

  async execute({ ports, signal, log }) {
    for (const table of TABLES) {
      const query = sampleQuery(table);
      log(query);
      for (const row of await ports.postgres.query(query, [], signal)) {
        log(Object.values(row).map(String).join(' | '));
      }
    }
  },

  async verify({ ports, signal }) {
    const samples = await Promise.all(TABLES.map(table => sample(ports.postgres, table, signal)));
    const checks = samples.map(({ query, rows }, index) => {
      const table = TABLES[index] ?? 'users';
      return expectEqual(
        `sample-${table}`,
        { fr: `Lignes de l'échantillon de ${table}`, en: `Rows in the sample of ${table}` },
        {
          expected: ROWS,
          actual: rows.length,
          query,
          message: {
            fr: `La table ${table} contient moins de dix lignes : reprenez l'étape data.generate.`,
            en: `The table ${table} holds fewer than ten rows: go back to the step data.generate.`,
          },
        },
      );
    });
    return { checks, samples };
  },

  commands() {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans le Query Tool de pgAdmin, base shopstream',
          en: "In pgAdmin's Query Tool, database shopstream",
        },
        code: TABLES.map(table => `SELECT * FROM ${table} LIMIT ${ROWS};`).join('\n'),
      },
      {
        language: 'shell',
        title: { fr: 'Ou depuis un terminal', en: 'Or from a terminal' },
        code: TABLES.map(table => `psql -d shopstream -c "SELECT * FROM ${table} LIMIT ${ROWS};"`).join('\n'),
      },
    ];
  },
});
