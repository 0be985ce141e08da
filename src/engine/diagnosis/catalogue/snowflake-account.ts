import type { Entry } from '../entry.ts';

/** Rights that are missing, users and accounts that may not work any more. */
export const SNOWFLAKE_ACCOUNT: readonly Entry[] = [
  {
    // The statement that gives the right is worked out from the one that was refused (src/adapters/warehouse-rights.ts).
    id: 'SF-34',
    when: [
      { codes: ['003001'], text: /This needs: (GRANT (.+?) ON .+? TO ROLE (.+?);)/ },
      { text: /This needs: (GRANT (.+?) ON .+? TO ROLE (.+?);)/ },
    ],
    cause: {
      fr: 'Il manque au rôle {3|de la session} le droit {2|qu’il faut} pour cela.',
      en: 'The role {3|of the session} lacks the right {2|that this needs}.',
    },
    fix: {
      fr: 'Prenez ACCOUNTADMIN (« {program} config set snowflake.role ACCOUNTADMIN »), ou faites exécuter par un administrateur : {1|le GRANT}',
      en: 'Take ACCOUNTADMIN ("{program} config set snowflake.role ACCOUNTADMIN"), or have an administrator run: {1|the GRANT}',
    },
    samples: [
      [
        '003001',
        "SQL access control error:\nInsufficient privileges to operate on account 'LAB'\nThis needs: GRANT CREATE DATABASE ON ACCOUNT TO ROLE LITTLE;",
      ],
    ],
  },
  {
    // Words: https://github.com/xlang-ai/Spider2/issues/207
    id: 'SF-31',
    when: [
      { codes: ['000666'], text: /account is suspended/ },
      { text: /Your account is suspended due to lack of payment method/ },
    ],
    cause: {
      fr: 'Le compte Snowflake est suspendu : il n’a pas de moyen de paiement, et son essai est fini.',
      en: 'The Snowflake account is suspended: it has no payment method, and its trial is over.',
    },
    fix: {
      fr: 'Ajoutez un moyen de paiement dans Snowsight (« Admin », « Billing & Terms »), ou continuez dans le bac à sable : « {program} run --target sandbox --all ».',
      en: 'Add a payment method in Snowsight ("Admin", "Billing & Terms"), or go on in the sandbox: "{program} run --target sandbox --all".',
    },
    samples: [['000666', 'SQL compilation error: Your account is suspended due to lack of payment method.']],
  },
  {
    // https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting
    id: 'SF-32',
    when: [{ codes: ['394302', '394303'] }, { text: /JWT_TOKEN_INVALID_(?:ISSUE|EXPIRATION)_TIME/ }],
    cause: {
      fr: 'Snowflake refuse l’heure du jeton signé par votre clé : l’horloge de cette machine a plus d’une minute d’écart.',
      en: 'Snowflake refuses the time of the token that your key signed: this machine’s clock is more than a minute off.',
    },
    fix: {
      fr: 'Activez l’heure automatique du système et synchronisez-la (Windows : « w32tm /resync », Linux : « sudo timedatectl set-ntp true »), puis recommencez.',
      en: 'Turn on the system’s automatic time and synchronise it (Windows: "w32tm /resync", Linux: "sudo timedatectl set-ntp true"), then try again.',
    },
    remedy: { kind: 'doctor', fix: 'clock' },
    samples: [
      ['394302', 'JWT token was issued too long ago.'],
      '394302 (08001): JWT_TOKEN_INVALID_ISSUE_TIME',
    ],
  },
  {
    // Words: https://github.com/PostHog/posthog/pull/63157
    id: 'SF-33',
    when: [{ codes: ['390101'] }, { text: /User access disabled/ }],
    cause: {
      fr: 'Cet utilisateur Snowflake est désactivé.',
      en: 'This Snowflake user is disabled.',
    },
    fix: {
      fr: 'Un administrateur le réactive : ALTER USER votre_utilisateur SET DISABLED = FALSE;',
      en: 'An administrator enables it again: ALTER USER your_user SET DISABLED = FALSE;',
    },
    samples: [['390101', 'User access disabled. Contact your local system administrator.']],
  },
  {
    // Words: https://github.com/datalytyx/snowflake-webhooks/issues/4
    id: 'SF-35',
    when: [
      { codes: ['003013'], text: /Requested role '([^']+)' is not assigned/ },
      { codes: ['003013'] },
      { text: /Requested role '([^']+)' is not assigned to the executing user/ },
    ],
    cause: {
      fr: 'Votre utilisateur Snowflake n’a pas le rôle {1|demandé}, que cette étape prend (USE ROLE).',
      en: 'Your Snowflake user does not have the role {1|asked for}, which this step takes (USE ROLE).',
    },
    fix: {
      fr: 'Un administrateur du compte vous l’accorde : GRANT ROLE {1|ACCOUNTADMIN} TO USER votre_utilisateur; puis relancez la commande.',
      en: 'An administrator of the account grants it to you: GRANT ROLE {1|ACCOUNTADMIN} TO USER your_user; then run the command again.',
    },
    samples: [
      [
        '003013',
        "SQL access control error:\nRequested role 'ACCOUNTADMIN' is not assigned to the executing user. Specify another role to activate.",
      ],
    ],
  },
];
