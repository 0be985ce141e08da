import type { Entry } from '../entry.ts';

/** Relations of dbt, looked for where it does not put them, are DBT-18. */
const FROM_DBT = /'\S*(?:\bMARTS?\.|\bCORE\.|\bSTAGING\.)(?:MART|FACT|DIM)_\w+'/;

/** What Snowflake refuses inside a session: warehouses, objects, rights, credits. */
export const SNOWFLAKE_OBJECTS: readonly Entry[] = [
  {
    id: 'SF-20',
    when: [{ codes: ['000606'] }, { text: /No active warehouse selected in the current session/ }],
    cause: {
      fr: 'Aucun warehouse n’est choisi dans cette session, ou le rôle n’a pas le droit de s’en servir.',
      en: 'No warehouse is selected in this session, or the role has no right to use one.',
    },
    fix: {
      fr: 'Créez ceux du TP : « {program} run snowflake.create-warehouses » ; dans Snowsight : USE WAREHOUSE TRANSFORM_WH; s’il existe, un administrateur donne le droit : GRANT USAGE ON WAREHOUSE TRANSFORM_WH TO ROLE votre_role;',
      en: 'Create the lab’s: "{program} run snowflake.create-warehouses"; in Snowsight: USE WAREHOUSE TRANSFORM_WH; if it exists, an administrator gives the right: GRANT USAGE ON WAREHOUSE TRANSFORM_WH TO ROLE your_role;',
    },
    remedy: { kind: 'run', step: 'snowflake.create-warehouses' },
    samples: [
      [
        '000606',
        "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
      ],
      "000606 (57P03): 01b2-0000: No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
    ],
  },
  {
    id: 'SF-21',
    when: [
      { codes: ['390201'], text: /The requested (warehouse|database|schema)/ },
      { codes: ['390201'] },
      { text: /The requested (warehouse|database|schema) does not exist or not authorized/ },
    ],
    cause: {
      fr: 'Le profil nomme un objet ({1|base, schéma ou warehouse}) que Snowflake ne connaît pas encore pour ce rôle.',
      en: 'The profile names an object ({1|database, schema or warehouse}) that Snowflake does not know yet for this role.',
    },
    fix: {
      fr: 'Créez-les d’abord : « {program} run snowflake.create-schemas snowflake.create-warehouses ».',
      en: 'Create them first: "{program} run snowflake.create-schemas snowflake.create-warehouses".',
    },
    remedy: { kind: 'run', step: 'snowflake.create-schemas' },
    samples: [['390201', 'The requested warehouse does not exist or not authorized.']],
  },
  {
    id: 'SF-22',
    when: [
      { codes: ['090105', '090106'] },
      { text: /This session does not have a current (?:database|schema)/ },
    ],
    cause: {
      fr: 'La session Snowflake n’a pas de base ou de schéma courant : ils ne sont pas choisis, ou le rôle ne les voit pas.',
      en: 'The Snowflake session has no current database or schema: none is selected, or the role does not see it.',
    },
    fix: {
      fr: 'Choisissez-les : USE DATABASE SHOPSTREAM_DWH; USE SCHEMA STAGING; ou écrivez le nom complet de l’objet.',
      en: 'Select them: USE DATABASE SHOPSTREAM_DWH; USE SCHEMA STAGING; or write the object’s full name.',
    },
    samples: [
      [
        '090105',
        "Cannot perform CREATE TABLE. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
      ],
      [
        '090106',
        "Cannot perform CREATE TABLE. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.",
      ],
    ],
  },
  {
    id: 'SF-23',
    when: [
      {
        codes: ['002003'],
        text: /(?:Object|Table|Schema|Database|Stage|Role|Integration|Warehouse|View|File format|User) '([^']+)' does not exist or not authorized/,
        not: FROM_DBT,
      },
      { codes: ['002003'], not: FROM_DBT },
      {
        text: /(?:Object|Table|Schema|Database|Stage|Role|Integration|Warehouse|View|File format|User) '([^']+)' does not exist or not authorized/,
        not: FROM_DBT,
      },
    ],
    cause: {
      fr: 'L’objet Snowflake « {1|demandé} » n’existe pas, ou le rôle n’y a pas droit : Snowflake, exprès, ne distingue pas les deux.',
      en: 'The Snowflake object "{1|asked for}" does not exist, or the role has no right to it: Snowflake, on purpose, does not tell which.',
    },
    fix: {
      fr: 'Vérifiez le nom et le rôle (SELECT CURRENT_ROLE(), CURRENT_DATABASE();), puis relancez l’étape qui crée cet objet : « {program} run snowflake ».',
      en: 'Check the name and the role (SELECT CURRENT_ROLE(), CURRENT_DATABASE();), then run the step that makes this object: "{program} run snowflake".',
    },
    samples: [
      ['002003', "SQL compilation error:\nObject 'STG_USERS' does not exist or not authorized."],
      [
        '002003',
        "SQL compilation error:\nStage 'SHOPSTREAM_DWH.RAW.S3_STAGE' does not exist or not authorized.",
      ],
      "002003 (42S02): 01b2-0000: SQL compilation error:\nObject 'SHOPSTREAM_DWH.STAGING.STG_USERS' does not exist or not authorized.",
    ],
  },
  {
    id: 'SF-24',
    when: [{ codes: ['002043'] }, { text: /Object does not exist, or operation cannot be performed/ }],
    cause: {
      fr: 'USE, SHOW ou DESC nomme un objet que le rôle de la session ne voit pas.',
      en: 'USE, SHOW or DESC names an object that the session’s role does not see.',
    },
    fix: {
      fr: 'Prenez d’abord le rôle qui le possède : USE ROLE ACCOUNTADMIN; puis vérifiez son nom ; pour garder votre rôle, faites donner le droit : GRANT USAGE ON DATABASE nom TO ROLE votre_role; (de même pour SCHEMA, WAREHOUSE, INTEGRATION).',
      en: 'Take the role that owns it first: USE ROLE ACCOUNTADMIN; then check its name; to keep your role, have the right given: GRANT USAGE ON DATABASE name TO ROLE your_role; (likewise for SCHEMA, WAREHOUSE, INTEGRATION).',
    },
    samples: [
      ['002043', 'SQL compilation error:\nObject does not exist, or operation cannot be performed.'],
      '002043 (02000): SQL compilation error:\nObject does not exist, or operation cannot be performed.',
    ],
  },
  {
    id: 'SF-25',
    when: [
      {
        codes: ['003001'],
        text: /Insufficient privileges to operate on +([^.\n]+)/,
        not: /This needs: GRANT/,
      },
      { codes: ['003001'], not: /This needs: GRANT/ },
      { text: /Insufficient privileges to operate on +([^.\n]+)/, not: /This needs: GRANT/ },
    ],
    cause: {
      fr: 'Le rôle de la session n’a pas le droit de faire cela sur {1|cet objet}.',
      en: 'The session’s role has no right to do this to {1|this object}.',
    },
    fix: {
      fr: 'Prenez le rôle qu’il faut, puis recommencez : USE ROLE ACCOUNTADMIN; pour l’intégration, USE ROLE SYSADMIN; pour le reste.',
      en: 'Take the role that is needed, then try again: USE ROLE ACCOUNTADMIN; for the integration, USE ROLE SYSADMIN; for the rest.',
    },
    samples: [
      ['003001', "SQL access control error:\nInsufficient privileges to operate on account 'XY12345'"],
      "003001 (42501): 01b2-0000: SQL access control error:\nInsufficient privileges to operate on schema 'STAGING'.",
    ],
  },
  {
    id: 'SF-26',
    when: [{ text: /Grant (?:partially )?(?:not )?executed: (?:Insufficient|insufficient|only)/ }],
    cause: {
      fr: 'Snowflake répond « succès », mais le droit n’a pas été donné : votre rôle ne peut pas l’accorder.',
      en: 'Snowflake answers "success", but the right was not given: your role may not grant it.',
    },
    fix: {
      fr: 'Prenez le rôle propriétaire de l’objet, ou ACCOUNTADMIN (USE ROLE ACCOUNTADMIN;), et relancez le GRANT ; lisez la ligne de résultat.',
      en: 'Take the role that owns the object, or ACCOUNTADMIN (USE ROLE ACCOUNTADMIN;), and run the GRANT again; read its result row.',
    },
    samples: ['Grant not executed: Insufficient privileges.'],
  },
  {
    id: 'SF-27',
    when: [
      {
        text: /(Schema|Object|Table|Database|Warehouse) '?(\S+?)'? already exists, but current role has no privileges on it/,
      },
    ],
    cause: {
      fr: 'L’objet {2|demandé} existe déjà, créé par un autre rôle, et le vôtre n’y a aucun droit.',
      en: 'The object {2|asked for} exists already, made by another role, and yours has no right to it.',
    },
    fix: {
      fr: 'Gardez un seul rôle pour tout le TP, ou reprenez l’objet avec ACCOUNTADMIN : GRANT OWNERSHIP ON {1|SCHEMA} {2|nom} TO ROLE votre_role COPY CURRENT GRANTS;',
      en: 'Keep one role for the whole lab, or take the object over as ACCOUNTADMIN: GRANT OWNERSHIP ON {1|SCHEMA} {2|name} TO ROLE your_role COPY CURRENT GRANTS;',
    },
    samples: [
      [
        '003041',
        "SQL compilation error:\nSchema 'STAGING' already exists, but current role has no privileges on it. If this is unexpected and you cannot resolve this problem, contact your system administrator.",
      ],
    ],
  },
  {
    id: 'SF-28',
    when: [
      { codes: ['000666'], not: /account is suspended/ },
      { text: /Your free trial has ended and all of your virtual warehouses have been suspended/ },
    ],
    cause: {
      fr: 'L’essai gratuit de Snowflake est fini : trente jours ou le crédit sont écoulés.',
      en: 'Snowflake’s free trial has ended: its thirty days or its credit are used up.',
    },
    fix: {
      fr: 'Continuez dans le bac à sable : « {program} run --target sandbox --all » ; ou ajoutez un moyen de paiement dans Snowsight.',
      en: 'Go on in the sandbox: "{program} run --target sandbox --all"; or add a payment method in Snowsight.',
    },
    samples: [
      [
        '000666',
        'Your free trial has ended and all of your virtual warehouses have been suspended. Add billing information in the Snowflake web UI to continue using the full set of Snowflake features.',
      ],
    ],
  },
  {
    id: 'SF-29',
    when: [
      { codes: ['090073'] },
      { text: /Warehouse '?(\S+?)'? cannot be resumed because resource monitor/ },
    ],
    cause: {
      fr: 'Le quota de crédits de ce warehouse est atteint : un moniteur de ressources l’empêche de démarrer.',
      en: 'This warehouse’s quota of credits is used up: a resource monitor keeps it from starting.',
    },
    fix: {
      fr: 'Relevez le quota avec ACCOUNTADMIN : ALTER RESOURCE MONITOR nom SET CREDIT_QUOTA = 20; ou attendez sa remise à zéro.',
      en: 'Raise the quota as ACCOUNTADMIN: ALTER RESOURCE MONITOR name SET CREDIT_QUOTA = 20; or wait for its reset.',
    },
    samples: [
      [
        '090073',
        "Warehouse 'TRANSFORM_WH' cannot be resumed because resource monitor 'LIMIT' has exceeded its quota.",
      ],
    ],
  },
];
