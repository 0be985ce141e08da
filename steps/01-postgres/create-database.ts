import { same } from '../../src/i18n/text.ts';
import {
  type Check,
  defineStep,
  expectEqual,
  expectThat,
  LabError,
  type LabSettings,
  sqlScript,
} from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import { databaseHints } from './hints.ts';
import { type DatabaseMark, parseMark, quotedComment } from './mark.ts';

/** The name of the source database. */
export const DATABASE = 'shopstream';

interface DatabaseRow {
  readonly encoding: string;
  readonly comment: string | null;
  readonly [column: string]: unknown;
}

async function findDatabase(
  admin: PostgresReader,
  signal: AbortSignal,
): Promise<{ readonly encoding: string; readonly mark: DatabaseMark | undefined } | undefined> {
  const [row] = await admin.query<DatabaseRow>(sqlScript('postgres/verify-database.sql'), [], signal);
  return row === undefined ? undefined : { encoding: row.encoding, mark: parseMark(row.comment) };
}

function foreign(mark: DatabaseMark): LabError {
  return new LabError(
    {
      fr: `La base ${DATABASE} de ce serveur appartient à un autre TP (${mark.lineage}).`,
      en: `The database ${DATABASE} on this server belongs to another lab (${mark.lineage}).`,
    },
    {
      advice: {
        fr: `Choisissez un autre serveur, ou supprimez vous-même cette base si personne n'en a plus besoin : DROP DATABASE ${DATABASE};`,
        en: `Choose another server, or drop that database yourself if nobody needs it any more: DROP DATABASE ${DATABASE};`,
      },
    },
  );
}

function commentScript(settings: LabSettings): string {
  return sqlScript('postgres/comment-database.sql', {
    comment: quotedComment({ lineage: settings.lineage }),
  });
}

/** The right to create databases: `CREATEDB`, or a superuser's. */
const RIGHT = 'SELECT rolcreatedb OR rolsuper AS allowed FROM pg_roles WHERE rolname = current_user;';

/** The database `shopstream`. */
export const createDatabase = defineStep({
  name: 'create-database',
  title: { fr: 'Créer la base de données shopstream', en: 'Create the database shopstream' },
  handout: '1.3.2',
  needs: ['postgresAdmin', 'postgres'],
  after: ['postgres.connect'],

  async prerequisites({ ports, signal }) {
    const [[right], database] = await Promise.all([
      ports.postgresAdmin.query<{ allowed: boolean }>(RIGHT, [], signal),
      findDatabase(ports.postgresAdmin, signal),
    ]);
    const allowed = right?.allowed ?? false;
    const label = { fr: "L'utilisateur peut créer une base", en: 'The user may create a database' };
    const { user } = ports.postgresAdmin.target;
    return [
      expectThat('create-right', label, allowed || database !== undefined, {
        expected: true,
        actual: allowed,
        query: RIGHT,
        message: {
          fr: `Connectez-vous comme postgres, ou donnez ce droit : ALTER ROLE ${user} CREATEDB;`,
          en: `Connect as postgres, or grant the right: ALTER ROLE ${user} CREATEDB;`,
        },
      }),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const found = await findDatabase(ports.postgresAdmin, signal);
    if (found?.mark !== undefined && found.mark.lineage !== settings.lineage) throw foreign(found.mark);
    if (found === undefined) {
      const script = sqlScript('postgres/create-database.sql');
      log(script);
      await ports.postgresAdmin.execute(script, signal);
    }
    if (found?.mark === undefined) await ports.postgresAdmin.execute(commentScript(settings), signal);
  },

  async verify({ ports, settings, signal }) {
    const query = sqlScript('postgres/verify-database.sql');
    const found = await findDatabase(ports.postgresAdmin, signal);
    const checks: Check[] = [
      expectEqual(
        'database',
        { fr: 'La base existe', en: 'The database exists' },
        {
          expected: DATABASE,
          actual: found === undefined ? null : DATABASE,
          query,
          message: {
            fr: `Il n'y a pas de base ${DATABASE} sur ce serveur : exécutez l'étape, ou créez-la dans pgAdmin.`,
            en: `There is no database ${DATABASE} on this server: run the step, or create it in pgAdmin.`,
          },
        },
      ),
      expectEqual(
        'encoding',
        { fr: 'Encodage', en: 'Encoding' },
        {
          expected: 'UTF8',
          actual: found?.encoding ?? null,
          query,
          message: {
            fr: `Un autre encodage ne peut pas contenir tous les noms du TP : supprimez la base, puis recréez-la avec ENCODING 'UTF8' et TEMPLATE template0.`,
            en: `Another encoding cannot hold every name of the lab: drop the database, then create it with ENCODING 'UTF8' and TEMPLATE template0.`,
          },
        },
      ),
    ];
    // A database made by hand has no mark, and is as good; one with another lab's mark is not ours to use.
    if (found?.mark !== undefined) {
      const { text } = foreign(found.mark);
      checks.push(
        expectEqual(
          'lineage',
          { fr: 'La base est celle de ce TP', en: 'The database is of this lab' },
          {
            expected: settings.lineage,
            actual: found.mark.lineage,
            query,
            message: text,
          },
        ),
      );
    }
    return { checks };
  },

  async undo({ ports, settings, signal, log }) {
    const found = await findDatabase(ports.postgresAdmin, signal);
    if (found === undefined) return;
    if (found.mark !== undefined && found.mark.lineage !== settings.lineage) throw foreign(found.mark);
    if (found.mark === undefined) await refuseIfUsed(ports.postgres, signal);
    const script = sqlScript('postgres/drop-database.sql');
    log(script);
    await ports.postgresAdmin.execute(script, signal);
  },

  hints: databaseHints,

  commands(settings) {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans le Query Tool de pgAdmin, base postgres',
          en: "In pgAdmin's Query Tool, database postgres",
        },
        code: sqlScript('postgres/create-database.sql').trim(),
        file: 'sql/postgres/create-database.sql',
      },
      {
        language: 'sql',
        title: { fr: 'La marque de ce TP (facultatif)', en: "This lab's mark (optional)" },
        code: commentScript(settings).trim(),
        file: 'sql/postgres/comment-database.sql',
      },
      {
        language: 'shell',
        title: same('psql'),
        code: `psql -d postgres -c "CREATE DATABASE ${DATABASE} WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE = 'C';"`,
      },
    ];
  },
});

/** A database without our mark was made by hand: it is dropped only when nothing of its owner is left in it. */
async function refuseIfUsed(postgres: PostgresReader, signal: AbortSignal): Promise<void> {
  const [row] = await postgres.query<{ relations: number }>(
    "SELECT count(*) AS relations FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')",
    [],
    signal,
  );
  const relations = row?.relations ?? 0;
  if (relations === 0) return;
  throw new LabError(
    {
      fr: `La base ${DATABASE} a été créée à la main et contient encore ${relations} table(s) ou vue(s) : le TP ne la supprime pas.`,
      en: `The database ${DATABASE} was made by hand and still holds ${relations} table(s) or view(s): the lab does not drop it.`,
    },
    {
      advice: {
        fr: `Si plus rien n'y est utile : DROP DATABASE ${DATABASE};`,
        en: `If nothing in it is needed any more: DROP DATABASE ${DATABASE};`,
      },
    },
  );
}
