import { type Policy, parsePolicy } from './policy.ts';

/** AWS's own policies that the sandbox knows, as AWS publishes them. */
const DOCUMENTS: Readonly<Record<string, object>> = {
  'arn:aws:iam::aws:policy/AdministratorAccess': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  'arn:aws:iam::aws:policy/AmazonS3FullAccess': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }],
  },
  'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess': {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'],
        Resource: '*',
      },
    ],
  },
  'arn:aws:iam::aws:policy/IAMFullAccess': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['iam:*'], Resource: '*' }],
  },
  'arn:aws:iam::aws:policy/IAMReadOnlyAccess': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' }],
  },
};

export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  /** The document's JSON text. */
  readonly document: string;
  readonly policy: Policy;
}

export const MANAGED_POLICIES: ReadonlyMap<string, ManagedPolicy> = new Map(
  Object.entries(DOCUMENTS).map(([arn, fields]) => {
    const document = JSON.stringify(fields);
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    return [arn, { arn, name, document, policy: parsePolicy(document, 'identity') }];
  }),
);
