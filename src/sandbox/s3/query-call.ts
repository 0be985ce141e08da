import { authorize, baseContext } from './authorization.ts';
import type { Caller, CredentialBook } from './credentials.ts';
import { ServiceError } from './errors.ts';
import type { IamStore } from './iam-store.ts';
import type { XmlElements } from './xml.ts';

/** The form fields of an IAM or STS request. */
export class QueryParameters {
  readonly #fields: URLSearchParams;

  constructor(body: string) {
    this.#fields = new URLSearchParams(body);
  }

  optional(name: string): string | undefined {
    return this.#fields.get(name) ?? undefined;
  }

  /** @throws ServiceError `ValidationError` when the field is missing. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined || value === '') {
      const member = name.charAt(0).toLowerCase() + name.slice(1);
      throw new ServiceError('ValidationError', {
        message: `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
      });
    }
    return value;
  }

  /** `Name.member.1SUFFIX`, `Name.member.2SUFFIX`, … */
  list(name: string, suffix = ''): readonly string[] {
    const values: string[] = [];
    for (let i = 1; ; i += 1) {
      const value = this.optional(`${name}.member.${i}${suffix}`);
      if (value === undefined) return values;
      values.push(value);
    }
  }
}

/** What an operation of IAM or STS works with. */
export interface QueryCall {
  readonly parameters: QueryParameters;
  readonly caller: Caller;
  readonly iam: IamStore;
  readonly book: CredentialBook;
  readonly account: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One operation of the query protocol. */
export interface QueryOperation {
  /** What the caller must be allowed to act on; `undefined` when the operation decides by itself. */
  readonly resource: ((call: QueryCall) => string) | undefined;
  /** Answers with the elements of its result. @throws ServiceError. */
  run(call: QueryCall): XmlElements;
}

export type QueryOperations = Readonly<Record<string, QueryOperation>>;

/** A time as IAM writes it: whole seconds. */
export function iamTime(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

/** Cuts a sorted list to the page that `Marker` and `MaxItems` ask for. */
export function page<Item>(
  call: QueryCall,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly elements: XmlElements } {
  const marker = call.parameters.optional('Marker');
  const max = Number(call.parameters.optional('MaxItems') ?? 100);
  if (!(max >= 1 && max <= 1000)) throw new ServiceError('ValidationError');
  const sorted = [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const rest = marker === undefined ? sorted : sorted.filter(item => nameOf(item) > marker);
  const shown = rest.slice(0, max);
  const last = shown.at(-1);
  const truncated = rest.length > shown.length && last !== undefined;
  return {
    items: shown,
    elements: { IsTruncated: truncated, ...(truncated ? { Marker: nameOf(last) } : {}) },
  };
}

/** @throws ServiceError `ValidationError` when a name has characters that IAM does not allow, or too many. */
export function checkName(name: string, what: string, limit: number): void {
  if (name.length <= limit && /^[\w+=,.@-]+$/.test(name)) return;
  throw new ServiceError('ValidationError', {
    message: `The specified value for ${what} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and have at most ${limit} of them.`,
  });
}

/** Reads `Path`. @throws ServiceError `ValidationError`. */
export function readPath(call: QueryCall): string {
  const path = call.parameters.optional('Path') ?? '/';
  if (path === '/' || /^\/[!-~]*\/$/.test(path)) return path;
  throw new ServiceError('ValidationError', {
    message:
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  });
}

/** Reads `Tags`. */
export function readTags(call: QueryCall): Readonly<Record<string, string>> {
  const keys = call.parameters.list('Tags', '.Key');
  const values = call.parameters.list('Tags', '.Value');
  return Object.fromEntries(keys.map((key, i) => [key, values[i] ?? '']));
}

/** Tags as an answer lists them; nothing when there are none. */
export function tagElements(tags: Readonly<Record<string, string>>): XmlElements | undefined {
  const members = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return members.length === 0 ? undefined : { member: members };
}

/**
 * The tags of a new user or role, which want a right of their own beside the one to make it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_users.html
 * @throws ServiceError `AccessDenied` when there are tags and the caller may not set them.
 */
export function readNewTags(
  call: QueryCall,
  action: 'iam:TagUser' | 'iam:TagRole',
  resource: string,
): Readonly<Record<string, string>> {
  const tags = readTags(call);
  if (Object.keys(tags).length > 0) {
    const context = baseContext(call.caller, call.region, call.now);
    authorize(call.caller, { action, resource, context }, call.account);
  }
  return tags;
}
