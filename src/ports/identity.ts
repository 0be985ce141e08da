/** Who the current credentials belong to (STS GetCallerIdentity). */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface IamUser {
  readonly name: string;
  readonly arn: string;
  /** ARNs of the policies attached to the user itself. */
  readonly attachedPolicies: readonly string[];
  /** Names of the policies written into the user itself. */
  readonly inlinePolicies: readonly string[];
  readonly accessKeys: readonly { readonly accessKeyId: string; readonly active: boolean }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** An IAM policy document as parsed JSON. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

export interface IamRole {
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy: PolicyDocument;
  /** Names of inline policies with their documents. */
  readonly inlinePolicies: Readonly<Record<string, PolicyDocument>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads IAM and STS. Errors keep the service's code in `name` (`NoSuchEntity`, `AccessDenied`, …). */
export interface IdentityReader {
  whoAmI(signal?: AbortSignal): Promise<CallerIdentity>;
  /** `undefined` when there is no such user. */
  user(name: string, signal?: AbortSignal): Promise<IamUser | undefined>;
  /** A policy that is written into the user itself; `undefined` when there is none of that name. */
  userPolicy(user: string, policy: string, signal?: AbortSignal): Promise<PolicyDocument | undefined>;
  /** `undefined` when there is no such role. */
  role(name: string, signal?: AbortSignal): Promise<IamRole | undefined>;
}

export interface Identity extends IdentityReader {
  createUser(name: string, signal?: AbortSignal, tags?: Readonly<Record<string, string>>): Promise<void>;
  tagUser(name: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void>;
  attachUserPolicy(user: string, policyArn: string, signal?: AbortSignal): Promise<void>;
  detachUserPolicy(user: string, policyArn: string, signal?: AbortSignal): Promise<void>;
  /** Writes a policy into the user itself. */
  putUserPolicy(
    user: string,
    policyName: string,
    document: PolicyDocument,
    signal?: AbortSignal,
  ): Promise<void>;
  deleteUserPolicy(user: string, policyName: string, signal?: AbortSignal): Promise<void>;
  /** The secret is shown once and never again. `LimitExceeded` when the user has two keys already. */
  createAccessKey(user: string, signal?: AbortSignal): Promise<AccessKey>;
  deleteAccessKey(user: string, accessKeyId: string, signal?: AbortSignal): Promise<void>;
  /** Detaches and deletes what hangs on the user, then the user. */
  deleteUser(name: string, signal?: AbortSignal): Promise<void>;
  createRole(
    name: string,
    trustPolicy: PolicyDocument,
    description: string,
    signal?: AbortSignal,
    tags?: Readonly<Record<string, string>>,
  ): Promise<void>;
  tagRole(name: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void>;
  putRolePolicy(
    role: string,
    policyName: string,
    document: PolicyDocument,
    signal?: AbortSignal,
  ): Promise<void>;
  updateTrustPolicy(role: string, trustPolicy: PolicyDocument, signal?: AbortSignal): Promise<void>;
  /** Deletes inline policies, then the role. */
  deleteRole(name: string, signal?: AbortSignal): Promise<void>;
}
