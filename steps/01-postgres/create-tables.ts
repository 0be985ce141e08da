import { same, type Text, text } from '../../src/i18n/text.ts';
import { defineStep, expectThat, LabError, sqlScript } from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import {
  type FoundSchema,
  isMisshapen,
  lacksKeys,
  readSchema,
  schemaChecks,
  tablesLackingChecks,
} from './inspection.ts';
import { TABLES, type TableName } from './schema.ts';

const QUERY_TOOL: Text = {
  fr: 'Dans le Query Tool de pgAdmin, base shopstream',
  en: "In pgAdmin's Query Tool, database shopstream",
};

/** The right to make tables, which ordinary roles lack in `public` since PostgreSQL 15. */
const RIGHT = "SELECT has_schema_privilege(current_user, 'public', 'CREATE') AS allowed;";

/** The six tables with their keys, rules and indexes. */
export const createTables = defineStep({
  name: 'create-tables',
  title: { fr: 'Créer les tables OLTP', en: 'Create the OLTP tables' },
  handout: '1.3.3',
  needs: ['postgres'],
  after: ['postgres.create-database'],

  async prerequisites({ ports, signal }) {
    const [row] = await ports.postgres.query<{ allowed: boolean }>(RIGHT, [], signal);
    const allowed = row?.allowed ?? false;
    const label = { fr: 'Droit de créer des tables dans public', en: 'Right to create tables in public' };
    const { user } = ports.postgres.target;
    return [
      expectThat('create-right', label, allowed, {
        expected: true,
        actual: allowed,
        query: RIGHT,
        message: {
          fr: `Depuis PostgreSQL 15, ce droit se donne : GRANT CREATE ON SCHEMA public TO ${user};`,
          en: `Since PostgreSQL 15 this right has to be granted: GRANT CREATE ON SCHEMA public TO ${user};`,
        },
      }),
    ];
  },

  async execute({ ports, signal, log }) {
    const found = await readSchema(ports.postgres, signal);
    const remade = found === undefined ? [] : await tablesToRemake(ports.postgres, found, signal);
    const scripts = [
      ...remade.map(table => `DROP TABLE ${table} CASCADE;\n`),
      sqlScript('postgres/tables.sql'),
      ...(found === undefined || remade.length > 0 || lacksKeys(found)
        ? [sqlScript('postgres/drop-keys.sql'), sqlScript('postgres/keys.sql')]
        : []),
    ];
    for (const table of remade) log(`DROP TABLE ${table} CASCADE;`);
    log('sql/postgres/tables.sql');
    if (scripts.length > remade.length + 1) log('sql/postgres/keys.sql');
    // One message is one transaction: either the schema is complete, or nothing has changed.
    await ports.postgres.execute(scripts.join('\n'), signal);
  },

  async verify({ ports, signal }) {
    return { checks: schemaChecks(await readSchema(ports.postgres, signal)) };
  },

  async undo({ ports, signal, log }) {
    if ((await readSchema(ports.postgres, signal)) === undefined) return;
    const script = sqlScript('postgres/drop-tables.sql');
    log(script);
    await ports.postgres.execute(script, signal);
  },

  commands() {
    return [
      {
        language: 'sql',
        title: QUERY_TOOL,
        code: sqlScript('postgres/tables.sql').trim(),
        file: 'sql/postgres/tables.sql',
      },
      {
        language: 'sql',
        title: { fr: 'Puis les clés et les index', en: 'Then the keys and indexes' },
        code: sqlScript('postgres/keys.sql').trim(),
        file: 'sql/postgres/keys.sql',
      },
      {
        language: 'shell',
        title: same('psql'),
        code: TABLES.map(table => `psql -d shopstream -c "\\d ${table}"`).join('\n'),
      },
    ];
  },
});

/**
 * Tables that cannot be completed by adding keys: wrong columns, or a rule that is missing. An empty one is made again.
 * @throws LabError when one of them holds rows, which the lab never throws away by itself.
 */
async function tablesToRemake(
  postgres: PostgresReader,
  found: FoundSchema,
  signal: AbortSignal,
): Promise<readonly TableName[]> {
  const unruled = new Set(tablesLackingChecks(found));
  const wrong = TABLES.filter(table => isMisshapen(found, table) || unruled.has(table));
  const filled = await Promise.all(wrong.map(table => holdsRows(postgres, table, signal)));
  const inUse = wrong.filter((_, i) => filled[i]);
  if (inUse.length === 0) return wrong;
  throw new LabError(
    text(lang =>
      lang === 'fr'
        ? `Ces tables n'ont pas la structure du TP et contiennent des lignes : ${inUse.join(', ')}.`
        : `These tables do not have the lab's structure and hold rows: ${inUse.join(', ')}.`,
    ),
    {
      advice: {
        fr: 'Corrigez-les avec ALTER TABLE, ou réinitialisez cette étape : les tables seront supprimées puis recréées, et les données générées de nouveau.',
        en: 'Mend them with ALTER TABLE, or reset this step: the tables are dropped and made again, and the data generated again.',
      },
    },
  );
}

async function holdsRows(postgres: PostgresReader, table: TableName, signal: AbortSignal): Promise<boolean> {
  const [row] = await postgres.query<{ filled: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM ${table}) AS filled`,
    [],
    signal,
  );
  return row?.filled ?? false;
}
