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

/** Whom a trust policy lets in, and with which external id: everybody that any of its statements names. */
interface Trust {
  readonly principals: readonly string[];
  readonly externalIds: readonly string[];
  /** Statements that let somebody in without asking for an external id. */
  readonly unconditional: number;
}

/** Reads the statements of a trust policy that allow `sts:AssumeRole`, written by the lab or by hand. */
export function readTrust(document: PolicyDocument): Trust {
  const statements = list(document.Statement)
    .filter(isRecord)
    .filter(({ Effect, Action }) => Effect === 'Allow' && covers(texts(Action), 'sts:AssumeRole'));
  const ids = statements.map(({ Condition }) => {
    const equals = isRecord(Condition) ? Condition.StringEquals : undefined;
    return isRecord(equals) ? texts(equals['sts:ExternalId']) : [];
  });
  return {
    principals: statements.flatMap(({ Principal }) => texts(isRecord(Principal) ? Principal.AWS : Principal)),
    externalIds: ids.flat(),
    unconditional: ids.filter(found => found.length === 0).length,
  };
}

/** True when the policy lets in exactly this user, and only with this external id. */
export function trustsOnly(document: PolicyDocument, principal: string, externalId: string): boolean {
  const trust = readTrust(document);
  return (
    isOnly(trust.principals, principal) && isOnly(trust.externalIds, externalId) && trust.unconditional === 0
  );
}

/** True when `values` are nothing but `value`, once or several times. */
export function isOnly(values: readonly string[], value: string): boolean {
  return values.length > 0 && values.every(found => found === value);
}

/** The actions that the role's inline policies allow on the bucket or what lies in it, or that they deny there. */
export function actionsOf(
  role: IamRole | undefined,
  settings: LabSettings,
  effect: 'Allow' | 'Deny' = 'Allow',
): readonly string[] {
  const bucket = `arn:aws:s3:::${settings.bucket}`;
  return Object.values(role?.inlinePolicies ?? {})
    .flatMap(document => list(document.Statement).filter(isRecord))
    .filter(
      ({ Effect, Resource }) =>
        Effect === effect &&
        texts(Resource).some(arn => arn === '*' || arn === bucket || arn.startsWith(`${bucket}/`)),
    )
    .flatMap(({ Action }) => texts(Action));
}

/** What the stage needs of the role and does not get: an explicit denial outweighs every permission. */
export function missingActions(role: IamRole | undefined, settings: LabSettings): readonly string[] {
  const [allowed, denied] = [actionsOf(role, settings), actionsOf(role, settings, 'Deny')];
  return NEEDED_ACTIONS.filter(action => !covers(allowed, action) || covers(denied, action));
}

/** What the stage needs of the role. */
export const NEEDED_ACTIONS: readonly string[] = ['s3:GetObject', 's3:ListBucket'];

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
