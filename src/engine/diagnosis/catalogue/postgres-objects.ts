import type { Entry } from '../entry.ts';

/** What PostgreSQL refuses once one is connected: objects, rows, rights. */
export const POSTGRES_OBJECTS: readonly Entry[] = [
  {
    id: 'PG-17',
    when: [
      { codes: ['42P01'], text: /(?:relation|la relation) [«"]\s*([^"»]+?)\s*[»"]/ },
      { codes: ['42P01'] },
      { text: /relation "([^"]+)" does not exist|la relation « ([^»]+) » n.existe pas/ },
    ],
    cause: {
      fr: 'La table « {1|demandée} » n’existe pas dans cette base : les tables ne sont pas créées, ou une autre base est choisie.',
      en: 'The table "{1|asked for}" does not exist in this database: the tables are not made, or another database is selected.',
    },
    fix: {
      fr: 'Créez les tables : « {program} run postgres.create-tables » ; dans pgAdmin, vérifiez que la base choisie est shopstream.',
      en: 'Make the tables: "{program} run postgres.create-tables"; in pgAdmin, check that the selected database is shopstream.',
    },
    remedy: { kind: 'run', step: 'postgres.create-tables' },
    samples: [
      ['42P01', 'relation "orders" does not exist'],
      ['42P01', "la relation « orders » n'existe pas"],
      'ERROR:  relation "orders" does not exist\nLINE 1: SELECT * FROM orders',
    ],
  },
  {
    id: 'PG-18',
    when: [
      { codes: ['42P07', '42P04'] },
      {
        text: /(?:relation|la relation|database|la base de données) [«"][^"»]+[»"] (?:already exists|existe déjà)/,
      },
    ],
    cause: {
      fr: 'Cet objet existe déjà : la commande a été lancée deux fois sans IF NOT EXISTS.',
      en: 'This object already exists: the command was run twice without IF NOT EXISTS.',
    },
    fix: {
      fr: 'Rien à refaire : « {program} validate postgres » dit s’il est comme il faut ; pour repartir de zéro : « {program} reset postgres.create-tables ».',
      en: 'Nothing to do again: "{program} validate postgres" says whether it is right; to start afresh: "{program} reset postgres.create-tables".',
    },
    samples: [
      ['42P07', 'relation "users" already exists'],
      ['42P07', 'la relation « users » existe déjà'],
      ['42P04', 'database "shopstream" already exists'],
    ],
  },
  {
    id: 'PG-19',
    when: [
      { codes: ['23505'], text: /"([^"]+)"/ },
      { codes: ['23505'] },
      {
        text: /duplicate key value violates unique constraint "([^"]+)"|la valeur d.une clé dupliquée rompt la contrainte unique/,
      },
    ],
    cause: {
      fr: 'Une ligne de même clé existe déjà (contrainte {1|d’unicité}) : les données ont été chargées deux fois.',
      en: 'A row of the same key exists already (constraint {1|of uniqueness}): the data was loaded twice.',
    },
    fix: {
      fr: 'Videz les tables, puis rechargez : « {program} reset data.generate », puis « {program} run data.generate ».',
      en: 'Empty the tables, then load again: "{program} reset data.generate", then "{program} run data.generate".',
    },
    samples: [
      ['23505', 'duplicate key value violates unique constraint "users_pkey"'],
      ['23505', "la valeur d'une clé dupliquée rompt la contrainte unique « users_pkey »"],
    ],
  },
  {
    id: 'PG-20',
    when: [
      { codes: ['23503'] },
      { text: /violates foreign key constraint|viole la contrainte de clé étrangère/ },
    ],
    cause: {
      fr: 'Une ligne renvoie à une autre qui n’existe pas encore : l’ordre de chargement n’est pas le bon.',
      en: 'A row refers to another that does not exist yet: the order of loading is wrong.',
    },
    fix: {
      fr: 'Chargez dans cet ordre : users, products, orders, order_items, events, crm_contacts ; « {program} run data.generate » le fait.',
      en: 'Load in this order: users, products, orders, order_items, events, crm_contacts; "{program} run data.generate" does so.',
    },
    remedy: { kind: 'run', step: 'data.generate' },
    samples: [
      ['23503', 'insert or update on table "orders" violates foreign key constraint "orders_user_id_fkey"'],
      [
        '23503',
        'une instruction insert ou update sur la table « orders » viole la contrainte de clé étrangère « orders_user_id_fkey »',
      ],
    ],
  },
  {
    id: 'PG-21',
    when: [
      { codes: ['0A000'], text: /truncate|TRUNCATE|tronquer/ },
      {
        text: /cannot truncate a table referenced in a foreign key constraint|ne peut pas tronquer une table référencée/,
      },
    ],
    cause: {
      fr: 'TRUNCATE ne vide pas seule une table à laquelle d’autres renvoient.',
      en: 'TRUNCATE does not empty alone a table that others refer to.',
    },
    fix: {
      fr: 'Videz-les ensemble : TRUNCATE users, products, orders, order_items, events, crm_contacts RESTART IDENTITY;',
      en: 'Empty them together: TRUNCATE users, products, orders, order_items, events, crm_contacts RESTART IDENTITY;',
    },
    samples: [
      ['0A000', 'cannot truncate a table referenced in a foreign key constraint'],
      ['0A000', 'ne peut pas tronquer une table référencée dans une contrainte de clé étrangère'],
    ],
  },
  {
    id: 'PG-22',
    when: [
      {
        codes: ['42501'],
        text: /permission denied to create database|droit refusé pour créer une base de données/,
      },
      { text: /permission denied to create database|droit refusé pour créer une base de données/ },
    ],
    cause: {
      fr: 'Cet utilisateur de PostgreSQL n’a pas le droit de créer une base.',
      en: 'This PostgreSQL user has no right to create a database.',
    },
    fix: {
      fr: 'Connectez-vous avec l’utilisateur postgres, ou donnez ce droit : ALTER ROLE votre_utilisateur CREATEDB;',
      en: 'Connect as the user postgres, or give the right: ALTER ROLE your_user CREATEDB;',
    },
    samples: [
      ['42501', 'permission denied to create database'],
      ['42501', 'droit refusé pour créer une base de données'],
    ],
  },
  {
    id: 'PG-23',
    when: [
      { codes: ['42501'], text: /permission denied for schema public|droit refusé pour le schéma public/ },
      { text: /permission denied for schema public|droit refusé pour le schéma public/ },
    ],
    cause: {
      fr: 'Depuis PostgreSQL 15, un utilisateur ordinaire ne peut rien créer dans le schéma public.',
      en: 'Since PostgreSQL 15, an ordinary user may create nothing in the schema public.',
    },
    fix: {
      fr: 'Donnez-lui la base, avec l’utilisateur postgres : ALTER DATABASE shopstream OWNER TO votre_utilisateur;',
      en: 'Give that user the database, as the user postgres: ALTER DATABASE shopstream OWNER TO your_user;',
    },
    samples: [
      ['42501', 'permission denied for schema public'],
      ['42501', 'droit refusé pour le schéma public'],
    ],
  },
  {
    id: 'PG-24',
    when: [
      { codes: ['55006'] },
      { text: /is being accessed by other users|est en cours d.utilisation par d.autres utilisateurs/ },
    ],
    cause: {
      fr: 'La base ne peut pas être supprimée : un autre programme, souvent pgAdmin, y est connecté.',
      en: 'The database cannot be dropped: another program, often pgAdmin, is connected to it.',
    },
    fix: {
      fr: 'Fermez pgAdmin (ou déconnectez-y cette base), ou forcez : DROP DATABASE shopstream WITH (FORCE);',
      en: 'Close pgAdmin (or disconnect this database there), or force it: DROP DATABASE shopstream WITH (FORCE);',
    },
    samples: [
      ['55006', 'database "shopstream" is being accessed by other users'],
      ['55006', "la base de données « shopstream » est en cours d'utilisation par d'autres utilisateurs"],
    ],
  },
];
