import type { Entry } from '../entry.ts';

/** What the operating system refuses to any program. Beside the catalogue's own entries, those that its tools share. */
export const SYSTEM: readonly Entry[] = [
  {
    id: 'PG-12',
    when: [{ codes: ['EADDRINUSE'], text: /address already in use (\S+)/ }, { codes: ['EADDRINUSE'] }],
    cause: {
      fr: 'Le port {1|dont le bac à sable a besoin} est pris par un autre programme, ou par une session précédente.',
      en: 'The port {1|that the sandbox needs} is taken by another program, or by an earlier session.',
    },
    fix: {
      fr: 'Arrêtez une session précédente avec « {program} sandbox down », ou fermez le programme qui tient ce port ; « {program} sandbox status » montre les ports.',
      en: 'Stop an earlier session with "{program} sandbox down", or close the program that holds the port; "{program} sandbox status" shows the ports.',
    },
    remedy: { kind: 'doctor', fix: 'ports' },
    exitCode: 2,
    samples: [['EADDRINUSE', 'listen EADDRINUSE: address already in use 127.0.0.1:5432']],
  },
  {
    id: 'SYS-01',
    when: [
      { codes: ['ENOSPC', 'EDQUOT', '53100', 'InsufficientStorage'] },
      {
        text: /No space left on device|Disk quota exceeded|Espace insuffisant sur le disque|There is not enough space on the disk/,
      },
    ],
    cause: { fr: 'Le disque est plein.', en: 'The disk is full.' },
    fix: {
      fr: 'Libérez de la place, puis relancez la même commande : ce qui est fait reste fait.',
      en: 'Free some space, then run the same command again: what is done stays done.',
    },
    samples: [
      ['ENOSPC', 'ENOSPC: no space left on device, write'],
      ['EDQUOT', 'EDQUOT: disk quota exceeded, write'],
      ['53100', 'could not extend file "base/5/16385": No space left on device'],
      "OSError: [Errno 28] No space left on device: '/tmp/x'",
    ],
  },
  {
    id: 'SYS-02',
    when: [{ codes: ['EACCES', 'EPERM', 'EROFS'] }, { text: /PermissionError: \[(?:Errno 13|WinError 5)\]/ }],
    cause: {
      fr: 'Vous n’avez pas les droits qu’il faut sur {path|un fichier ou un dossier}.',
      en: 'You do not have the rights that are needed on {path|a file or a folder}.',
    },
    fix: {
      fr: 'Corrigez-les (une commande lancée avec sudo, ou en administrateur, l’a peut-être créé), ou choisissez d’autres dossiers avec --home et --workspace.',
      en: 'Mend them (a command run with sudo, or as an administrator, may have made it), or choose other folders with --home and --workspace.',
    },
    exitCode: 2,
    samples: [
      ['EACCES', "EACCES: permission denied, open '/home/ines/journal'"],
      ['EPERM', "EPERM: operation not permitted, unlink 'C:\\\\Users\\\\ines\\\\x'"],
      ['EROFS', "EROFS: read-only file system, mkdir '/mnt/lab'"],
      "PermissionError: [Errno 13] Permission denied: '/usr/lib/python3/x'",
    ],
  },
  {
    id: 'SYS-03',
    when: [{ codes: ['ENAMETOOLONG'] }, { text: /File name too long|The filename or extension is too long/ }],
    cause: {
      fr: 'Un chemin est trop long pour ce système : {path|le dossier choisi est trop profond}.',
      en: 'A path is too long for this system: {path|the chosen folder lies too deep}.',
    },
    fix: {
      fr: 'Choisissez des dossiers courts, près de la racine, par exemple --home C:\\tp\\home --workspace C:\\tp\\travail.',
      en: 'Choose short folders near the root, for example --home C:\\lab\\home --workspace C:\\lab\\work.',
    },
    exitCode: 2,
    samples: [
      ['ENAMETOOLONG', "ENAMETOOLONG: name too long, mkdir '/tmp/aaa'"],
      "OSError: [Errno 36] File name too long: 'aaa'",
    ],
  },
  {
    id: 'SYS-04',
    when: [{ codes: ['EMFILE', 'ENFILE'] }],
    cause: {
      fr: 'Trop de fichiers sont ouverts en même temps sur cette machine.',
      en: 'Too many files are open at the same time on this machine.',
    },
    fix: {
      fr: 'Fermez d’autres programmes, puis recommencez ; sous macOS ou Linux, « ulimit -n 4096 » dans ce terminal relève la limite.',
      en: 'Close other programs, then try again; on macOS or Linux, "ulimit -n 4096" in this terminal raises the limit.',
    },
    remedy: { kind: 'retry' },
    samples: [['EMFILE', "EMFILE: too many open files, open '/tmp/x'"]],
  },
  {
    id: 'SYS-05',
    when: [
      {
        codes: [
          'DEPTH_ZERO_SELF_SIGNED_CERT',
          'SELF_SIGNED_CERT_IN_CHAIN',
          'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        ],
      },
      {
        text: /self[- ]signed certificate|CERTIFICATE_VERIFY_FAILED|unable to get local issuer certificate|invalid peer certificate/,
      },
    ],
    cause: {
      fr: 'Le certificat TLS reçu n’est pas signé par une autorité connue : le réseau (établissement, antivirus) intercepte sans doute les connexions.',
      en: 'The TLS certificate that came is not signed by a known authority: the network (school, antivirus) probably intercepts connections.',
    },
    fix: {
      fr: 'Demandez le certificat racine de l’établissement, puis, dans ce terminal : {set NODE_EXTRA_CA_CERTS=chemin-du-certificat.pem} ; ou changez de réseau.',
      en: 'Ask for the school’s root certificate, then, in this terminal: {set NODE_EXTRA_CA_CERTS=path-of-the-certificate.pem}; or use another network.',
    },
    samples: [
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'],
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate (_ssl.c:1006)',
    ],
  },
  {
    id: 'SYS-06',
    when: [
      {
        codes: [
          'EPROTO',
          'ERR_SSL_WRONG_VERSION_NUMBER',
          'ERR_SSL_PACKET_LENGTH_TOO_LONG',
          'HPE_INVALID_CONSTANT',
          'ERR_TLS_CERT_ALTNAME_INVALID',
        ],
      },
      {
        text: /wrong version number|WRONG_VERSION_NUMBER|Parse Error: Expected HTTP\/|packet length too long/,
      },
    ],
    cause: {
      fr: 'Le programme qui répond sur ce port ne parle pas le protocole attendu : ce n’est pas le bon serveur, ou https est demandé à un serveur http.',
      en: 'The program that answers on this port does not speak the expected protocol: it is not the right server, or https is asked of an http server.',
    },
    fix: {
      fr: 'Vérifiez l’adresse, le port et le protocole (http ou https) dans les réglages ; « {program} sandbox status » montre ceux du bac à sable.',
      en: 'Check the address, the port and the protocol (http or https) in the settings; "{program} sandbox status" shows the sandbox’s.',
    },
    samples: [
      ['EPROTO', 'write EPROTO 80E8:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'],
      [
        'ERR_SSL_WRONG_VERSION_NUMBER',
        'error:0A00010B:SSL routines:tls_validate_record_header:wrong version number',
      ],
      ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/, RTSP/ or ICE/'],
    ],
  },
  {
    id: 'SYS-07',
    when: [
      { codes: ['ETIMEDOUT', 'TimeoutError', 'EHOSTUNREACH', 'ENETUNREACH'] },
      { text: /[Cc]onnect(?:ion)? timed? ?out|Read timed out/ },
    ],
    cause: {
      fr: 'Le serveur ne répond pas dans le temps : pas de réseau, ou un pare-feu bloque cette connexion.',
      en: 'The server does not answer in time: no network, or a firewall blocks this connection.',
    },
    fix: {
      fr: 'Vérifiez le réseau et le proxy, puis relancez la même commande.',
      en: 'Check the network and the proxy, then run the same command again.',
    },
    remedy: { kind: 'retry' },
    samples: [
      ['ETIMEDOUT', 'connect ETIMEDOUT 10.255.255.1:443'],
      ['TimeoutError', 'Connection timed out after 5000 ms'],
      ['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.9:5432'],
    ],
  },
  {
    id: 'SYS-08',
    when: [
      { codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'] },
      { text: /socket hang up|other side closed/ },
    ],
    cause: {
      fr: 'La connexion a été coupée sans réponse : le réseau est tombé, le serveur s’arrête, ou ce n’est pas le serveur attendu.',
      en: 'The connection was cut without an answer: the network went, the server is stopping, or it is not the expected server.',
    },
    fix: {
      fr: 'Vérifiez le réseau et relancez la même commande : ce qui est fait ne sera pas refait. Si cela recommence dans le bac à sable : « {program} sandbox down », puis « {program} sandbox up ».',
      en: 'Check the network and run the same command again: what is done is not done again. If it happens again in the sandbox: "{program} sandbox down", then "{program} sandbox up".',
    },
    remedy: { kind: 'retry' },
    samples: [
      ['ECONNRESET', 'read ECONNRESET'],
      ['ECONNRESET', 'socket hang up'],
      ['EPIPE', 'write EPIPE'],
    ],
  },
  {
    id: 'SYS-09',
    when: [
      { text: /(?:HTTP\/1\.[01]" |response |status(?: code)?:? ?)407\b|Proxy Authentication Required/ },
      {
        text: /tunneling socket could not be established|Tunnel connection failed|[Cc]onnect to proxy|ProxyError|Proxy response \(\d+\)/,
      },
    ],
    cause: {
      fr: 'Le proxy du réseau ne laisse pas passer la connexion : il est faux, arrêté, ou demande un mot de passe.',
      en: 'The network’s proxy does not let the connection through: it is wrong, stopped, or asks for a password.',
    },
    fix: {
      fr: 'Corrigez le proxy dans ce terminal : {set HTTPS_PROXY=http://proxy:port} ; pour les services de cette machine : {set NO_PROXY=127.0.0.1,localhost}',
      en: 'Correct the proxy in this terminal: {set HTTPS_PROXY=http://proxy:port}; for the services of this machine: {set NO_PROXY=127.0.0.1,localhost}',
    },
    remedy: { kind: 'doctor', fix: 'proxy' },
    samples: [
      'tunneling socket could not be established, statusCode=407',
      'OSError: Tunnel connection failed: 403 Forbidden',
      "ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))",
    ],
  },
  {
    id: 'SYS-10',
    when: [{ codes: ['ENOENT'], text: /spawn (.+?) ENOENT/ }],
    cause: {
      fr: 'Le programme « {1|demandé} » est introuvable sur cette machine.',
      en: 'The program "{1|asked for}" cannot be found on this machine.',
    },
    fix: {
      fr: 'Installez-le, puis ouvrez un nouveau terminal : le PATH d’un terminal ouvert avant ne le connaît pas. « {program} doctor » dit ce qui manque.',
      en: 'Install it, then open a new terminal: the PATH of one opened before does not know it. "{program} doctor" says what is missing.',
    },
    remedy: { kind: 'doctor', fix: 'programs' },
    exitCode: 2,
    samples: [
      ['ENOENT', 'spawn psql ENOENT'],
      ['ENOENT', 'spawn C:\\Program Files\\Git\\cmd\\git.exe ENOENT'],
    ],
  },
  {
    id: 'SYS-11',
    when: [{ codes: ['57P03'] }],
    cause: {
      fr: 'PostgreSQL est en train de démarrer ou de s’arrêter.',
      en: 'PostgreSQL is starting or stopping.',
    },
    fix: { fr: 'Attendez quelques secondes et recommencez.', en: 'Wait a few seconds and try again.' },
    remedy: { kind: 'retry' },
    samples: [
      ['57P03', 'the database system is starting up'],
      ['57P03', 'le système de bases de données se lance'],
    ],
  },
  {
    id: 'SYS-15',
    when: [
      { codes: ['42601', '001003'] },
      {
        text: /(?:syntax error at or near|erreur de syntaxe sur ou près de|syntax error line \d+ at position \d+)/,
      },
    ],
    cause: {
      fr: 'La requête SQL a une faute de syntaxe, à l’endroit que nomme le message.',
      en: 'The SQL query has a syntax error, at the place that the message names.',
    },
    fix: {
      fr: 'Comparez-la avec celle de l’étape (onglet des commandes) : une virgule, une parenthèse ou un guillemet manque souvent juste avant.',
      en: 'Compare it with the step’s (the commands tab): a comma, a bracket or a quote is often missing just before.',
    },
    samples: [
      ['42601', 'syntax error at or near "FORM"'],
      ['42601', 'erreur de syntaxe sur ou près de « FORM »'],
      ['001003', "SQL compilation error:\nsyntax error line 1 at position 12 unexpected '<EOF>'."],
    ],
  },
  {
    id: 'SYS-16',
    when: [
      { codes: ['42703', '000904'] },
      {
        text: /(?:column "[^"]+" does not exist|la colonne « [^»]+ » n.existe pas|invalid identifier '[^']+')/,
      },
    ],
    cause: {
      fr: 'La requête nomme une colonne qui n’existe pas dans cette table.',
      en: 'The query names a column that does not exist in this table.',
    },
    fix: {
      fr: 'Corrigez son nom : dans PostgreSQL, SELECT * FROM la_table LIMIT 1; montre les colonnes ; dans Snowflake, DESC TABLE la_table;',
      en: 'Correct its name: in PostgreSQL, SELECT * FROM the_table LIMIT 1; shows the columns; in Snowflake, DESC TABLE the_table;',
    },
    samples: [
      ['42703', 'column "totl_amount" does not exist'],
      ['000904', "SQL compilation error: error line 1 at position 7\ninvalid identifier 'TOTL_AMOUNT'"],
    ],
  },
  {
    id: 'SYS-17',
    when: [{ codes: ['25006', 'READ_ONLY'] }],
    cause: {
      fr: 'Cette connexion ne sait que lire : la commande modifierait la base.',
      en: 'This connection only reads: the command would change the database.',
    },
    fix: {
      fr: 'Modifiez la base par une étape du TP (« {program} run … »), ou par pgAdmin ou psql.',
      en: 'Change the database by a step of the lab ("{program} run …"), or by pgAdmin or psql.',
    },
    samples: [['25006', 'cannot execute INSERT in a read-only transaction']],
  },
];
