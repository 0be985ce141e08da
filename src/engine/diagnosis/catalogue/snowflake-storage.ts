import type { Entry } from '../entry.ts';

const LOAD_ONE_ROW: Entry['fix'] = {
  fr: 'Corrigez la ligne nommée dans le message, ou refaites l’export : « {program} run export.tables », puis « {program} run snowflake.load-staging ».',
  en: 'Correct the row that the message names, or export again: "{program} run export.tables", then "{program} run snowflake.load-staging".',
};

/** The way from S3 into a table: integration, stage, COPY. */
export const SNOWFLAKE_STORAGE: readonly Entry[] = [
  {
    id: 'ST-01',
    when: [{ codes: ['003167'] }, { text: /Error assuming AWS_ROLE/ }],
    cause: {
      fr: 'Le rôle IAM refuse Snowflake : sa relation de confiance n’a pas l’ARN ou l’identifiant externe de l’intégration, ou vient d’être changée.',
      en: 'The IAM role refuses Snowflake: its trust policy lacks the integration’s ARN or external id, or was changed a moment ago.',
    },
    fix: {
      fr: 'Remettez les deux valeurs de DESC INTEGRATION dans la relation de confiance : « {program} run snowflake.create-storage-integration » le fait.',
      en: 'Put both values of DESC INTEGRATION into the trust policy again: "{program} run snowflake.create-storage-integration" does so.',
    },
    remedy: { kind: 'run', step: 'snowflake.create-storage-integration' },
    samples: [
      [
        '003167',
        'Error assuming AWS_ROLE. Please verify the role and externalId are configured correctly in your AWS policy.',
      ],
      'Error assuming AWS_ROLE. Please verify the role and externalId are configured correctly in your AWS policy.',
    ],
  },
  {
    id: 'ST-02',
    when: [
      {
        codes: ['003167'],
        text: /is not authorized to perform: sts:AssumeRole on resource:? "?(arn:\S+?)"?(?:\s|\.|$)/,
      },
      {
        codes: ['AccessDenied'],
        text: /is not authorized to perform: sts:AssumeRole on resource:? "?(arn:\S+?)"?(?:\s|\.|$)/,
        tool: 'aws',
      },
      { text: /is not authorized to perform: sts:AssumeRole on resource/ },
    ],
    cause: {
      fr: 'Le rôle {1|IAM} ne fait pas confiance à l’utilisateur AWS nommé dans le message, ou l’identifiant externe a changé.',
      en: 'The role {1|of IAM} does not trust the AWS user named in the message, or the external id has changed.',
    },
    fix: {
      fr: 'Comparez cet ARN avec Principal, puis relancez « {program} run snowflake.create-storage-integration » ; un CREATE OR REPLACE change l’identifiant externe à chaque fois.',
      en: 'Compare that ARN with Principal, then run "{program} run snowflake.create-storage-integration"; a CREATE OR REPLACE changes the external id each time.',
    },
    remedy: { kind: 'run', step: 'snowflake.create-storage-integration' },
    samples: [
      [
        '003167',
        'Error assuming AWS_ROLE:\nUser: arn:aws:iam::210987654321:user/snowflake is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/reader',
      ],
      'User: arn:aws:iam::210987654321:user/snowflake is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/reader',
    ],
  },
  {
    id: 'ST-03',
    when: [
      { codes: ['RegionDisabledException'] },
      { codes: ['003167'], text: /STS is not activated in this region for account/ },
      { text: /STS is not activated in this region for account/ },
    ],
    cause: {
      fr: 'Le service STS de la région du compte Snowflake est désactivé dans votre compte AWS.',
      en: 'The STS service of the Snowflake account’s region is turned off in your AWS account.',
    },
    fix: {
      fr: 'Dans la console AWS : IAM, « Account settings », « Security Token Service », activez cette région.',
      en: 'In the AWS console: IAM, "Account settings", "Security Token Service", activate that region.',
    },
    samples: [
      'STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.',
    ],
  },
  {
    id: 'ST-04',
    when: [
      { codes: ['003127'], text: /Location '?([^' ]*)'? is not allowed by integration/ },
      { codes: ['003127'] },
      { text: /Location '?([^' ]*)'? is not allowed by integration/ },
    ],
    cause: {
      fr: 'Le stage pointe vers {1|un endroit} que l’intégration ne permet pas : bucket, préfixe ou barre finale diffèrent.',
      en: 'The stage points to {1|a place} that the integration does not allow: bucket, prefix or final slash differ.',
    },
    fix: {
      fr: "Alignez-les, barre finale comprise : ALTER STORAGE INTEGRATION S3_INTEGRATION SET STORAGE_ALLOWED_LOCATIONS = ('s3://BUCKET/raw/');",
      en: "Make them agree, final slash included: ALTER STORAGE INTEGRATION S3_INTEGRATION SET STORAGE_ALLOWED_LOCATIONS = ('s3://BUCKET/raw/');",
    },
    remedy: { kind: 'run', step: 'snowflake.create-storage-integration' },
    samples: [
      [
        '003127',
        "SQL compilation error:\nLocation 's3://other/raw/' is not allowed by integration 'S3_INTEGRATION'. Please use DESC INTEGRATION to check out allowed and blocked locations.",
      ],
    ],
  },
  {
    id: 'ST-05',
    when: [
      { codes: ['091003'], text: /Cause: \[([^\]]*)\]/ },
      { codes: ['091003'] },
      { text: /Failure using stage area\. Cause: \[([^\]]*)/ },
    ],
    cause: {
      fr: 'S3 refuse Snowflake : {1|la raison est entre crochets dans le message}.',
      en: 'S3 refuses Snowflake: {1|the reason stands between brackets in the message}.',
    },
    fix: {
      fr: 'Vérifiez le nom du bucket, et que le rôle a s3:GetObject, GetObjectVersion, ListBucket et GetBucketLocation : « {program} run snowflake.create-storage-integration ».',
      en: 'Check the bucket’s name, and that the role has s3:GetObject, GetObjectVersion, ListBucket and GetBucketLocation: "{program} run snowflake.create-storage-integration".',
    },
    remedy: { kind: 'run', step: 'snowflake.create-storage-integration' },
    samples: [
      [
        '091003',
        'Failure using stage area. Cause: [Access Denied (Status Code: 403; Error Code: AccessDenied)]',
      ],
      '091003 (55000): Failure using stage area. Cause: [The specified bucket does not exist (Status Code: 404; Error Code: NoSuchBucket)]',
    ],
  },
  {
    id: 'ST-06',
    when: [{ text: /Creation of stages with direct credentials.* has been forbidden/ }],
    cause: {
      fr: 'Ce compte Snowflake interdit les stages qui contiennent des clés AWS.',
      en: 'This Snowflake account forbids stages that hold AWS keys.',
    },
    fix: {
      fr: 'Créez le stage avec l’intégration (STORAGE_INTEGRATION = S3_INTEGRATION) : « {program} run snowflake.create-stage ».',
      en: 'Create the stage with the integration (STORAGE_INTEGRATION = S3_INTEGRATION): "{program} run snowflake.create-stage".',
    },
    remedy: { kind: 'run', step: 'snowflake.create-stage' },
    samples: [
      'SQL execution error: Creation of stages with direct credentials, including accessing stages with direct credentials has been forbidden for this account.',
    ],
  },
  {
    id: 'ST-07',
    when: [
      { codes: ['091003'], text: /The AWS Access Key Id you provided is not valid/, not: /Cause: \[/ },
      { text: /The AWS Access Key Id you provided is not valid/ },
    ],
    cause: {
      fr: 'Le stage contient des clés AWS qui n’existent plus.',
      en: 'The stage holds AWS keys that no longer exist.',
    },
    fix: {
      fr: 'Refaites-le avec l’intégration : « {program} reset snowflake.create-stage », puis « {program} run snowflake.create-stage ».',
      en: 'Make it again with the integration: "{program} reset snowflake.create-stage", then "{program} run snowflake.create-stage".',
    },
    samples: ['Failure using stage area: The AWS Access Key Id you provided is not valid.'],
  },
  {
    id: 'ST-08',
    when: [{ text: /Copy executed with 0 files processed/ }],
    cause: {
      fr: 'COPY n’a rien chargé, sans le dire comme une erreur : aucun fichier ne correspond au chemin, ou ils ont déjà été chargés (Snowflake s’en souvient 64 jours).',
      en: 'COPY loaded nothing, and does not call it an error: no file matches the path, or they were loaded already (Snowflake remembers for 64 days).',
    },
    fix: {
      fr: 'Regardez ce que montre LIST @SHOPSTREAM_DWH.RAW.s3_raw_stage; puis relancez « {program} run snowflake.load-staging », qui vide la table (TRUNCATE) avant de recharger.',
      en: 'Look at what LIST @SHOPSTREAM_DWH.RAW.s3_raw_stage; shows, then run "{program} run snowflake.load-staging", which empties the table (TRUNCATE) before it loads again.',
    },
    remedy: { kind: 'run', step: 'snowflake.load-staging' },
    samples: ['Copy executed with 0 files processed.'],
  },
  {
    id: 'ST-09',
    when: [
      { codes: ['100038', '100039'], text: /Numeric value '([^']*)'/ },
      { codes: ['100038', '100039'] },
      { text: /Numeric value '([^']*)' is (?:not recognized|out of range)/ },
    ],
    cause: {
      fr: 'COPY trouve « {1|un texte} » dans une colonne numérique : colonnes décalées, en-tête lu comme une ligne, ou virgule décimale.',
      en: 'COPY finds "{1|a text}" in a number column: columns shifted, the header read as a row, or a decimal comma.',
    },
    fix: {
      fr: 'Gardez SKIP_HEADER = 1, les colonnes dans l’ordre de la table, et le point décimal ; « {program} run export.tables » refait le fichier.',
      en: 'Keep SKIP_HEADER = 1, the columns in the table’s order, and the decimal point; "{program} run export.tables" makes the file again.',
    },
    samples: [
      [
        '100038',
        "Numeric value 'id' is not recognized\n  File 'postgres/users/users.csv', line 1, character 1",
      ],
      "100038 (22018): Numeric value '12,50' is not recognized",
    ],
  },
  {
    id: 'ST-10',
    when: [
      { codes: ['100035', '100040', '100108'], text: /(?:Timestamp|Date|Time) '([^']*)'/ },
      { codes: ['100035', '100040', '100108'] },
      { text: /(?:Timestamp|Date|Time) '([^']*)' is not recognized/ },
    ],
    cause: {
      fr: 'COPY ne reconnaît pas la date « {1|du fichier} ».',
      en: 'COPY does not recognise the date "{1|of the file}".',
    },
    fix: {
      fr: 'Exportez au format ISO 8601 (2026-11-24 10:30:00) et laissez TIMESTAMP_FORMAT = AUTO dans le format de fichier.',
      en: 'Export in ISO 8601 (2026-11-24 10:30:00) and leave TIMESTAMP_FORMAT = AUTO in the file format.',
    },
    samples: [
      ['100035', "Timestamp '24/11/2026 10h30' is not recognized"],
      ['100040', "Date '31/12/2026' is not recognized"],
    ],
  },
  {
    id: 'ST-11',
    when: [{ codes: ['100068'] }, { text: /End of record reached while expected to parse column/ }],
    cause: {
      fr: 'Une ligne du fichier a trop peu de champs : ligne coupée, guillemet non refermé, ou ligne vide.',
      en: 'A row of the file has too few fields: a cut line, a quote not closed, or a blank line.',
    },
    fix: LOAD_ONE_ROW,
    samples: [['100068', 'End of record reached while expected to parse column \'"STG_USERS"["EMAIL":2]\'']],
  },
  {
    id: 'ST-12',
    when: [
      { codes: ['100016', '100065'] },
      {
        text: /Field delimiter '.' found while expecting record delimiter|Found character '.' instead of field delimiter/,
      },
    ],
    cause: {
      fr: 'Une ligne du fichier a trop de champs : une virgule dans un texte sans guillemets coupe le champ en deux.',
      en: 'A row of the file has too many fields: a comma in a text without quotes cuts the field in two.',
    },
    fix: {
      fr: "Mettez les textes entre guillemets dans l’export, et FIELD_OPTIONALLY_ENCLOSED_BY = '\"' dans le format de fichier (l’énoncé imprime mal ces guillemets).",
      en: "Quote texts in the export, and set FIELD_OPTIONALLY_ENCLOSED_BY = '\"' in the file format (the handout’s print loses the quotes).",
    },
    samples: [
      ['100016', "Field delimiter ',' found while expecting record delimiter '\\n'"],
      ['100065', "Found character 'x' instead of field delimiter ','"],
    ],
  },
  {
    id: 'ST-13',
    when: [
      { codes: ['100080'], text: /\((\d+)\).*\((\d+)\)/ },
      {
        text: /Number of columns in file \((\d+)\) does not match that of the corresponding table \((\d+)\)/,
      },
    ],
    cause: {
      fr: 'Le fichier a {1|un autre nombre de} colonnes et la table {2|un autre nombre} : ils ne vont pas ensemble.',
      en: 'The file has {1|another number of} columns and the table {2|another number}: they do not go together.',
    },
    fix: {
      fr: 'Refaites la table d’après l’export : « {program} reset snowflake.create-staging-tables », puis « {program} run snowflake.create-staging-tables ».',
      en: 'Make the table again to fit the export: "{program} reset snowflake.create-staging-tables", then "{program} run snowflake.create-staging-tables".',
    },
    samples: [
      [
        '100080',
        'Number of columns in file (6) does not match that of the corresponding table (7), use file format option error_on_column_count_mismatch=false to ignore this error',
      ],
    ],
  },
  {
    id: 'ST-14',
    when: [{ codes: ['100072'] }, { text: /NULL result in a non-nullable column/ }],
    cause: {
      fr: 'Un champ vide du fichier tombe dans une colonne NOT NULL.',
      en: 'An empty field of the file falls into a NOT NULL column.',
    },
    fix: {
      fr: 'Rendez la colonne facultative : ALTER TABLE STAGING.la_table ALTER COLUMN la_colonne DROP NOT NULL; ou corrigez la ligne nommée.',
      en: 'Make the column nullable: ALTER TABLE STAGING.the_table ALTER COLUMN the_column DROP NOT NULL; or correct the row named.',
    },
    samples: [
      [
        '100072',
        'NULL result in a non-nullable column. Use quotes if an empty field should be interpreted as an empty string instead of a null',
      ],
    ],
  },
  {
    id: 'ST-15',
    when: [
      { codes: ['100078', '100074'], text: /limit \((\d+)\)/ },
      { text: /User character length limit \((\d+)\) exceeded by string/ },
    ],
    cause: {
      fr: 'Un texte du fichier est plus long que sa colonne ({1|sa longueur} caractères).',
      en: 'A text of the file is longer than its column ({1|its length} characters).',
    },
    fix: {
      fr: 'Élargissez la colonne : ALTER TABLE STAGING.la_table ALTER COLUMN la_colonne SET DATA TYPE VARCHAR(255); TRUNCATECOLUMNS couperait le texte sans le dire.',
      en: 'Widen the column: ALTER TABLE STAGING.the_table ALTER COLUMN the_column SET DATA TYPE VARCHAR(255); TRUNCATECOLUMNS would cut the text silently.',
    },
    samples: [['100078', "User character length limit (3) exceeded by string 'FRANCE'"]],
  },
  {
    id: 'ST-16',
    when: [{ codes: ['100144'] }, { text: /Invalid UTF8 detected in (?:string|file)/ }],
    cause: {
      fr: 'Le fichier n’est pas en UTF-8 : il a sans doute été écrit en Windows-1252.',
      en: 'The file is not in UTF-8: it was probably written in Windows-1252.',
    },
    fix: {
      fr: "Écrivez-le en UTF-8 (« {program} run export.tables » le fait), ou déclarez son encodage : ENCODING = 'WINDOWS1252' dans le format de fichier.",
      en: 'Write it in UTF-8 ("{program} run export.tables" does), or declare its encoding: ENCODING = \'WINDOWS1252\' in the file format.',
    },
    samples: [['100144', "Invalid UTF8 detected in string 'In0xEFBFBDs'"]],
  },
  {
    id: 'ST-17',
    when: [
      { codes: ['091016'], text: /Remote file '([^']*)'/ },
      { codes: ['091016'] },
      { text: /Remote file '([^']*)' was not found/ },
    ],
    cause: {
      fr: 'Le fichier {1|nommé} n’est pas dans S3 : supprimé entre-temps, ou mal nommé dans FILES.',
      en: 'The file {1|named} is not in S3: deleted meanwhile, or misnamed in FILES.',
    },
    fix: {
      fr: 'Regardez ce qui y est (LIST @SHOPSTREAM_DWH.RAW.s3_raw_stage;) et chargez par le chemin du dossier : « {program} run snowflake.load-staging ».',
      en: 'Look at what is there (LIST @SHOPSTREAM_DWH.RAW.s3_raw_stage;) and load by the folder’s path: "{program} run snowflake.load-staging".',
    },
    remedy: { kind: 'run', step: 'snowflake.load-staging' },
    samples: [
      [
        '091016',
        "Remote file 's3://lake/raw/users.csv' was not found. There are several potential causes. The file might not exist.",
      ],
    ],
  },
];
