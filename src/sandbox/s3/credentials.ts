import type { IamEntity, IamStore, RoleSession } from './iam-store.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import { type Policy, type PolicySubject, parsePolicy } from './policy.ts';

/** Somebody who signs requests, and what their own policies say. */
export interface Caller {
  readonly arn: string;
  readonly userId: string;
  readonly account: string;
  /** The IAM user's name; `undefined` for a role's session. */
  readonly userName: string | undefined;
  readonly kind: 'User' | 'AssumedRole';
  readonly subject: PolicySubject;
  /** Policies of the user or role; `undefined` for somebody of another account, whose policies we do not know. */
  readonly identityPolicies: readonly Policy[] | undefined;
  /** Policies that limit a session further; empty when nothing does. */
  readonly sessionLimits: readonly Policy[];
}

/** What an access key id stands for. */
export interface Credential {
  readonly secret: string;
  /** Temporary credentials are good only with their token, and until they expire (milliseconds since 1970). */
  readonly temporary: { readonly token: string; readonly expires: number } | undefined;
  readonly caller: Caller;
}

export interface StaticPrincipal {
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The account part of an ARN. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** The policies that hang on a user or role. A policy that no longer exists says nothing. */
function policiesOf(entity: IamEntity, iam: IamStore): readonly Policy[] {
  const attached = entity.attached.flatMap(arn => {
    const managed = MANAGED_POLICIES.get(arn);
    if (managed !== undefined) return [managed.policy];
    const own = iam.policies.get(arn);
    return own === undefined ? [] : [parsePolicy(own.document, 'identity')];
  });
  return [...attached, ...Object.values(entity.inline).map(document => parsePolicy(document, 'identity'))];
}

/** Knows every access key: the administrator's, those of other accounts, the IAM users', and the roles' sessions. */
export class CredentialBook {
  readonly #iam: IamStore;
  readonly #account: string;
  readonly #fixed: ReadonlyMap<string, Credential>;
  /** Principals of other accounts that exist, by ARN. */
  readonly foreignArns: ReadonlySet<string>;

  constructor(
    iam: IamStore,
    account: string,
    admin: { readonly accessKeyId: string; readonly secretAccessKey: string },
    principals: readonly StaticPrincipal[],
  ) {
    this.#iam = iam;
    this.#account = account;
    this.foreignArns = new Set(principals.map(principal => principal.arn));
    const fixed = new Map<string, Credential>();
    for (const principal of principals) fixed.set(principal.accessKeyId, foreignCredential(principal));
    fixed.set(admin.accessKeyId, adminCredential(account, admin));
    this.#fixed = fixed;
  }

  /** `undefined` when there is no such key, or it is inactive. */
  find(accessKeyId: string): Credential | undefined {
    return this.#fixed.get(accessKeyId) ?? this.#userCredential(accessKeyId) ?? this.#session(accessKeyId);
  }

  #userCredential(accessKeyId: string): Credential | undefined {
    const key = this.#iam.keys.get(accessKeyId);
    const user = key?.active === true ? this.#iam.users.get(key.user) : undefined;
    if (key === undefined || user === undefined) return undefined;
    return {
      secret: key.secret,
      temporary: undefined,
      caller: {
        arn: user.arn,
        userId: user.id,
        account: this.#account,
        userName: user.name,
        kind: 'User',
        subject: { account: this.#account, arns: [user.arn] },
        identityPolicies: policiesOf(user, this.#iam),
        sessionLimits: [],
      },
    };
  }

  #session(accessKeyId: string): Credential | undefined {
    const session = this.#iam.sessions.get(accessKeyId);
    if (session === undefined) return undefined;
    return {
      secret: session.secret,
      temporary: { token: session.token, expires: session.expires },
      caller: this.#sessionCaller(session),
    };
  }

  #sessionCaller(session: RoleSession): Caller {
    const role = this.#iam.roles.get(session.roleName);
    // The role may be gone or another one by now: its sessions then may do nothing.
    const current = role?.id === session.roleId ? role : undefined;
    const arn = sessionArn(this.#account, session.roleName, session.sessionName);
    return {
      arn,
      userId: `${session.roleId}:${session.sessionName}`,
      account: this.#account,
      userName: undefined,
      kind: 'AssumedRole',
      subject: { account: this.#account, arns: current === undefined ? [arn] : [arn, current.arn] },
      identityPolicies: current === undefined ? [] : policiesOf(current, this.#iam),
      sessionLimits: session.limits.map(document => parsePolicy(document, 'identity')),
    };
  }
}

/** The ARN of a role's session. */
export function sessionArn(account: string, roleName: string, sessionName: string): string {
  return `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`;
}

function foreignCredential(principal: StaticPrincipal): Credential {
  const account = accountOf(principal.arn);
  return {
    secret: principal.secretAccessKey,
    temporary: undefined,
    caller: {
      arn: principal.arn,
      userId: `AIDA${account.padEnd(16, '0')}`,
      account,
      userName: principal.arn.slice(principal.arn.lastIndexOf('/') + 1),
      kind: 'User',
      subject: { account, arns: [principal.arn] },
      identityPolicies: undefined,
      sessionLimits: [],
    },
  };
}

/** The name of the built-in administrator, who plays the part of the person at the AWS console. */
export const ADMIN_NAME = 'shopstream-admin';

function adminCredential(account: string, keys: { readonly secretAccessKey: string }): Credential {
  const administrator = MANAGED_POLICIES.get('arn:aws:iam::aws:policy/AdministratorAccess');
  const arn = `arn:aws:iam::${account}:user/${ADMIN_NAME}`;
  return {
    secret: keys.secretAccessKey,
    temporary: undefined,
    caller: {
      arn,
      userId: `AIDA${account.padEnd(16, 'A')}`,
      account,
      userName: ADMIN_NAME,
      kind: 'User',
      subject: { account, arns: [arn] },
      identityPolicies: administrator === undefined ? [] : [administrator.policy],
      sessionLimits: [],
    },
  };
}
