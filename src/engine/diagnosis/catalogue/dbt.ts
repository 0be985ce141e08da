import type { Entry } from '../entry.ts';

/** dbt's project, profile and connector. */
export const DBT: readonly Entry[] = [
  {
    id: 'DBT-01',
    when: [{ text: /Could not find profile named '([^']+)'/ }],
    cause: {
      fr: 'dbt ne trouve pas le profil « {1|du projet} » : profiles.yml manque, ou n’a pas ce nom.',
      en: 'dbt does not find the profile "{1|of the project}": profiles.yml is missing, or has no such name.',
    },
    fix: {
      fr: 'Écrivez-le : « {program} run dbt.init-project » ; à la main, donnez son dossier à dbt : --profiles-dir .',
      en: 'Write it: "{program} run dbt.init-project"; by hand, give its folder to dbt: --profiles-dir .',
    },
    remedy: { kind: 'run', step: 'dbt.init-project' },
    samples: ["Runtime Error\n  Could not find profile named 'shopstream_dbt'"],
  },
  {
    id: 'DBT-02',
    when: [{ text: /profiles\.yml file \[ERROR (?:not found|invalid)\]/ }],
    cause: {
      fr: 'dbt debug ne trouve pas de profiles.yml lisible dans le dossier où il cherche.',
      en: 'dbt debug finds no readable profiles.yml in the folder where it looks.',
    },
    fix: {
      fr: 'Écrivez-le : « {program} run dbt.init-project » ; à la main, donnez son dossier à dbt : --profiles-dir .',
      en: 'Write it: "{program} run dbt.init-project"; by hand, give its folder to dbt: --profiles-dir .',
    },
    remedy: { kind: 'run', step: 'dbt.init-project' },
    samples: [
      'Configuration:\n  profiles.yml file [ERROR not found]\n  dbt_project.yml file [OK found and valid]',
    ],
  },
  {
    id: 'DBT-03',
    when: [{ text: /Env var required but not provided: '([^']+)'/ }],
    cause: {
      fr: 'Le profil de dbt lit la variable {1|d’environnement}, que ce terminal n’a pas.',
      en: 'dbt’s profile reads the variable {1|of the environment}, which this terminal does not have.',
    },
    fix: {
      fr: 'Donnez les variables de connexion à ce terminal (« {program} sandbox env » les écrit), ou lancez dbt par le TP : « {program} run dbt ».',
      en: 'Give this terminal the connection’s variables ("{program} sandbox env" writes them), or start dbt from the lab: "{program} run dbt".',
    },
    samples: ["Parsing Error\n  Env var required but not provided: 'SNOWFLAKE_PASSWORD'"],
  },
  {
    id: 'DBT-04',
    when: [{ text: /does not have a target named '([^']+)'/ }],
    cause: {
      fr: 'Le profil de dbt n’a pas de cible « {1|demandée} ».',
      en: 'dbt’s profile has no target "{1|asked for}".',
    },
    fix: {
      fr: 'Prenez une des cibles que le message énumère : « dbt run --target dev ».',
      en: 'Use one of the targets that the message lists: "dbt run --target dev".',
    },
    samples: [
      "Runtime Error\n  The profile 'shopstream_dbt' does not have a target named 'prod'. The valid target names for this profile are:\n   - dev",
    ],
  },
  {
    id: 'DBT-05',
    when: [
      { text: /Credentials in profile "([^"]+)", target "[^"]+" invalid: '(\w+)' is a required property/ },
      {
        text: /Credentials in profile "([^"]+)", target "[^"]+" invalid: ['"]?(\w+)/,
        not: /adapter type|is a required property/,
      },
    ],
    cause: {
      fr: 'Il manque « {2|une clé} » dans profiles.yml (profil {1|du projet}).',
      en: '"{2|A key}" is missing in profiles.yml (profile {1|of the project}).',
    },
    fix: {
      fr: 'Ajoutez la ligne « {2|clé}: … » sous la cible, ou reprenez le fichier du TP : « {program} reset dbt.init-project », puis « {program} run dbt.init-project ».',
      en: 'Add the line "{2|key}: …" below the target, or take the lab’s file again: "{program} reset dbt.init-project", then "{program} run dbt.init-project".',
    },
    samples: [
      'Runtime Error\n  Credentials in profile "shopstream_dbt", target "dev" invalid: \'account\' is a required property',
    ],
  },
  {
    id: 'DBT-06',
    when: [{ text: /Could not find adapter type (\w+)/ }],
    cause: {
      fr: 'Ce dbt n’a pas l’adaptateur « {1|du profil} » : ce n’est pas celui de l’environnement du TP, ou le type est mal écrit.',
      en: 'This dbt has no adapter "{1|of the profile}": it is not the one of the lab’s environment, or the type is misspelt.',
    },
    fix: {
      fr: 'Écrivez « type: snowflake » dans profiles.yml, et appelez le dbt du TP : « {program} run dbt.install » dit où il est.',
      en: 'Write "type: snowflake" in profiles.yml, and call the lab’s dbt: "{program} run dbt.install" says where it is.',
    },
    samples: [
      'Runtime Error\n  Credentials in profile "x", target "dev" invalid: Runtime Error\n    Could not find adapter type postgres!',
    ],
  },
  {
    id: 'DBT-07',
    when: [{ text: /No dbt_project\.yml found at expected path|Could not find (?:a )?dbt_project\.yml/ }],
    cause: {
      fr: 'dbt est lancé dans un dossier qui n’est pas un projet : il n’y a pas de dbt_project.yml.',
      en: 'dbt is started in a folder that is not a project: there is no dbt_project.yml.',
    },
    fix: {
      fr: 'Allez dans le projet avant de lancer dbt : « cd shopstream_dbt », dans l’espace de travail ; s’il n’existe pas : « {program} run dbt.init-project ».',
      en: 'Go into the project before starting dbt: "cd shopstream_dbt", in the workspace; if it does not exist: "{program} run dbt.init-project".',
    },
    remedy: { kind: 'run', step: 'dbt.init-project' },
    samples: ['Runtime Error\n  No dbt_project.yml found at expected path /home/ines/dbt_project.yml'],
  },
  {
    id: 'DBT-08',
    when: [
      {
        text: /found a tab character that violates indentation|found character (?:'\\t' )?that cannot start any token/,
      },
    ],
    cause: {
      fr: 'Un fichier YAML de dbt contient une tabulation : YAML n’accepte que des espaces.',
      en: 'A YAML file of dbt holds a tab: YAML takes spaces only.',
    },
    fix: {
      fr: 'Ouvrez le fichier à la ligne du message et remplacez les tabulations par des espaces.',
      en: 'Open the file at the message’s line and replace tabs by spaces.',
    },
    samples: [
      'Runtime Error\n  Syntax error near line 3\n  found a tab character that violates indentation\n    in "<unicode string>", line 4, column 1',
      "while scanning for the next token\nfound character '\\t' that cannot start any token",
      'while scanning for the next token\nfound character that cannot start any token\n  in "<unicode string>", line 4, column 1',
    ],
  },
  {
    id: 'DBT-09',
    when: [
      { codes: ['250001'], text: /Could not connect to Snowflake backend after \d+ attempt/ },
      { text: /250001[^\n]*: Could not connect to Snowflake backend after \d+ attempt/ },
    ],
    cause: {
      fr: 'dbt ne joint pas Snowflake : bac à sable arrêté, compte faux, pas de réseau, ou proxy.',
      en: 'dbt does not reach Snowflake: sandbox stopped, wrong account, no network, or a proxy.',
    },
    fix: {
      fr: 'Démarrez le bac à sable (« {program} sandbox up ») ; chez Snowflake, vérifiez « account » dans profiles.yml.',
      en: 'Start the sandbox ("{program} sandbox up"); at Snowflake, check "account" in profiles.yml.',
    },
    remedy: { kind: 'retry' },
    samples: [
      'Database Error\n  250001 (08001): None: Failed to connect to DB: 127.0.0.1:9. 250001: Could not connect to Snowflake backend after 2 attempt(s).Aborting',
      '250001: 250001: Could not connect to Snowflake backend after 1 attempt(s).Aborting',
    ],
  },
  {
    id: 'DBT-10',
    when: [{ codes: ['251006'] }, { text: /251006[^\n]*: Password is empty/ }],
    cause: {
      fr: 'La cible de profiles.yml n’a ni mot de passe, ni clé, ni jeton.',
      en: 'The target in profiles.yml has neither password, nor key, nor token.',
    },
    fix: {
      fr: 'Ajoutez « password: "{{ env_var(\'SNOWFLAKE_PASSWORD\') }}" » sous la cible, et donnez la variable à ce terminal : {set SNOWFLAKE_PASSWORD=votre-mot-de-passe}',
      en: 'Add "password: \'{{ env_var("SNOWFLAKE_PASSWORD") }}\'" below the target, and give the variable to this terminal: {set SNOWFLAKE_PASSWORD=your-password}',
    },
    samples: ['251006: 251006: Password is empty'],
  },
  {
    id: 'DBT-11',
    when: [{ text: /No such file or directory: '([^']+\.(?:p8|pem))'/ }],
    cause: {
      fr: 'Le fichier de clé privée {1|du profil} n’existe pas.',
      en: 'The private key file {1|of the profile} does not exist.',
    },
    fix: {
      fr: 'Corrigez private_key_path dans profiles.yml ; sous Windows, écrivez le chemin avec des barres obliques : C:/Users/vous/rsa_key.p8.',
      en: 'Correct private_key_path in profiles.yml; on Windows, write the path with forward slashes: C:/Users/you/rsa_key.p8.',
    },
    samples: ["[Errno 2] No such file or directory: '/home/ines/rsa_key.p8'"],
  },
  {
    id: 'DBT-12',
    when: [{ text: /Cannot specify both `private_key` +and `private_key_path`/ }],
    cause: {
      fr: 'Le profil de dbt donne la clé privée deux fois : private_key et private_key_path.',
      en: 'dbt’s profile gives the private key twice: private_key and private_key_path.',
    },
    fix: {
      fr: 'Gardez private_key_path dans profiles.yml et retirez private_key.',
      en: 'Keep private_key_path in profiles.yml and remove private_key.',
    },
    samples: ['Runtime Error\n  Cannot specify both `private_key`  and `private_key_path`'],
  },
  {
    id: 'DBT-13',
    when: [{ text: /Could not deserialize key data|Unable to load PEM file|Incorrect padding/ }],
    cause: {
      fr: 'La clé privée du profil est abîmée : mauvais format, ou lignes BEGIN et END perdues.',
      en: 'The profile’s private key is damaged: wrong format, or its BEGIN and END lines are lost.',
    },
    fix: {
      fr: 'Refaites-la au format PKCS#8 : « openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8 -nocrypt », et donnez-la par private_key_path.',
      en: 'Make it again in PKCS#8: "openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8 -nocrypt", and give it by private_key_path.',
    },
    samples: [
      "('Could not deserialize key data. The data may be in an incorrect format, it may be encrypted with an unsupported algorithm')",
      'ValueError: Unable to load PEM file. See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more details. MalformedFraming',
    ],
  },
  {
    id: 'DBT-14',
    when: [{ text: /depends on a source named '([^']+)' which was not found/ }],
    cause: {
      fr: 'Un modèle lit la source « {1|nommée} », qui n’est pas déclarée.',
      en: 'A model reads the source "{1|named}", which is not declared.',
    },
    fix: {
      fr: 'Ajoutez la table à models/staging/_staging__sources.yml, ou corrigez le nom dans source(…).',
      en: 'Add the table to models/staging/_staging__sources.yml, or correct the name in source(…).',
    },
    samples: [
      "Compilation Error\n  Model 'model.shopstream_dbt.bad' (models/staging/bad.sql) depends on a source named 'staging.stg_nothing' which was not found",
    ],
  },
  {
    id: 'DBT-15',
    when: [{ text: /depends on a node named '([^']+)' (?:which was not found|in package)/ }],
    cause: {
      fr: 'Un modèle lit « {1|un autre} », qui n’existe pas ou qui est désactivé.',
      en: 'A model reads "{1|another}", which does not exist or is disabled.',
    },
    fix: {
      fr: 'Corrigez le nom dans ref(…), ou écrivez ce modèle ; « dbt ls » montre ceux qui existent.',
      en: 'Correct the name in ref(…), or write that model; "dbt ls" shows those that exist.',
    },
    samples: [
      "Compilation Error\n  Model 'model.shopstream_dbt.bad' (models/core/bad.sql) depends on a node named 'dim_nothing' which was not found",
    ],
  },
  {
    id: 'DBT-16',
    when: [{ text: /Compilation Error in (?:model|test|macro|snapshot) (\w+) \(([^)]+)\)/ }],
    cause: {
      fr: 'Le modèle « {1|nommé} » ne se compile pas : une faute de Jinja ou de SQL dans {2|son fichier}.',
      en: 'The model "{1|named}" does not compile: a mistake of Jinja or SQL in {2|its file}.',
    },
    fix: {
      fr: 'Ouvrez {2|le fichier} à la ligne que montre le message ; pour retrouver celui du TP : « {program} reset dbt.init-project » garde le vôtre en copie.',
      en: 'Open {2|the file} at the line the message shows; to get the lab’s back: "{program} reset dbt.init-project" keeps yours as a copy.',
    },
    samples: [
      "Compilation Error in model bad (models/core/bad.sql)\n  unexpected '}', expected 'end of print statement'\n    line 1\n      select {{ 1 }",
      "Compilation Error in model bad (models/core/bad.sql)\n  'reff' is undefined. This can happen when calling a macro that does not exist.",
    ],
  },
  {
    id: 'DBT-17',
    when: [{ text: /The selection criterion '([^']+)' does not match any (?:enabled )?nodes/ }],
    cause: {
      fr: 'Aucun modèle ne correspond à « {1|la sélection} » : le nom est mal écrit, et rien n’a été exécuté.',
      en: 'No model matches "{1|the selection}": the name is misspelt, and nothing was run.',
    },
    fix: {
      fr: '« dbt ls » montre les noms ; par exemple « dbt run --select mart_customer_ltv ».',
      en: '"dbt ls" shows the names; for example "dbt run --select mart_customer_ltv".',
    },
    samples: ["The selection criterion 'mart_nothing' does not match any enabled nodes"],
  },
  {
    id: 'DBT-18',
    when: [
      {
        codes: ['002003'],
        text: /(?:Object|Table|View|Schema) '(\S*(?:\bMARTS?\.|\bCORE\.|\bSTAGING\.)(?:MART|FACT|DIM)_\w+)' does not exist or not authorized/,
      },
      {
        text: /(?:Object|Table|View|Schema) '(\S*(?:\bMARTS?\.|\bCORE\.|\bSTAGING\.)(?:MART|FACT|DIM)_\w+)' does not exist or not authorized/,
      },
    ],
    cause: {
      fr: '« {1|La table} » n’est pas là : dbt ajoute le schéma de la cible devant celui du modèle, et les tables sont dans CORE_MARTS et CORE_CORE.',
      en: '"{1|The table}" is not there: dbt puts the target’s schema before the model’s, and the tables are in CORE_MARTS and CORE_CORE.',
    },
    fix: {
      fr: 'Interrogez CORE_MARTS, ou faites les vues du TP dans MARTS : « {program} run marts.publish ».',
      en: 'Query CORE_MARTS, or make the lab’s views in MARTS: "{program} run marts.publish".',
    },
    remedy: { kind: 'run', step: 'marts.publish' },
    samples: [
      [
        '002003',
        "SQL compilation error:\nObject 'SHOPSTREAM_DWH.MARTS.MART_SALES_OVERVIEW' does not exist or not authorized.",
      ],
      "002003 (42S02): SQL compilation error:\nObject 'MARTS.MART_CUSTOMER_LTV' does not exist or not authorized.",
    ],
  },
  {
    id: 'DBT-19',
    when: [{ text: /- git \[ERROR\]/ }],
    cause: {
      fr: 'git n’est pas installé ; dbt debug le signale, mais seul « dbt deps » en a besoin.',
      en: 'git is not installed; dbt debug reports it, but only "dbt deps" needs it.',
    },
    fix: {
      fr: 'Rien à faire pour ce TP, dont le projet n’a pas de paquets ; sinon, installez git (https://git-scm.com).',
      en: 'Nothing to do for this lab, whose project has no packages; otherwise install git (https://git-scm.com).',
    },
    samples: ['Required dependencies:\n - git [ERROR]'],
  },
  {
    id: 'DBT-20',
    when: [{ text: /mashumaro\.exceptions\.UnserializableField/ }],
    cause: {
      fr: 'Ce dbt ne connaît pas un Python aussi récent.',
      en: 'This dbt does not know so new a Python.',
    },
    fix: {
      fr: 'Installez Python 3.12 (de 3.10 à 3.13), puis refaites l’environnement : « {program} reset dbt.install », « {program} run dbt.install ».',
      en: 'Install Python 3.12 (3.10 to 3.13), then make the environment again: "{program} reset dbt.install", "{program} run dbt.install".',
    },
    exitCode: 2,
    samples: [
      'mashumaro.exceptions.UnserializableField: Field "schema" of type Optional[str] in JSONObjectSchema is not serializable',
    ],
  },
  {
    id: 'DBT-21',
    when: [
      {
        text: /Failed to build [`'"]?dbt-core-experimental-parser|dbt-core-experimental-parser.*(?:Failed|did not run successfully)/,
      },
    ],
    cause: {
      fr: 'dbt-core 1.12 a besoin d’un téléchargement hors de PyPI, que ce réseau ne permet pas.',
      en: 'dbt-core 1.12 needs a download outside PyPI, which this network does not allow.',
    },
    fix: {
      fr: 'Restez à la version 1.11 : « pip install dbt-core==1.11.* dbt-snowflake==1.11.* » ; « {program} run dbt.install » le fait.',
      en: 'Stay with version 1.11: "pip install dbt-core==1.11.* dbt-snowflake==1.11.*"; "{program} run dbt.install" does so.',
    },
    remedy: { kind: 'run', step: 'dbt.install' },
    samples: [
      '× Failed to build `dbt-core-experimental-parser==0.1.0`',
      'ERROR: Failed to build dbt-core-experimental-parser',
    ],
  },
];
