import type { LabSettings } from '../../src/lab/lab.ts';
import type { IamRole, PolicyDocument } from '../../src/ports/identity.ts';

/** The name of the inline policy on the role. */
export const POLICY = 'shopstream-raw-read';

/** What Snowflake may do once it plays the role: read what lies under `raw/`, and list that. */
export function rolePolicy(settings: LabSettings): PolicyDocument {
  const bucket = `arn:aws:s3:::${settings.bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${bucket}/raw/*` },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: bucket,
        Condition: { StringLike: { 's3:prefix': ['raw/*'] } },
      },
      { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: bucket },
    ],
  };
}

/** Who may play the role: `principal`, and only when it shows `externalId`. */
export function trustPolicy(principal: string, externalId: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  };
}

/** The trust of a new role, before Snowflake's identity is known: the own account, and an external id nobody shows. */
export function provisionalTrust(account: string): PolicyDocument {
  return trustPolicy(`arn:aws:iam::${account}:root`, '0000');
}

/** Whom a trust policy lets in, and with which external id. */
interface Trust {
  readonly principals: readonly string[];
  readonly externalIds: readonly string[];
}

/** Reads the statement of a trust policy that allows `sts:AssumeRole`, written by the lab or by hand. */
export function readTrust(document: PolicyDocument): Trust {
  for (const statement of list(document.Statement).filter(isRecord)) {
    const allows = statement.Effect === 'Allow' && texts(statement.Action).includes('sts:AssumeRole');
    if (!allows) continue;
    const principal = isRecord(statement.Principal) ? statement.Principal.AWS : statement.Principal;
    const condition = isRecord(statement.Condition) ? statement.Condition.StringEquals : undefined;
    return {
      principals: texts(principal),
      externalIds: isRecord(condition) ? texts(condition['sts:ExternalId']) : [],
    };
  }
  return { principals: [], externalIds: [] };
}

/** The actions that the role's inline policies allow on the bucket or what lies in it. */
export function allowedActions(role: IamRole, settings: LabSettings): readonly string[] {
  const bucket = `arn:aws:s3:::${settings.bucket}`;
  return Object.values(role.inlinePolicies)
    .flatMap(document => list(document.Statement).filter(isRecord))
    .filter(
      ({ Effect, Resource }) =>
        Effect === 'Allow' &&
        texts(Resource).some(arn => arn === '*' || arn === bucket || arn.startsWith(`${bucket}/`)),
    )
    .flatMap(({ Action }) => texts(Action));
}

/** What the stage needs of the role. */
export const NEEDED_ACTIONS = ['s3:GetObject', 's3:ListBucket'] as const;

/** True when one of `allowed`, which may end in `*`, covers `action`. */
export function covers(allowed: readonly string[], action: string): boolean {
  return allowed.some(pattern =>
    pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action,
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function texts(value: unknown): readonly string[] {
  return list(value).filter(item => typeof item === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
