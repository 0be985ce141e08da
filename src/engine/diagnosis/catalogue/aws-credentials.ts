import type { Entry } from '../entry.ts';

/** A signature is also refused because of the clock (AWS-11) or of the region (AWS-21). */
const OTHER_SIGNATURES = /Signature (?:expired|not yet current)|Credential should be scoped/;

/** Keys, profiles, regions and sessions, before AWS looks at what is asked. */
export const AWS_CREDENTIALS: readonly Entry[] = [
  {
    id: 'AWS-01',
    when: [{ text: /Could not load credentials from any providers/ }],
    cause: {
      fr: 'Aucune clé AWS n’est trouvée : ni dans l’environnement, ni dans un profil, ni par une session ouverte.',
      en: 'No AWS key is found: neither in the environment, nor in a profile, nor by an open session.',
    },
    fix: {
      fr: 'Enregistrez vos clés avec « aws configure » (ou « aws login »), puis recommencez.',
      en: 'Store your keys with "aws configure" (or "aws login"), then try again.',
    },
    samples: [['CredentialsProviderError', 'Could not load credentials from any providers']],
  },
  {
    id: 'AWS-02',
    when: [{ text: /Could not resolve credentials using profile: \[([^\]]+)\]/ }],
    cause: {
      fr: 'Le profil AWS « {1|demandé} » n’existe pas, ou il est incomplet.',
      en: 'The AWS profile "{1|asked for}" does not exist, or is incomplete.',
    },
    fix: {
      fr: 'Listez les profils avec « aws configure list-profiles », ou créez celui-ci : « aws configure --profile {1|nom} ».',
      en: 'List the profiles with "aws configure list-profiles", or create this one: "aws configure --profile {1|name}".',
    },
    samples: [
      [
        'CredentialsProviderError',
        'Could not resolve credentials using profile: [shopstream] in configuration/credentials file(s).',
      ],
    ],
  },
  {
    id: 'AWS-03',
    when: [{ text: /Region is missing/ }],
    cause: {
      fr: 'Aucune région AWS n’est donnée : ni dans le profil, ni par AWS_REGION.',
      en: 'No AWS region is given: neither in the profile, nor by AWS_REGION.',
    },
    fix: {
      fr: 'Donnez celle du TP dans ce terminal : {set AWS_REGION=eu-west-3}',
      en: 'Give the lab’s in this terminal: {set AWS_REGION=eu-west-3}',
    },
    samples: ['Region is missing'],
  },
  {
    id: 'AWS-04',
    when: [{ text: /Unable to locate credentials/ }],
    cause: {
      fr: 'L’AWS CLI n’a pas de clés.',
      en: 'The AWS CLI has no keys.',
    },
    fix: {
      fr: 'Tapez « aws configure » et donnez l’identifiant et le secret de la clé, puis eu-west-3 comme région, comme dans l’énoncé.',
      en: 'Type "aws configure" and give the key’s id and secret, then eu-west-3 as the region, as in the handout.',
    },
    samples: [
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
      'aws: [ERROR]: An error occurred (NoCredentials): Unable to locate credentials. You can configure credentials by running "aws login".',
    ],
  },
  {
    id: 'AWS-05',
    when: [{ text: /The config profile \(([^)]+)\) could not be found/ }],
    cause: {
      fr: 'L’AWS CLI ne connaît pas le profil « {1|demandé} » (option --profile, ou variable AWS_PROFILE).',
      en: 'The AWS CLI does not know the profile "{1|asked for}" (option --profile, or variable AWS_PROFILE).',
    },
    fix: {
      fr: 'Créez-le : « aws configure --profile {1|nom} », ou retirez la variable AWS_PROFILE de ce terminal.',
      en: 'Create it: "aws configure --profile {1|name}", or remove the variable AWS_PROFILE from this terminal.',
    },
    samples: ['The config profile (shopstream) could not be found'],
  },
  {
    id: 'AWS-06',
    when: [{ text: /You must specify a region/ }],
    cause: {
      fr: 'L’AWS CLI n’a pas de région par défaut.',
      en: 'The AWS CLI has no default region.',
    },
    fix: {
      fr: 'Enregistrez celle du TP : « aws configure set region eu-west-3 ».',
      en: 'Store the lab’s: "aws configure set region eu-west-3".',
    },
    samples: ['You must specify a region. You can also configure your region by running "aws configure".'],
  },
  {
    id: 'AWS-07',
    when: [
      { text: /Could not connect to the endpoint URL: "([^"]+)"/ },
      {
        codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'],
        text: /((?:\d+\.){3}\d+:\d+|ENOTFOUND \S+)/,
        tool: 'aws',
      },
      { codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'], tool: 'aws' },
    ],
    cause: {
      fr: 'Rien ne répond à l’adresse de S3 ({1|voir le message}) : la région est mal écrite, il n’y a pas de réseau, ou le bac à sable est arrêté.',
      en: 'Nothing answers at S3’s address ({1|see the message}): the region is misspelt, there is no network, or the sandbox is stopped.',
    },
    fix: {
      fr: 'Dans le bac à sable : « {program} sandbox up ». Chez AWS, la région s’écrit eu-west-3 (ni Paris, ni eu-west-9).',
      en: 'In the sandbox: "{program} sandbox up". At AWS, the region is spelt eu-west-3 (neither Paris nor eu-west-9).',
    },
    remedy: { kind: 'retry' },
    samples: ['Could not connect to the endpoint URL: "https://s3.eu-west-9.amazonaws.com/"'],
  },
  {
    id: 'AWS-08',
    when: [
      { codes: ['InvalidClientTokenId', 'UnrecognizedClientException'] },
      { text: /\bInvalidClientTokenId\b/ },
    ],
    cause: {
      fr: 'AWS ne connaît pas cet identifiant de clé : elle a été supprimée, ou l’identifiant est mal copié.',
      en: 'AWS does not know this access key id: the key was deleted, or the id is badly copied.',
    },
    fix: {
      fr: 'Créez une nouvelle clé pour l’utilisateur et enregistrez-la : « {program} run s3.create-iam-user », puis « {program} run s3.configure-cli ».',
      en: 'Create a new key for the user and store it: "{program} run s3.create-iam-user", then "{program} run s3.configure-cli".',
    },
    remedy: { kind: 'run', step: 's3.create-iam-user' },
    samples: [
      ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
      'An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.',
    ],
  },
  {
    id: 'AWS-09',
    when: [{ codes: ['InvalidAccessKeyId'] }, { text: /\bInvalidAccessKeyId\b/ }],
    cause: {
      fr: 'S3 ne connaît pas cet identifiant de clé : elle a été supprimée, ou l’identifiant est mal copié.',
      en: 'S3 does not know this access key id: the key was deleted, or the id is badly copied.',
    },
    fix: {
      fr: 'Créez une nouvelle clé et enregistrez-la : « {program} run s3.create-iam-user », puis « {program} run s3.configure-cli ».',
      en: 'Create a new key and store it: "{program} run s3.create-iam-user", then "{program} run s3.configure-cli".',
    },
    remedy: { kind: 'run', step: 's3.create-iam-user' },
    samples: [
      ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
      'An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.',
    ],
  },
  {
    id: 'AWS-10',
    when: [
      { codes: ['SignatureDoesNotMatch'], not: OTHER_SIGNATURES },
      { text: /\bSignatureDoesNotMatch\b/, not: OTHER_SIGNATURES },
    ],
    cause: {
      fr: 'Le secret de la clé AWS est faux : mal recopié, ou collé avec une espace ou un saut de ligne.',
      en: 'The AWS key’s secret is wrong: badly copied, or pasted with a space or a line break.',
    },
    fix: {
      fr: 'Collez-le de nouveau, sans espace : « aws configure » ; s’il est perdu, refaites la clé : « {program} run s3.create-iam-user ».',
      en: 'Paste it again, without any space: "aws configure"; if it is lost, make the key again: "{program} run s3.create-iam-user".',
    },
    remedy: { kind: 'run', step: 's3.create-iam-user' },
    samples: [
      [
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      ],
    ],
  },
  {
    id: 'AWS-11',
    when: [
      { codes: ['RequestTimeTooSkewed'] },
      { codes: ['SignatureDoesNotMatch'], text: /Signature (?:expired|not yet current)/ },
      { text: /\bRequestTimeTooSkewed\b|Signature (?:expired|not yet current): / },
    ],
    cause: {
      fr: 'L’horloge de cette machine a plus de quinze minutes d’écart avec celle d’AWS.',
      en: 'This machine’s clock is more than fifteen minutes off AWS’s.',
    },
    fix: {
      fr: 'Activez l’heure automatique du système et synchronisez-la (Windows : « w32tm /resync », Linux : « sudo timedatectl set-ntp true »), puis recommencez.',
      en: 'Turn on the system’s automatic time and synchronise it (Windows: "w32tm /resync", Linux: "sudo timedatectl set-ntp true"), then try again.',
    },
    remedy: { kind: 'doctor', fix: 'clock' },
    samples: [
      ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
      ['SignatureDoesNotMatch', 'Signature expired: 20261124T100000Z is now earlier than 20261124T104500Z'],
    ],
  },
  {
    id: 'AWS-12',
    when: [{ codes: ['ExpiredToken', 'ExpiredTokenException'] }, { text: /\bExpiredToken(?:Exception)?\b/ }],
    cause: {
      fr: 'Les identifiants AWS temporaires sont périmés.',
      en: 'The temporary AWS credentials have expired.',
    },
    fix: {
      fr: 'Ouvrez une nouvelle session : « aws login » (ou « aws sso login --profile votre-profil »).',
      en: 'Open a new session: "aws login" (or "aws sso login --profile your-profile").',
    },
    samples: [
      ['ExpiredToken', 'The provided token has expired.'],
      ['ExpiredTokenException', 'The security token included in the request is expired'],
      'An error occurred (ExpiredToken) when calling the ListObjectsV2 operation: The provided token has expired.',
    ],
  },
  {
    id: 'AWS-13',
    when: [
      {
        text: /The SSO session (?:token )?associated with (?:this )?profile(?:=(\S+))?.*(?:expired|not found|invalid)|Error loading SSO Token/,
      },
    ],
    cause: {
      fr: 'La session d’AWS Identity Center du profil {1|choisi} est finie, ou n’a jamais été ouverte.',
      en: 'The AWS Identity Center session of the profile {1|chosen} is over, or was never opened.',
    },
    fix: {
      fr: 'Ouvrez-la : « aws sso login --profile {1|votre-profil} ».',
      en: 'Open it: "aws sso login --profile {1|your-profile}".',
    },
    samples: [
      "The SSO session token associated with profile=shopstream was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
      'Error loading SSO Token: Token for shopstream does not exist',
    ],
  },
  {
    id: 'AWS-14',
    when: [
      {
        text: /Failed to load a token for session (\S+), please re-authenticate using aws login|Failed to load token from .*login[\\/]+cache/,
      },
    ],
    cause: {
      fr: 'La session ouverte par « aws login » manque ou est finie : elle dure douze heures au plus.',
      en: 'The session opened by "aws login" is missing or over: it lasts twelve hours at most.',
    },
    fix: { fr: 'Rouvrez-la : « aws login ».', en: 'Open it again: "aws login".' },
    samples: [
      'Failed to load token from /home/ines/.aws/login/cache/984b.json: Error: ENOENT: no such file or directory',
      'Failed to load a token for session arn:aws:iam::123456789012:user/ines, please re-authenticate using aws login',
    ],
  },
];
