import type { Entry } from '../entry.ts';

/** What S3 and IAM refuse to somebody they know. */
export const AWS_SERVICES: readonly Entry[] = [
  {
    id: 'AWS-15',
    when: [{ codes: ['BucketAlreadyExists'] }, { text: /\bBucketAlreadyExists\b/ }],
    cause: {
      fr: 'Ce nom de bucket est déjà pris par quelqu’un d’autre : ils sont uniques dans le monde entier.',
      en: 'This bucket name is taken by somebody else: they are unique worldwide.',
    },
    fix: {
      fr: 'Choisissez votre propre nom, qui fait partie de celui du bucket : « {program} config set student votre-nom », puis relancez s3.create-bucket.',
      en: 'Choose a name of your own, which is part of the bucket’s: "{program} config set student your-name", then run s3.create-bucket again.',
    },
    samples: [
      [
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      ],
      'make_bucket failed: s3://data An error occurred (BucketAlreadyExists) when calling the CreateBucket operation: The requested bucket name is not available.',
    ],
  },
  {
    id: 'AWS-16',
    when: [{ codes: ['BucketAlreadyOwnedByYou'] }, { text: /\bBucketAlreadyOwnedByYou\b/ }],
    cause: {
      fr: 'Vous avez déjà créé ce bucket : ce n’est pas un échec.',
      en: 'You created this bucket before: this is not a failure.',
    },
    fix: {
      fr: 'Continuez ; « {program} validate s3.create-bucket » dit si sa région et ses réglages sont les bons.',
      en: 'Go on; "{program} validate s3.create-bucket" says whether its region and settings are right.',
    },
    samples: [
      [
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
      ],
    ],
  },
  {
    id: 'AWS-17',
    when: [
      { codes: ['IllegalLocationConstraintException', 'InvalidLocationConstraint'] },
      { text: /\bIllegalLocationConstraintException\b/ },
    ],
    cause: {
      fr: 'La région demandée pour le bucket n’est pas celle à laquelle la demande est envoyée.',
      en: 'The region asked for the bucket is not the one that the request is sent to.',
    },
    fix: {
      fr: 'Donnez la même des deux côtés : « aws s3api create-bucket --bucket NOM --region eu-west-3 --create-bucket-configuration LocationConstraint=eu-west-3 ».',
      en: 'Give the same on both sides: "aws s3api create-bucket --bucket NAME --region eu-west-3 --create-bucket-configuration LocationConstraint=eu-west-3".',
    },
    samples: [
      [
        'IllegalLocationConstraintException',
        'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
      ],
    ],
  },
  {
    id: 'AWS-18',
    when: [{ codes: ['InvalidBucketName'] }, { text: /\bInvalidBucketName\b|Invalid bucket name "([^"]+)"/ }],
    cause: {
      fr: 'Ce nom de bucket n’est pas permis : majuscule, accent, tiret bas, moins de 3 ou plus de 63 caractères.',
      en: 'This bucket name is not allowed: a capital, an accent, an underscore, fewer than 3 or more than 63 characters.',
    },
    fix: {
      fr: 'Écrivez-le en minuscules, chiffres et tirets, par exemple shopstream-datalake-votre-nom.',
      en: 'Write it in lower case, digits and hyphens, for example shopstream-datalake-your-name.',
    },
    samples: [
      ['InvalidBucketName', 'The specified bucket is not valid.'],
      'Parameter validation failed:\nInvalid bucket name "Mon_Bucket é": Bucket name must match the regex "^[a-zA-Z0-9.\\-_]{1,255}$"',
    ],
  },
  {
    id: 'AWS-19',
    when: [{ codes: ['NoSuchBucket'] }, { text: /\bNoSuchBucket\b/ }],
    cause: {
      fr: 'Le bucket S3 n’existe pas : son nom est mal écrit, ou il a été supprimé.',
      en: 'The S3 bucket does not exist: its name is misspelt, or it was deleted.',
    },
    fix: {
      fr: 'Créez-le : « {program} run s3.create-bucket ».',
      en: 'Create it: "{program} run s3.create-bucket".',
    },
    remedy: { kind: 'run', step: 's3.create-bucket' },
    samples: [
      ['NoSuchBucket', 'The specified bucket does not exist'],
      'An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist',
    ],
  },
  {
    id: 'AWS-20',
    when: [
      { codes: ['PermanentRedirect', 'TemporaryRedirect', 'http-301'] },
      {
        text: /\bPermanentRedirect\b|must be addressed using the specified endpoint|An error occurred \(301\)/,
      },
    ],
    cause: {
      fr: 'Ce bucket est dans une autre région que celle que vous interrogez.',
      en: 'This bucket lies in another region than the one you ask.',
    },
    fix: {
      fr: 'Lisez sa région avec « aws s3api head-bucket --bucket NOM » (BucketRegion), puis donnez-la : {set AWS_REGION=eu-west-3}',
      en: 'Read its region with "aws s3api head-bucket --bucket NAME" (BucketRegion), then give it: {set AWS_REGION=eu-west-3}',
    },
    samples: [
      [
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      ],
    ],
  },
  {
    id: 'AWS-21',
    when: [
      { codes: ['AuthorizationHeaderMalformed'] },
      { codes: ['SignatureDoesNotMatch'], text: /Credential should be scoped to a valid region/ },
      { text: /\bAuthorizationHeaderMalformed\b|Credential should be scoped to a valid region/ },
    ],
    cause: {
      fr: 'La demande est signée pour une autre région que celle de ce service.',
      en: 'The request is signed for another region than this service’s.',
    },
    fix: {
      fr: 'Donnez la région du TP dans ce terminal : {set AWS_REGION=eu-west-3}',
      en: 'Give the lab’s region in this terminal: {set AWS_REGION=eu-west-3}',
    },
    samples: [
      [
        'AuthorizationHeaderMalformed',
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-3'",
      ],
      ['SignatureDoesNotMatch', "Credential should be scoped to a valid region, not 'us-east-1'. "],
    ],
  },
  {
    id: 'AWS-23',
    when: [
      { codes: ['AccessDenied', 'Forbidden', 'http-403'] },
      { text: /AccessDenied: Access Denied|An error occurred \((?:403|AccessDenied)\) when calling/ },
    ],
    cause: {
      fr: 'S3 refuse l’accès : le bucket appartient à un autre compte, ou le droit s3:ListBucket manque (un objet absent donne alors 403).',
      en: 'S3 refuses access: the bucket belongs to another account, or the right s3:ListBucket is missing (an absent object then gives 403).',
    },
    fix: {
      fr: 'Vérifiez que le bucket est à vous : « aws s3 ls » doit le montrer ; sinon, choisissez un autre nom.',
      en: 'Check that the bucket is yours: "aws s3 ls" must show it; otherwise choose another name.',
    },
    samples: [
      ['AccessDenied', 'Access Denied'],
      'An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied',
      'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden',
    ],
  },
  {
    id: 'AWS-24',
    when: [
      { codes: ['MalformedPolicyDocument'], text: /Invalid principal/ },
      { codes: ['MalformedPolicyDocument'] },
      { text: /\bMalformedPolicyDocument\b/ },
    ],
    cause: {
      fr: 'IAM refuse la stratégie : elle nomme un ARN qui n’existe pas (modèle non rempli, faute de frappe), ou elle est mal formée.',
      en: 'IAM refuses the policy: it names an ARN that does not exist (unfilled template, typo), or it is malformed.',
    },
    fix: {
      fr: 'Collez dans Principal la valeur STORAGE_AWS_IAM_USER_ARN de « DESC INTEGRATION s3_integration » : « {program} sql snowflake "DESC INTEGRATION s3_integration" ».',
      en: 'Paste into Principal the value STORAGE_AWS_IAM_USER_ARN of "DESC INTEGRATION s3_integration": "{program} sql snowflake \'DESC INTEGRATION s3_integration\'".',
    },
    remedy: { kind: 'run', step: 'snowflake.create-storage-integration' },
    samples: [
      ['MalformedPolicyDocument', 'Invalid principal in policy: "AWS":"arn:aws:iam::<ACCOUNT>:user/<USER>"'],
      'An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/nobody"',
    ],
  },
  {
    id: 'AWS-25',
    when: [
      { codes: ['EntityAlreadyExists', 'EntityAlreadyExistsException'] },
      { text: /\bEntityAlreadyExists(?:Exception)?\b/ },
    ],
    cause: {
      fr: 'Cet utilisateur, ce rôle ou cette stratégie existe déjà, d’un essai précédent.',
      en: 'This user, role or policy exists already, from an earlier try.',
    },
    fix: {
      fr: 'Ne le recréez pas : « {program} run s3.create-iam-user » compare et complète ce qui existe.',
      en: 'Do not create it again: "{program} run s3.create-iam-user" compares and completes what is there.',
    },
    remedy: { kind: 'run', step: 's3.create-iam-user' },
    samples: [
      ['EntityAlreadyExistsException', 'User with name shopstream-s3-user already exists.'],
      'An error occurred (EntityAlreadyExists) when calling the CreateUser operation: User with name shopstream-s3-user already exists.',
    ],
  },
  {
    id: 'AWS-26',
    when: [
      { codes: ['LimitExceeded', 'LimitExceededException'], text: /AccessKeysPerUser/ },
      { text: /Cannot exceed quota for AccessKeysPerUser: 2/ },
    ],
    cause: {
      fr: 'Cet utilisateur a déjà ses deux clés d’accès : AWS n’en permet pas une troisième.',
      en: 'This user has two access keys already: AWS does not allow a third.',
    },
    fix: {
      fr: 'Supprimez celle qui ne sert plus : « aws iam list-access-keys --user-name shopstream-s3-user », puis « aws iam delete-access-key --user-name shopstream-s3-user --access-key-id AKIA… ».',
      en: 'Delete the one no longer used: "aws iam list-access-keys --user-name shopstream-s3-user", then "aws iam delete-access-key --user-name shopstream-s3-user --access-key-id AKIA…".',
    },
    samples: [['LimitExceededException', 'Cannot exceed quota for AccessKeysPerUser: 2']],
  },
  {
    id: 'AWS-27',
    when: [{ codes: ['BucketNotEmpty'] }, { text: /\bBucketNotEmpty\b/ }],
    cause: {
      fr: 'Le bucket n’est pas vide : S3 ne supprime qu’un bucket sans objets ni anciennes versions.',
      en: 'The bucket is not empty: S3 only deletes a bucket without objects or old versions.',
    },
    fix: {
      fr: 'Videz-le et supprimez-le d’un coup : « aws s3 rb s3://NOM --force ».',
      en: 'Empty and delete it at once: "aws s3 rb s3://NAME --force".',
    },
    samples: [
      ['BucketNotEmpty', 'The bucket you tried to delete is not empty'],
      'remove_bucket failed: s3://data An error occurred (BucketNotEmpty) when calling the DeleteBucket operation: The bucket you tried to delete is not empty',
    ],
  },
  {
    id: 'AWS-28',
    when: [
      { codes: ['NodeVersionSupportWarning'] },
      { text: /NodeVersionSupportWarning|NodeDeprecationWarning/ },
    ],
    cause: {
      fr: 'Ce Node est trop ancien pour les prochaines versions de la bibliothèque d’AWS.',
      en: 'This Node is too old for the next releases of AWS’s library.',
    },
    fix: {
      fr: 'Lancez le programme par « npm start », qui prend son propre Node ; pour vos scripts, installez Node 22 ou plus récent.',
      en: 'Start the program with "npm start", which brings its own Node; for your own scripts, install Node 22 or newer.',
    },
    samples: [
      '(node:4242) NodeVersionSupportWarning: The AWS SDK for JavaScript (v3) versions published after the first week of January 2027\nwill require node >=22.',
    ],
  },
];
