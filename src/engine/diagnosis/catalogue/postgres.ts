import type { Entry } from '../entry.ts';

/** Reaching a PostgreSQL server: network, password, TLS, the server's own start. */
export const POSTGRES_SERVER: readonly Entry[] = [
  {
    id: 'PG-01',
    when: [
      { codes: ['ECONNREFUSED'], text: /ECONNREFUSED (\S+:\d+)/ },
      { codes: ['ECONNREFUSED'] },
      { text: /connection to server at .* failed: Connection refused/ },
    ],
    cause: {
      fr: 'Aucun programme ne répond sur {1|ce port} : le serveur est arrêté, le port est faux, ou « localhost » désigne une adresse IPv6 que le serveur n’écoute pas.',
      en: 'No program answers on {1|that port}: the server is stopped, the port is wrong, or "localhost" means an IPv6 address that the server does not listen on.',
    },
    fix: {
      fr: 'Démarrez les services : « {program} sandbox up ». Avec votre propre serveur, écrivez 127.0.0.1 au lieu de localhost et vérifiez le port.',
      en: 'Start the services: "{program} sandbox up". With a server of your own, write 127.0.0.1 instead of localhost and check the port.',
    },
    remedy: { kind: 'retry' },
    samples: [
      ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'],
      ['ECONNREFUSED', 'connect ECONNREFUSED ::1:5432'],
      'connection to server at "127.0.0.1", port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?',
    ],
  },
  {
    id: 'PG-02',
    when: [
      { codes: ['ENOTFOUND', 'EAI_AGAIN'], text: /getaddrinfo \w+ (\S+)/ },
      { codes: ['ENOTFOUND', 'EAI_AGAIN'] },
      { text: /could not translate host name "([^"]+)" to address/ },
    ],
    cause: {
      fr: 'Le nom de serveur « {1|indiqué} » n’existe pas, ou le réseau ne sait pas le trouver.',
      en: 'The server name "{1|given}" does not exist, or the network cannot find it.',
    },
    fix: {
      fr: 'Corrigez le nom du serveur dans les réglages ; pour un serveur de cette machine, écrivez 127.0.0.1.',
      en: 'Correct the server name in the settings; for a server on this machine, write 127.0.0.1.',
    },
    samples: [
      ['ENOTFOUND', 'getaddrinfo ENOTFOUND db.shopstream.invalid'],
      ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN db.shopstream.invalid'],
      'psql: error: could not translate host name "db.invalid" to address: Name or service not known',
    ],
  },
  {
    id: 'PG-03',
    when: [{ codes: ['28P01'] }, { text: /password authentication failed for user "([^"]+)"/ }],
    cause: {
      fr: 'PostgreSQL refuse le mot de passe ; il répond la même chose, exprès, quand l’utilisateur n’existe pas.',
      en: 'PostgreSQL refuses the password; it says the same, on purpose, when the user does not exist.',
    },
    fix: {
      fr: 'Corrigez le mot de passe dans les réglages de la connexion ; si vous en êtes sûr, un autre serveur PostgreSQL répond peut-être sur ce port : regardez avec « {program} sandbox status ».',
      en: 'Correct the password in the connection settings; if you are sure of it, another PostgreSQL server may be answering on that port: look with "{program} sandbox status".',
    },
    samples: [
      ['28P01', 'password authentication failed for user "postgres"'],
      'psql: error: connection to server at "127.0.0.1", port 5432 failed: FATAL:  password authentication failed for user "postgres"',
    ],
  },
  {
    id: 'PG-04',
    when: [
      { codes: ['28P01'], text: /authentification par mot de passe .*chou/ },
      { text: /authentification par mot de passe .*chou/ },
    ],
    cause: {
      fr: 'PostgreSQL, dont les messages sont en français, refuse le mot de passe, ou ne connaît pas cet utilisateur.',
      en: 'PostgreSQL, whose messages are in French, refuses the password, or does not know that user.',
    },
    fix: {
      fr: "Corrigez le mot de passe dans les réglages de la connexion. Si les accents arrivent abîmés, exécutez ALTER SYSTEM SET lc_messages = 'C'; puis SELECT pg_reload_conf(); dans pgAdmin.",
      en: "Correct the password in the connection settings. If accents arrive broken, run ALTER SYSTEM SET lc_messages = 'C'; then SELECT pg_reload_conf(); in pgAdmin.",
    },
    samples: [
      ['28P01', 'authentification par mot de passe échouée pour l’utilisateur « postgres »'],
      ['28P01', "authentification par mot de passe �chou�e pour l'utilisateur � postgres �"],
    ],
  },
  {
    id: 'PG-05',
    when: [
      { text: /UnicodeDecodeError: 'utf-?8' codec can't decode byte 0x[0-9a-f]{2} in position \d+/ },
      // Some builds of psycopg2 drop a message that they cannot read.
      { text: /psycopg2\.OperationalError:?\s*$/ },
    ],
    cause: {
      fr: 'Le serveur a refusé la connexion par un message français encodé en Windows-1252, que psycopg2 ne sait pas lire : la vraie cause (mot de passe, base inconnue) est cachée derrière.',
      en: 'The server refused the connection with a French message encoded in Windows-1252, which psycopg2 cannot read: the real cause (password, unknown database) is hidden behind it.',
    },
    fix: {
      fr: "Vérifiez d’abord le mot de passe et le nom de la base ; pour lire le vrai message, mettez lc_messages = 'C' dans postgresql.conf et redémarrez le service.",
      en: "Check the password and the database name first; to read the real message, set lc_messages = 'C' in postgresql.conf and restart the service.",
    },
    samples: [
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 103: invalid continuation byte",
    ],
  },
  {
    id: 'PG-06',
    when: [
      { codes: ['3D000'], text: /"([^"]+)"/ },
      { codes: ['3D000'] },
      { text: /(?:database|base de données) [«"]\s*([^"»]+?)\s*[»"] (?:does not exist|n.existe pas)/ },
    ],
    cause: {
      fr: 'La base de données « {1|du TP} » n’existe pas encore.',
      en: 'The database "{1|of the lab}" does not exist yet.',
    },
    fix: {
      fr: 'Créez-la : « {program} run postgres.create-database ».',
      en: 'Create it: "{program} run postgres.create-database".',
    },
    remedy: { kind: 'run', step: 'postgres.create-database' },
    samples: [
      ['3D000', 'database "shopstream" does not exist'],
      'psql: error: connection to server failed: FATAL:  database "shopstream" does not exist',
      "FATAL:  la base de données « shopstream » n'existe pas",
    ],
  },
  {
    id: 'PG-07',
    when: [{ text: /SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a (?:non-empty )?string/ }],
    cause: {
      fr: 'PostgreSQL demande un mot de passe, et aucun n’a été donné (réglage vide, variable absente).',
      en: 'PostgreSQL asks for a password, and none was given (empty setting, missing variable).',
    },
    fix: {
      fr: 'Donnez-le dans ce terminal, puis recommencez : {set PGPASSWORD=votre-mot-de-passe}',
      en: 'Give it in this terminal, then try again: {set PGPASSWORD=your-password}',
    },
    samples: [
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string',
    ],
  },
  {
    id: 'PG-08',
    when: [{ text: /fe_sendauth: no password supplied/ }],
    cause: {
      fr: 'psql n’a pas de mot de passe à donner à ce serveur.',
      en: 'psql has no password to give to this server.',
    },
    fix: {
      fr: 'Donnez-le dans ce terminal, puis recommencez : {set PGPASSWORD=votre-mot-de-passe} (ceux du TP : « {program} sandbox env »).',
      en: 'Give it in this terminal, then try again: {set PGPASSWORD=your-password} (the lab’s: "{program} sandbox env").',
    },
    samples: [
      'psql: error: connection to server at "127.0.0.1", port 5432 failed: fe_sendauth: no password supplied',
    ],
  },
  {
    id: 'PG-09',
    when: [
      { codes: ['28000'], text: /pg_hba\.conf/ },
      { text: /(?:no pg_hba\.conf entry for host|aucune entrée dans pg_hba\.conf)/ },
    ],
    cause: {
      fr: 'Le serveur n’accepte aucune connexion de cette adresse, de cet utilisateur ou vers cette base (pg_hba.conf).',
      en: 'The server accepts no connection from this address, of this user or to this database (pg_hba.conf).',
    },
    fix: {
      fr: 'Ajoutez à pg_hba.conf la ligne « host all all 127.0.0.1/32 scram-sha-256 », puis exécutez SELECT pg_reload_conf(); ou travaillez avec le serveur du bac à sable.',
      en: 'Add the line "host all all 127.0.0.1/32 scram-sha-256" to pg_hba.conf, then run SELECT pg_reload_conf(); or work with the sandbox’s server.',
    },
    samples: [
      [
        '28000',
        'no pg_hba.conf entry for host "127.0.0.1", user "postgres", database "shopstream", no encryption',
      ],
      [
        '28000',
        "aucune entrée dans pg_hba.conf pour l'hôte « 127.0.0.1 », utilisateur « postgres », base de données « shopstream », aucun chiffrement",
      ],
    ],
  },
  {
    id: 'PG-10',
    when: [
      {
        text: /The server does not support SSL connections|server does not support SSL, but SSL was required/,
      },
    ],
    cause: {
      fr: 'La connexion demande TLS (SSL), et ce serveur n’en a pas.',
      en: 'The connection asks for TLS (SSL), and this server has none.',
    },
    fix: {
      fr: 'Désactivez TLS dans les réglages de la connexion : un serveur de cette machine n’en a pas besoin. Dans ce terminal : {set PGSSLMODE=disable}',
      en: 'Turn TLS off in the connection settings: a server on this machine does not need it. In this terminal: {set PGSSLMODE=disable}',
    },
    samples: [
      'The server does not support SSL connections',
      'psql: error: connection to server at "127.0.0.1", port 5432 failed: server does not support SSL, but SSL was required',
    ],
  },
  {
    id: 'PG-11',
    when: [
      {
        text: /could not bind IPv[46] address ("[^"]+"):? .*(?:Address already in use|Only one usage of each socket)/,
      },
      { text: /n.a pas pu lier l.adresse IPv[46]|n.a pas pu s.attacher à l.adresse IPv[46]/ },
    ],
    cause: {
      fr: 'PostgreSQL ne peut pas démarrer : son port est déjà pris, le plus souvent par un autre PostgreSQL de la machine.',
      en: 'PostgreSQL cannot start: its port is already taken, most often by another PostgreSQL of this machine.',
    },
    fix: {
      fr: 'Fermez l’autre serveur, ou laissez le bac à sable choisir un port libre : « {program} sandbox down », puis « {program} sandbox up ».',
      en: 'Close the other server, or let the sandbox choose a free port: "{program} sandbox down", then "{program} sandbox up".',
    },
    remedy: { kind: 'doctor', fix: 'ports' },
    exitCode: 2,
    samples: [
      'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another postmaster already running on port 5432? If not, wait a few seconds and retry.',
      "LOG:  n'a pas pu lier l'adresse IPv4 « 127.0.0.1 » : Address already in use",
    ],
  },
  {
    id: 'PG-13',
    when: [
      {
        text: /(?:lock file|le fichier verrou) [«"]\s*postmaster\.pid\s*[»"] (?:already exists|existe déjà)/,
      },
    ],
    cause: {
      fr: 'Un serveur PostgreSQL travaille déjà dans ce dossier de données, ou un arrêt brutal y a laissé le fichier postmaster.pid.',
      en: 'A PostgreSQL server already works in this data folder, or a crash left the file postmaster.pid there.',
    },
    fix: {
      fr: 'Relancez les services, qui reconnaissent un serveur resté seul : « {program} sandbox down », puis « {program} sandbox up ».',
      en: 'Restart the services, which recognise a server left alone: "{program} sandbox down", then "{program} sandbox up".',
    },
    samples: [
      'FATAL:  lock file "postmaster.pid" already exists\nHINT:  Is another postmaster (PID 4242) running in data directory "/tmp/pg"?',
      'FATAL:  le fichier verrou « postmaster.pid » existe déjà',
    ],
  },
  {
    id: 'PG-14',
    when: [
      {
        text: /initdb: error: cannot be run as root|pg_ctl: cannot be run as root|ne peut pas être exécuté en tant que root/,
      },
    ],
    cause: {
      fr: 'PostgreSQL refuse d’être préparé ou démarré par le compte root.',
      en: 'PostgreSQL refuses to be set up or started by the account root.',
    },
    fix: {
      fr: 'Lancez cette commande avec un compte ordinaire : « su - votre-compte », puis la même commande. (Le bac à sable s’en charge lui-même.)',
      en: 'Run that command as an ordinary account: "su - your-account", then the same command. (The sandbox does this by itself.)',
    },
    samples: [
      'initdb: error: cannot be run as root\ninitdb: hint: Please log in (using, e.g., "su") as the (unprivileged) user that will own the server process.',
      'pg_ctl: cannot be run as root\nPlease log in (using, e.g., "su") as the (unprivileged) user that will\nown the server process.',
    ],
  },
  {
    id: 'PG-15',
    when: [
      {
        text: /execution of the PostgreSQL server is not permitted|Execution of PostgreSQL by a user with administrative permissions is not/i,
      },
    ],
    cause: {
      fr: 'Le serveur PostgreSQL refuse de démarrer avec les droits de root ou d’un administrateur.',
      en: 'The PostgreSQL server refuses to start with the rights of root or of an administrator.',
    },
    fix: {
      fr: 'Ouvrez un terminal ordinaire (pas « Exécuter en tant qu’administrateur », pas sudo) et relancez la même commande.',
      en: 'Open an ordinary terminal (not "Run as administrator", not sudo) and run the same command again.',
    },
    samples: [
      '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent possible system security compromise.',
      'Execution of PostgreSQL by a user with administrative permissions is not\npermitted.',
    ],
  },
  {
    id: 'PG-16',
    when: [
      { codes: ['53300'] },
      {
        text: /remaining connection slots are reserved|sorry, too many clients already|les emplacements de connexions? restants sont réservés/,
      },
    ],
    cause: {
      fr: 'PostgreSQL n’accepte plus de connexion : trop de clients sont ouverts (onglets de pgAdmin, scripts qui ne ferment pas).',
      en: 'PostgreSQL accepts no more connections: too many clients are open (pgAdmin tabs, scripts that do not close).',
    },
    fix: {
      fr: 'Fermez les onglets de pgAdmin et les autres programmes reliés à ce serveur, puis relancez la même commande.',
      en: 'Close pgAdmin’s tabs and the other programs connected to this server, then run the same command again.',
    },
    remedy: { kind: 'retry' },
    samples: [
      ['53300', 'remaining connection slots are reserved for roles with the SUPERUSER attribute'],
      ['53300', 'sorry, too many clients already'],
      ['53300', "les emplacements de connexions restants sont réservés aux rôles avec l'attribut SUPERUSER"],
    ],
  },
  {
    id: 'PG-25',
    when: [
      {
        text: /Connection terminated (?:unexpectedly|due to connection timeout)|server closed the connection unexpectedly/,
      },
      { codes: ['57P01'] },
    ],
    cause: {
      fr: 'La connexion à PostgreSQL a été coupée en route : le serveur s’est arrêté, la machine s’est mise en veille, ou ce n’est pas PostgreSQL qui répond sur ce port.',
      en: 'The connection to PostgreSQL was cut on the way: the server stopped, the machine went to sleep, or it is not PostgreSQL that answers on that port.',
    },
    fix: {
      fr: 'Relancez la même commande : elle reprend où elle en était. Si le serveur est arrêté : « {program} sandbox up ».',
      en: 'Run the same command again: it goes on where it was. If the server is stopped: "{program} sandbox up".',
    },
    remedy: { kind: 'retry' },
    samples: [
      'Connection terminated unexpectedly',
      ['57P01', 'terminating connection due to administrator command'],
      ['57P01', "arrêt des connexions suite à la demande de l'administrateur"],
    ],
  },
];
