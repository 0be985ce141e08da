import type { Entry } from '../entry.ts';

/** Reaching Snowflake and logging in. None of these may be tried again by itself: five refusals lock the user. */
export const SNOWFLAKE_LOGIN: readonly Entry[] = [
  {
    id: 'SF-01',
    when: [{ codes: ['404007'] }, { text: /An account must be specified/ }],
    cause: { fr: 'Le compte Snowflake n’est pas donné.', en: 'The Snowflake account is not given.' },
    fix: {
      fr: 'Donnez son identifiant, de la forme ORGANISATION-COMPTE (Snowsight : menu du compte, « View account details »).',
      en: 'Give its identifier, of the form ORGANISATION-ACCOUNT (Snowsight: account menu, "View account details").',
    },
    samples: [['404007', 'An account must be specified.']],
  },
  {
    id: 'SF-02',
    when: [
      { codes: ['404045', '404008', '404010'] },
      { text: /Invalid account\. The specified value must be a valid subdomain string/ },
    ],
    cause: {
      fr: 'Le compte Snowflake n’est pas un identifiant : une adresse entière a sans doute été collée.',
      en: 'The Snowflake account is not an identifier: a whole address was probably pasted.',
    },
    fix: {
      fr: 'Gardez seulement ORGANISATION-COMPTE : sans https:// et sans .snowflakecomputing.com.',
      en: 'Keep ORGANISATION-ACCOUNT only: without https:// and without .snowflakecomputing.com.',
    },
    samples: [['404045', 'Invalid account. The specified value must be a valid subdomain string.']],
  },
  {
    id: 'SF-03',
    when: [{ codes: ['404003'] }, { text: /A user name must be specified/ }],
    cause: {
      fr: 'Le nom de connexion à Snowflake n’est pas donné.',
      en: 'The login name for Snowflake is not given.',
    },
    fix: {
      fr: 'Donnez-le dans les réglages ; dans Snowsight, SELECT CURRENT_USER(); le montre.',
      en: 'Give it in the settings; in Snowsight, SELECT CURRENT_USER(); shows it.',
    },
    samples: [['404003', 'A user name must be specified.']],
  },
  {
    id: 'SF-04',
    when: [{ codes: ['404005'] }, { text: /A password must be specified/ }],
    cause: {
      fr: 'Le mot de passe Snowflake (ou le jeton d’accès) est vide.',
      en: 'The Snowflake password (or access token) is empty.',
    },
    fix: {
      fr: 'Donnez-le dans ce terminal, puis recommencez : {set SNOWFLAKE_PASSWORD=votre-mot-de-passe}',
      en: 'Give it in this terminal, then try again: {set SNOWFLAKE_PASSWORD=your-password}',
    },
    samples: [['404005', 'A password must be specified.']],
  },
  {
    id: 'SF-05',
    when: [
      { codes: ['404026'] },
      { text: /Invalid private key\. The specified value must be a PEM-formatted private key/ },
    ],
    cause: {
      fr: 'La clé privée n’est pas au bon format : ancien format PKCS#1, clé publique, ou texte coupé.',
      en: 'The private key is not in the right format: old PKCS#1 format, public key, or text cut off.',
    },
    fix: {
      fr: 'Refaites-la au format PKCS#8 : « openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8 -nocrypt » ; elle commence par BEGIN PRIVATE KEY.',
      en: 'Make it again in PKCS#8: "openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8 -nocrypt"; it begins with BEGIN PRIVATE KEY.',
    },
    samples: [
      [
        '404026',
        'Invalid private key. The specified value must be a PEM-formatted private key of type PKCS8.',
      ],
    ],
  },
  {
    id: 'SF-06',
    when: [
      { codes: ['401001', '401002'] },
      {
        codes: ['401001', '401002'],
        text: /E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|CONNRESET|TIMEDOUT|HOSTUNREACH)/,
      },
      { codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'], text: /\S/, tool: 'snowflake' },
      { text: /\b401001\b|Network error\. Could not reach Snowflake/ },
    ],
    cause: {
      fr: 'Snowflake ne répond pas : pas de réseau, proxy, compte inconnu, ou bac à sable arrêté.',
      en: 'Snowflake does not answer: no network, a proxy, an unknown account, or the sandbox is stopped.',
    },
    fix: {
      fr: 'Dans le bac à sable : « {program} sandbox up ». Chez Snowflake, vérifiez que « nslookup COMPTE.snowflakecomputing.com » trouve une adresse.',
      en: 'In the sandbox: "{program} sandbox up". At Snowflake, check that "nslookup ACCOUNT.snowflakecomputing.com" finds an address.',
    },
    remedy: { kind: 'retry' },
    samples: [['401001', 'Network error. Could not reach Snowflake.']],
  },
  {
    id: 'SF-07',
    when: [{ text: /Verify the account name is correct: .*(?:HTTP 403: Forbidden|HTTP 40[34])/ }],
    cause: {
      fr: 'Ce compte Snowflake n’existe pas à cette adresse : localisateur sans région, ou compte inconnu.',
      en: 'There is no such Snowflake account at that address: a locator without region, or an unknown account.',
    },
    fix: {
      fr: 'Écrivez ORGANISATION-COMPTE, ou LOCALISATEUR.region.cloud (par exemple xy12345.eu-west-3.aws).',
      en: 'Write ORGANISATION-ACCOUNT, or LOCATOR.region.cloud (for example xy12345.eu-west-3.aws).',
    },
    samples: [
      '250001 (08001): None: Failed to connect to DB. Verify the account name is correct: xy12345.snowflakecomputing.com:443. HTTP 403: Forbidden',
      '250001 (n/a): None: Failed to connect to DB. Verify the account name is correct: xy12345.snowflakecomputing.com:443. HTTP 403: Forbidden',
    ],
  },
  {
    id: 'SF-08',
    when: [
      { codes: ['401001', '401002', '402001'], text: /The server answered 404\b|404 Not Found/ },
      { text: /404 Not Found: post .*(?:session\/v1\/login-request|snowflakecomputing)|290404/ },
    ],
    cause: {
      fr: 'La demande de connexion reçoit 404 : compte donné sans organisation, tiret bas dans l’adresse, ou un autre serveur répond là.',
      en: 'The login request gets 404: an account given without organisation, an underscore in the address, or another server answers there.',
    },
    fix: {
      fr: 'Écrivez ORGANISATION-COMPTE, avec un tiret à la place de chaque tiret bas.',
      en: 'Write ORGANISATION-ACCOUNT, with a hyphen in place of every underscore.',
    },
    samples: [
      ['401002', 'Request to Snowflake failed. The server answered 404 Not Found.'],
      '290404 (08001): None: 404 Not Found: post https://xy12345.snowflakecomputing.com:443/session/v1/login-request',
    ],
  },
  {
    id: 'SF-09',
    when: [{ codes: ['390100'] }, { text: /Incorrect username or password was specified/ }],
    cause: {
      fr: 'Snowflake refuse l’utilisateur ou le mot de passe ; il se peut aussi qu’ils soient ceux d’un autre compte.',
      en: 'Snowflake refuses the user or the password; they may also belong to another account.',
    },
    fix: {
      fr: 'Essayez-les une fois dans Snowsight, puis corrigez les réglages ; ne réessayez pas en boucle : cinq refus verrouillent l’utilisateur.',
      en: 'Try them once in Snowsight, then correct the settings; do not retry in a loop: five refusals lock the user.',
    },
    samples: [
      ['390100', 'Incorrect username or password was specified.'],
      '250001 (08001): None: Failed to connect to DB: xy12345.snowflakecomputing.com:443. Incorrect username or password was specified.',
    ],
  },
  {
    id: 'SF-10',
    when: [
      { text: /user account has been temporarily locked/ },
      { codes: ['390100', '390102'], text: /user account has been temporarily locked/ },
    ],
    cause: {
      fr: 'Snowflake a verrouillé l’utilisateur pour quinze minutes, après cinq mots de passe faux.',
      en: 'Snowflake locked the user for fifteen minutes, after five wrong passwords.',
    },
    fix: {
      fr: 'Attendez quinze minutes, ou demandez à un administrateur : ALTER USER votre_utilisateur SET MINS_TO_UNLOCK = 0;',
      en: 'Wait fifteen minutes, or ask an administrator: ALTER USER your_user SET MINS_TO_UNLOCK = 0;',
    },
    samples: [
      [
        '390102',
        'Your user account has been temporarily locked due to too many failed attempts. Try again after 15 minutes, or contact your account administrator for assistance.',
      ],
    ],
  },
  {
    id: 'SF-11',
    when: [{ text: /User is locked from Duo Security/ }],
    cause: {
      fr: 'Duo a bloqué la double authentification : trop de demandes refusées ou restées sans réponse.',
      en: 'Duo locked the second factor: too many requests refused or left without an answer.',
    },
    fix: {
      fr: 'Attendez quinze minutes ; pour l’éviter ensuite, passez la connexion à une paire de clés (SNOWFLAKE_JWT).',
      en: 'Wait fifteen minutes; to avoid it later, switch the connection to a key pair (SNOWFLAKE_JWT).',
    },
    samples: [
      'Failed to connect to DB: User is locked from Duo Security. Contact your local system administrator.',
    ],
  },
  {
    id: 'SF-12',
    when: [
      {
        text: /MFA authentication is required, but none of your current MFA methods are supported for programmatic authentication/,
      },
    ],
    cause: {
      fr: 'Votre compte exige la double authentification, et un programme ne peut pas utiliser celle que vous avez.',
      en: 'Your account requires a second factor, and a program cannot use the one you have.',
    },
    fix: {
      fr: 'Connectez-vous par une paire de clés (authenticator SNOWFLAKE_JWT) ou par un jeton d’accès (PROGRAMMATIC_ACCESS_TOKEN).',
      en: 'Log in with a key pair (authenticator SNOWFLAKE_JWT) or an access token (PROGRAMMATIC_ACCESS_TOKEN).',
    },
    samples: [
      [
        '394507',
        'MFA authentication is required, but none of your current MFA methods are supported for programmatic authentication. If you need assistance, contact your account administrator.',
      ],
    ],
  },
  {
    id: 'SF-13',
    when: [{ text: /MFA authentication failed/ }],
    cause: {
      fr: 'La double authentification a échoué : demande refusée ou expirée sur le téléphone, ou code faux.',
      en: 'The second factor failed: the request on the phone was refused or timed out, or the code is wrong.',
    },
    fix: {
      fr: 'Recommencez une fois en acceptant la demande ; pour ne plus la recevoir à chaque fois : ALTER ACCOUNT SET ALLOW_CLIENT_MFA_CACHING = TRUE;',
      en: 'Try once more and accept the request; to be asked less often: ALTER ACCOUNT SET ALLOW_CLIENT_MFA_CACHING = TRUE;',
    },
    samples: ['250001 (08001): None: Failed to connect to DB: MFA authentication failed.'],
  },
  {
    id: 'SF-14',
    when: [{ codes: ['390432'] }, { text: /Network policy is required/ }],
    cause: {
      fr: 'Un jeton d’accès ne fonctionne que pour un utilisateur soumis à une politique réseau, et le vôtre n’en a pas.',
      en: 'An access token only works for a user under a network policy, and yours has none.',
    },
    fix: {
      fr: "Créez-en une avec votre adresse : CREATE NETWORK POLICY tp ALLOWED_IP_LIST = ('votre-adresse'); ALTER USER votre_utilisateur SET NETWORK_POLICY = tp;",
      en: "Create one with your address: CREATE NETWORK POLICY lab ALLOWED_IP_LIST = ('your-address'); ALTER USER your_user SET NETWORK_POLICY = lab;",
    },
    samples: [['390432', 'Network policy is required.']],
  },
  {
    id: 'SF-15',
    when: [
      { codes: ['394400', '394402'] },
      { text: /Programmatic access token (?:is invalid|(?:is|has) expired)/ },
    ],
    cause: {
      fr: 'Le jeton d’accès Snowflake est périmé, révoqué, coupé, ou celui d’un autre utilisateur.',
      en: 'The Snowflake access token is expired, revoked, cut off, or another user’s.',
    },
    fix: {
      fr: 'Créez-en un nouveau : ALTER USER votre_utilisateur ADD PROGRAMMATIC ACCESS TOKEN tp; et copiez-le en entier.',
      en: 'Create a new one: ALTER USER your_user ADD PROGRAMMATIC ACCESS TOKEN lab; and copy all of it.',
    },
    samples: [
      ['390400', 'Programmatic access token is invalid.'],
      ['394402', 'Programmatic access token has expired.'],
    ],
  },
  {
    id: 'SF-16',
    when: [{ codes: ['390144'] }, { text: /JWT token is invalid/ }],
    cause: {
      fr: 'Snowflake refuse la paire de clés : la clé publique n’est pas celle de cet utilisateur, ou l’horloge de la machine est fausse.',
      en: 'Snowflake refuses the key pair: the public key is not this user’s, or the machine’s clock is wrong.',
    },
    fix: {
      fr: "Comparez avec RSA_PUBLIC_KEY_FP de DESC USER votre_utilisateur; puis redonnez-la : ALTER USER votre_utilisateur SET RSA_PUBLIC_KEY = '…'; et mettez la machine à l’heure.",
      en: "Compare with RSA_PUBLIC_KEY_FP of DESC USER your_user; then set it again: ALTER USER your_user SET RSA_PUBLIC_KEY = '…'; and set the machine’s clock.",
    },
    samples: [['390144', 'JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]']],
  },
  {
    id: 'SF-17',
    when: [
      { codes: ['394304'] },
      { text: /JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH/ },
      { text: /\b394304\b/ },
    ],
    cause: {
      fr: 'L’empreinte de la clé privée n’est pas celle de la clé publique de cet utilisateur Snowflake.',
      en: 'The private key’s fingerprint is not that of this Snowflake user’s public key.',
    },
    fix: {
      fr: "Redonnez la clé publique de la paire : ALTER USER votre_utilisateur SET RSA_PUBLIC_KEY = 'contenu de rsa_key.pub';",
      en: "Set the pair’s public key again: ALTER USER your_user SET RSA_PUBLIC_KEY = 'content of rsa_key.pub';",
    },
    samples: [
      ['394304', 'Public key fingerprint mismatch.'],
      '394304 (08001): JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH',
    ],
  },
  {
    id: 'SF-18',
    when: [
      { codes: ['390189'], text: /Role '([^']+)'/ },
      { codes: ['390189'] },
      {
        text: /Role '([^']+)' specified in the connect string (?:is not granted to this user|does not exist)/,
      },
    ],
    cause: {
      fr: 'Le rôle « {1|demandé} » n’est pas accordé à cet utilisateur, ou il n’existe pas.',
      en: 'The role "{1|asked for}" is not granted to this user, or does not exist.',
    },
    fix: {
      fr: 'Demandez : GRANT ROLE {1|nom_du_role} TO USER votre_utilisateur; ou changez le rôle dans les réglages.',
      en: 'Ask for: GRANT ROLE {1|role_name} TO USER your_user; or change the role in the settings.',
    },
    samples: [
      [
        '390189',
        "Role 'TRANSFORMER' specified in the connect string is not granted to this user. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.",
      ],
      [
        '390189',
        "Role 'NOBODY' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.",
      ],
    ],
  },
  {
    id: 'SF-19',
    when: [
      { codes: ['390420', '390422'], text: /(?:IP|IP\/Token) (\S+) is not allowed/ },
      { codes: ['390420', '390422'] },
      { text: /(?:IP|IP\/Token) (\S+) is not allowed to access Snowflake/ },
    ],
    cause: {
      fr: 'Une politique réseau de Snowflake refuse votre adresse {1|actuelle} (campus, VPN, partage de connexion).',
      en: 'A network policy of Snowflake refuses your address {1|of now} (campus, VPN, shared connection).',
    },
    fix: {
      fr: "Ajoutez-la à la politique : ALTER NETWORK POLICY nom SET ALLOWED_IP_LIST = ('{1|votre-adresse}'); ou changez de réseau.",
      en: "Add it to the policy: ALTER NETWORK POLICY name SET ALLOWED_IP_LIST = ('{1|your-address}'); or use another network.",
    },
    samples: [
      [
        '390422',
        'Incoming request with IP/Token 203.0.113.7 is not allowed to access Snowflake. Contact your account administrator.',
      ],
      'Failed to connect to DB: IP 203.0.113.7 is not allowed to access Snowflake.  Contact your local security administrator.',
    ],
  },
  {
    id: 'SF-30',
    when: [{ codes: ['390133'] }, { text: /SAML response is invalid or matching user is not found/ }],
    cause: {
      fr: 'La connexion par le navigateur (SSO) n’aboutit pas : ce compte n’a pas de SSO, ou n’y connaît pas cet utilisateur.',
      en: 'Logging in by the browser (SSO) does not succeed: this account has no SSO, or does not know this user in it.',
    },
    fix: {
      fr: 'Choisissez la paire de clés, qui n’en a pas besoin : « {program} connect snowflake ».',
      en: 'Choose the key pair, which needs none: "{program} connect snowflake".',
    },
    samples: [
      // https://github.com/snowflakedb/snowflake-connector-nodejs/issues/812
      [
        '390133',
        'SAML response is invalid or matching user is not found. Contact your local system administrator.',
      ],
    ],
  },
];
