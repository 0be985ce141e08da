import type { Entry } from '../entry.ts';

/** The user whose key the lab itself works with. */
const LAB_USER = /user\/shopstream-s3-user is not authorized to perform: s3:/;

/** Rights that are missing, and what an AWS account itself may be short of. */
export const AWS_ACCOUNT: readonly Entry[] = [
  {
    id: 'AWS-22',
    when: [
      {
        codes: ['AccessDenied', 'AccessDeniedException', 'Forbidden'],
        text: /User: (\S+) is not authorized to perform: ((?:s3|iam|sts):\w+)(?: on resource: (?:\w+ )?"?([^\s"]+)"?)?/,
        not: LAB_USER,
      },
      {
        text: /User: (\S+) is not authorized to perform: ((?:s3|iam):\w+|sts:GetCallerIdentity)(?: on resource: (?:\w+ )?"?([^\s"]+)"?)?/,
        not: LAB_USER,
      },
    ],
    cause: {
      fr: 'Il manque à {1|votre identité AWS} le droit {2|nommé dans le message}, ou un refus explicite (stratégie, limite d’autorisations, organisation) s’applique.',
      en: '{1|Your AWS identity} lacks the right {2|named in the message}, or an explicit deny applies (policy, permissions boundary, organisation).',
    },
    fix: {
      fr: 'Un administrateur du compte ajoute à ses autorisations (IAM, « Add permissions », « Create inline policy ») : {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{2|le:Droit}","Resource":"*"}]} ; puis relancez la commande.',
      en: 'An administrator of the account adds to its permissions (IAM, "Add permissions", "Create inline policy"): {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{2|the:Right}","Resource":"*"}]}; then run the command again.',
    },
    samples: [
      [
        'AccessDenied',
        'User: arn:aws:iam::123456789012:user/ines is not authorized to perform: s3:CreateBucket on resource: "arn:aws:s3:::data" because no identity-based policy allows the s3:CreateBucket action',
      ],
      'An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:iam::123456789012:user/ines is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::123456789012:user/ because no identity-based policy allows the iam:ListUsers action',
    ],
  },
  {
    id: 'AWS-29',
    when: [
      {
        codes: ['AccessDenied', 'AccessDeniedException'],
        text: /user\/shopstream-s3-user is not authorized to perform: (s3:\w+)/,
      },
      { text: /user\/shopstream-s3-user is not authorized to perform: (s3:\w+)/ },
    ],
    cause: {
      fr: 'L’utilisateur du TP (shopstream-s3-user) n’a pas le droit {1|nommé dans le message} : sa stratégie manque, ou elle ne le contient pas.',
      en: 'The lab’s user (shopstream-s3-user) lacks the right {1|named in the message}: its policy is missing, or does not hold it.',
    },
    fix: {
      fr: 'Rendez-lui la stratégie du TP : « {program} run s3.create-iam-user », ou « aws iam attach-user-policy --user-name shopstream-s3-user --policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess ».',
      en: 'Give it the lab’s policy again: "{program} run s3.create-iam-user", or "aws iam attach-user-policy --user-name shopstream-s3-user --policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess".',
    },
    remedy: { kind: 'run', step: 's3.create-iam-user' },
    samples: [
      [
        'AccessDenied',
        'User: arn:aws:iam::123456789012:user/shopstream-s3-user is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::data/raw/x" because no identity-based policy allows the s3:PutObject action',
      ],
    ],
  },
  {
    // Codes and words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    id: 'AWS-30',
    when: [
      { codes: ['AccountProblem', 'AllAccessDisabled', 'NotSignedUp', 'OptInRequired'] },
      {
        text: /\b(?:AccountProblem|NotSignedUp|OptInRequired)\b|There is a problem with your AWS account|All access to this (?:Amazon S3 resource|object) has been disabled|account is not signed up for/,
      },
    ],
    cause: {
      fr: 'Votre compte AWS ne peut plus se servir de ce service : il est suspendu ou fermé (facture impayée, offre gratuite terminée), ou son inscription n’est pas finie.',
      en: 'Your AWS account can no longer use this service: it is suspended or closed (unpaid bill, free plan over), or its sign-up is not finished.',
    },
    fix: {
      fr: 'Ouvrez la console AWS, « Billing and Cost Management » : réglez ce qui y est demandé, ou passez au plan payant. En attendant, continuez dans le bac à sable : « {program} run --target sandbox --all ».',
      en: 'Open the AWS console, "Billing and Cost Management": settle what is asked there, or upgrade to the paid plan. Meanwhile go on in the sandbox: "{program} run --target sandbox --all".',
    },
    samples: [
      [
        'AccountProblem',
        'There is a problem with your AWS account that prevents the operation from completing successfully. For further assistance, contact AWS Support.',
      ],
      ['NotSignedUp', 'Your account is not signed up for the Amazon S3 service.'],
      ['AllAccessDisabled', 'All access to this Amazon S3 resource has been disabled.'],
    ],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
    id: 'AWS-31',
    when: [
      {
        codes: [
          'SlowDown',
          'Throttling',
          'ThrottlingException',
          'TooManyRequestsException',
          'RequestLimitExceeded',
          'RequestThrottled',
        ],
      },
      { text: /\b(?:SlowDown|ThrottlingException)\b|Please reduce your request rate|\bRate exceeded\b/ },
    ],
    cause: {
      fr: 'AWS limite le rythme des demandes de ce compte, et le TP a déjà attendu et réessayé plusieurs fois.',
      en: 'AWS limits the pace of this account’s requests, and the lab has already waited and tried several times.',
    },
    fix: {
      fr: 'Attendez une minute, puis relancez la même commande : ce qui est fait ne sera pas refait.',
      en: 'Wait a minute, then run the same command again: what is done is not done again.',
    },
    remedy: { kind: 'retry' },
    samples: [
      ['SlowDown', 'Please reduce your request rate.'],
      ['ThrottlingException', 'Rate exceeded'],
      ['Throttling', 'Rate exceeded'],
    ],
  },
  {
    id: 'AWS-32',
    when: [{ codes: ['InvalidToken'] }, { text: /The provided token is malformed or otherwise invalid/ }],
    cause: {
      fr: 'Le jeton de session AWS (AWS_SESSION_TOKEN) ne va pas avec cette clé : il vient d’une autre session, ou il est coupé.',
      en: 'The AWS session token (AWS_SESSION_TOKEN) does not go with this key: it is another session’s, or cut off.',
    },
    fix: {
      fr: 'Donnez les trois valeurs de la même session, ou ouvrez-en une nouvelle : « aws login » (ou « aws sso login »). Avec une clé permanente, retirez la variable AWS_SESSION_TOKEN.',
      en: 'Give all three values of one session, or open a new one: "aws login" (or "aws sso login"). With a permanent key, remove the variable AWS_SESSION_TOKEN.',
    },
    samples: [['InvalidToken', 'The provided token is malformed or otherwise invalid.']],
  },
  {
    // Words: getmoto/moto, moto/s3/exceptions.py; rule: https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
    id: 'AWS-33',
    when: [
      { codes: ['InvalidNamespaceHeader'], text: /Specify (-\S+-an) as the bucket name suffix/ },
      { codes: ['InvalidNamespaceHeader'] },
      { text: /did not include the account-regional namespace suffix/ },
    ],
    cause: {
      fr: 'Le nom du bucket ne finit pas par le numéro de ce compte AWS et sa région ({1|…-an}) : le TP a commencé avec un autre compte.',
      en: 'The bucket’s name does not end in this AWS account’s number and region ({1|…-an}): the lab began with another account.',
    },
    fix: {
      fr: 'Reprenez le premier compte (« {program} config set aws.profile … »), ou oubliez-le : « {program} config unset aws.account ».',
      en: 'Take the first account again ("{program} config set aws.profile …"), or forget it: "{program} config unset aws.account".',
    },
    samples: [
      [
        'InvalidNamespaceHeader',
        'The requested bucket name did not include the account-regional namespace suffix, but the provided x-amz-bucket-namespace header value is account-regional. Specify -123456789012-eu-west-3-an as the bucket name suffix to create a bucket in your account-regional namespace, or remove the header.',
      ],
    ],
  },
];
