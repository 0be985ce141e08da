import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.ts';

/** What users and roles have in common. */
export interface IamEntity {
  readonly name: string;
  readonly path: string;
  /** `AIDA…` or `AROA…`. */
  readonly id: string;
  readonly arn: string;
  /** ISO time. */
  readonly created: string;
  readonly tags: Readonly<Record<string, string>>;
  /** ARNs of attached policies. */
  readonly attached: readonly string[];
  /** JSON texts of inline policies by name. */
  readonly inline: Readonly<Record<string, string>>;
}

export type IamUser = IamEntity;

export interface IamRole extends IamEntity {
  readonly description: string | undefined;
  /** JSON text. */
  readonly trustPolicy: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
}

export interface IamKey {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
  readonly active: boolean;
  readonly created: string;
}

/** A policy that the account's owner made. */
export interface IamPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description: string | undefined;
  readonly document: string;
  readonly created: string;
}

/** Temporary credentials that AssumeRole gave. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly roleName: string;
  /** Of the role as it was: a role made again under the same name does not inherit its sessions. */
  readonly roleId: string;
  readonly sessionName: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** JSON texts that further limit the session; empty when it has the whole role. */
  readonly limits: readonly string[];
}

/** The file's contents: each map's values. */
interface IamFile {
  readonly version: 1;
  readonly users: readonly IamUser[];
  readonly roles: readonly IamRole[];
  readonly keys: readonly IamKey[];
  readonly policies: readonly IamPolicy[];
  readonly sessions: readonly RoleSession[];
}

/** Expired sessions are kept this long, so that they are told apart from tokens that never were. */
const KEEP_EXPIRED = 24 * 3600_000;

/** An identifier as AWS forms them: a prefix of four letters and sixteen of base 32. */
export function newId(prefix: 'AKIA' | 'ASIA' | 'AIDA' | 'AROA' | 'ANPA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from({ length: 16 }, () => alphabet[randomInt(32)]).join('');
}

/** A secret access key: 240 random bits in base64. */
export function newSecret(): string {
  return randomBytes(30).toString('base64');
}

/** The account's users, roles, keys, policies and sessions, kept in one file that every change replaces. */
export class IamStore {
  readonly #path: string;
  readonly users = new Map<string, IamUser>();
  readonly roles = new Map<string, IamRole>();
  readonly keys = new Map<string, IamKey>();
  readonly policies = new Map<string, IamPolicy>();
  readonly sessions = new Map<string, RoleSession>();

  /** Reads the file when there is one. @throws Error when it is unreadable or damaged. */
  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    const file = JSON.parse(readFileSync(path, 'utf8')) as IamFile;
    for (const user of file.users) this.users.set(user.name, user);
    for (const role of file.roles) this.roles.set(role.name, role);
    for (const key of file.keys) this.keys.set(key.id, key);
    for (const policy of file.policies) this.policies.set(policy.arn, policy);
    for (const session of file.sessions) this.sessions.set(session.accessKeyId, session);
  }

  /** Writes what has changed; returns once it is on disk. */
  save(now: number): void {
    for (const [id, session] of this.sessions) {
      if (session.expires + KEEP_EXPIRED < now) this.sessions.delete(id);
    }
    const file: IamFile = {
      version: 1,
      users: [...this.users.values()],
      roles: [...this.roles.values()],
      keys: [...this.keys.values()],
      policies: [...this.policies.values()],
      sessions: [...this.sessions.values()],
    };
    writeFileAtomically(this.#path, JSON.stringify(file));
  }

  keysOf(user: string): readonly IamKey[] {
    return [...this.keys.values()].filter(key => key.user === user);
  }
}
