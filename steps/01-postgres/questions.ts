import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import { askPostgres, postgresFigures, told } from '../figures.ts';

const BY_USER = 'EXPLAIN SELECT * FROM orders WHERE user_id = 42;';
const BY_AMOUNT = 'EXPLAIN SELECT * FROM orders WHERE total_amount = 42;';

const userIndex = defineQuestion({
  id: 'user-index',
  kind: 'choice',
  step: 'postgres.create-tables',
  needs: ['postgres'],
  text: {
    fr: "Comment PostgreSQL trouve-t-il les commandes de l'utilisateur 42 ? Demandez-lui son plan, avec EXPLAIN.",
    en: 'How does PostgreSQL find the orders of user 42? Ask for its plan, with EXPLAIN.',
  },
  options: [
    {
      id: 'index',
      text: { fr: "Il passe par l'index sur user_id", en: 'It goes through the index on user_id' },
    },
    {
      id: 'scan',
      text: {
        fr: 'Il lit toute la table orders, une ligne après l’autre',
        en: 'It reads the whole table orders, one row after another',
      },
    },
    {
      id: 'join',
      text: {
        fr: 'Il lit users, puis suit la clé étrangère vers orders',
        en: 'It reads users, then follows the foreign key to orders',
      },
    },
  ],
  find: () => askPostgres(BY_USER),
  async answer({ ports, signal }) {
    const [byUser, byAmount] = await Promise.all([
      plan(ports.postgres, BY_USER, signal),
      plan(ports.postgres, BY_AMOUNT, signal),
    ]);
    const indexed = byUser.find(line => line.includes('Index'));
    const shown = indexed ?? byUser[0] ?? '';
    const other = byAmount[0] ?? '';
    return {
      right: indexed === undefined ? 'scan' : 'index',
      why: {
        index:
          indexed === undefined
            ? {
                fr: "L'index existe, mais le plan ne le nomme pas : PostgreSQL juge plus rapide de tout lire.",
                en: 'The index exists, but the plan does not name it: PostgreSQL finds it faster to read everything.',
              }
            : {
                fr: "Le plan nomme l'index : seules les lignes de cet utilisateur sont lues.",
                en: 'The plan names the index: only the rows of this user are read.',
              },
        scan:
          indexed === undefined
            ? {
                fr: 'Le plan dit « Seq Scan » : la lecture complète.',
                en: 'The plan says “Seq Scan”: the full read.',
              }
            : {
                fr: "Ce serait « Seq Scan ». C'est le plan d'une recherche sur total_amount, qui n'a pas d'index.",
                en: 'That would be “Seq Scan”. It is the plan of a search by total_amount, which has no index.',
              },
        join: {
          fr: "La requête ne parle que d'orders. Une clé étrangère protège les données ; elle ne sert pas à chercher.",
          en: 'The query speaks of orders alone. A foreign key protects the data; it is not for searching.',
        },
      },
      explanation: {
        fr: `Le plan de la recherche par user_id contient « ${shown} » ; celui de la recherche par total_amount commence par « ${other} ». PostgreSQL ne crée pas d'index pour une clé étrangère : c'est l'instruction CREATE INDEX du script qui a fait la différence.`,
        en: `The plan of the search by user_id holds “${shown}”; that of the search by total_amount begins with “${other}”. PostgreSQL makes no index for a foreign key: the script's CREATE INDEX made the difference.`,
      },
    };
  },
});

/** The nodes of a plan, without costs. */
async function plan(
  postgres: PostgresReader,
  query: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows = await postgres.query(query, [], signal);
  return rows.map(row =>
    String(row['QUERY PLAN'])
      .replace(/\s*\(cost=.*/, '')
      .replace(/^\s*(?:->)?\s*/, ''),
  );
}

const REFERENCES = `SELECT count(*) AS all_keys,
       count(*) FILTER (WHERE confrelid = 'users'::regclass) AS to_users,
       count(DISTINCT conrelid) AS tables
FROM pg_constraint
WHERE contype = 'f'`;

const referencesToUsers = defineQuestion({
  id: 'references-to-users',
  kind: 'number',
  step: 'postgres.create-tables',
  needs: ['postgres'],
  text: {
    fr: 'DROP TABLE users est refusé : combien de clés étrangères s’y opposent ?',
    en: 'DROP TABLE users is refused: how many foreign keys stand against it?',
  },
  find: () =>
    askPostgres(
      `SELECT conrelid::regclass, pg_get_constraintdef(oid)\nFROM pg_constraint\nWHERE contype = 'f' AND confrelid = 'users'::regclass;`,
    ),
  async answer({ ports, signal }) {
    const { all_keys, to_users } = await postgresFigures(
      ports.postgres,
      ['all_keys', 'to_users'],
      REFERENCES,
      signal,
    );
    return {
      value: to_users,
      mistakes: [
        {
          value: all_keys,
          why: {
            fr: 'Ce sont toutes les clés étrangères de la base. Ne comptez que celles qui mènent à users : « REFERENCES users ».',
            en: 'These are all the foreign keys of the database. Count only those that lead to users: “REFERENCES users”.',
          },
        },
        {
          value: 1,
          why: {
            fr: "orders n'est pas seule à citer un utilisateur.",
            en: 'orders is not the only one to name a user.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(to_users)} des ${n(all_keys)} clés étrangères mènent à users : celles d'orders, d'events et de crm_contacts. Pour la même raison, on charge users avant ces tables, et on ne peut la vider qu'après elles.`,
        n =>
          `${n(to_users)} of the ${n(all_keys)} foreign keys lead to users: those of orders, events and crm_contacts. For the same reason users is loaded before these tables, and can only be emptied after them.`,
      ),
    };
  },
});

const ORDERS_INDEXES = `SELECT count(*) AS indexes,
       count(*) FILTER (WHERE NOT indisunique) AS plain
FROM pg_index
WHERE indrelid = 'orders'::regclass`;

const ordersIndexes = defineQuestion({
  id: 'orders-indexes',
  kind: 'number',
  step: 'postgres.create-tables',
  needs: ['postgres'],
  text: {
    fr: 'Combien d’index PostgreSQL tient-il à jour à chaque INSERT dans orders ?',
    en: 'How many indexes does PostgreSQL keep up to date at every INSERT into orders?',
  },
  find: () => askPostgres("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'orders';"),
  async answer({ ports, signal }) {
    const { indexes, plain } = await postgresFigures(
      ports.postgres,
      ['indexes', 'plain'],
      ORDERS_INDEXES,
      signal,
    );
    return {
      value: indexes,
      mistakes: [
        {
          value: plain,
          why: {
            fr: 'Ce sont ceux de CREATE INDEX. Une clé primaire a, elle aussi, son index : c’est par lui qu’elle refuse les doublons.',
            en: 'These are those of CREATE INDEX. A primary key has its index too: it is how duplicates are refused.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(indexes)} : ${n(plain)} par CREATE INDEX, et celui de la clé primaire, que PostgreSQL crée de lui-même. Chaque index accélère des lectures et ralentit chaque écriture : c'est pourquoi la génération charge d'abord les lignes, et construit les index ensuite.`,
        n =>
          `${n(indexes)}: ${n(plain)} by CREATE INDEX, and the one of the primary key, which PostgreSQL makes by itself. Each index speeds up some reads and slows down every write: that is why the generation loads the rows first and builds the indexes afterwards.`,
      ),
    };
  },
});

/** What the catalogue and the planner tell of the schema. */
export const questions: readonly QuestionDefinition[] = [userIndex, referencesToUsers, ordersIndexes];
