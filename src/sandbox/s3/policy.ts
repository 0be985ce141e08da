import { type Condition, conditionHolds, parseOperator } from './conditions.ts';
import { ServiceError } from './errors.ts';
import { matchesPattern, type PolicyContext } from './patterns.ts';

/** Where a policy hangs, which decides what it must and must not say. */
export type PolicyKind = 'identity' | 'bucket' | 'trust';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** ARNs, account numbers or `*`; absent in identity policies. `except`: everybody but these. */
  readonly principals: { readonly names: readonly string[]; readonly except: boolean } | undefined;
  readonly actions: { readonly patterns: readonly string[]; readonly except: boolean };
  /** Absent in trust policies: they speak of their own role. */
  readonly resources: { readonly patterns: readonly string[]; readonly except: boolean } | undefined;
  readonly conditions: readonly Condition[];
}

export interface Policy {
  readonly statements: readonly Statement[];
}

type Fields = Readonly<Record<string, unknown>>;

const STATEMENT_FIELDS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', { message });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map(item => {
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    if (typeof item !== 'string') throw malformed(`Syntax error in policy: ${what} must be text.`);
    return item;
  });
}

/** One of `Name` and `NotName`; both or (when required) neither is an error. */
function either(fields: Fields, name: string, required: boolean) {
  const positive = fields[name];
  const negative = fields[`Not${name}`];
  if (positive !== undefined && negative !== undefined) {
    throw malformed(`Statement/policy already has instance of ${name}`);
  }
  if (positive === undefined && negative === undefined) {
    if (required) throw malformed(`Policy statement must contain ${name.toLowerCase()}s.`);
    return undefined;
  }
  return { value: positive ?? negative, except: negative !== undefined };
}

function principalNames(value: unknown): readonly string[] {
  if (value === '*') return ['*'];
  if (!isFields(value)) throw malformed('Invalid principal in policy.');
  return Object.entries(value).flatMap(([kind, names]) => {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) {
      throw malformed('Invalid principal in policy.');
    }
    // Services and identity providers never call the sandbox: their names match nobody.
    return kind === 'AWS'
      ? texts(names, 'Principal')
      : texts(names, 'Principal').map(name => `${kind}:${name}`);
  });
}

function parseConditions(value: unknown): readonly Condition[] {
  if (value === undefined) return [];
  if (!isFields(value)) throw malformed('Syntax error in policy: Condition must be an object.');
  return Object.entries(value).flatMap(([name, keys]) => {
    const operator = parseOperator(name);
    if (operator === undefined) throw malformed(`Invalid Condition type : ${name}.`);
    if (!isFields(keys)) throw malformed('Syntax error in policy: a condition must name its key.');
    return Object.entries(keys).map(([key, values]) => ({
      ...operator,
      key: key.toLowerCase(),
      values: texts(values, 'Condition'),
    }));
  });
}

function parsePrincipals(fields: Fields, kind: PolicyKind): Statement['principals'] {
  const found = either(fields, 'Principal', kind !== 'identity');
  if (found === undefined) return undefined;
  if (kind === 'identity') throw malformed('Policy document should not specify a principal.');
  return { names: principalNames(found.value), except: found.except };
}

function parseResources(fields: Fields, kind: PolicyKind): Statement['resources'] {
  const found = either(fields, 'Resource', kind !== 'trust');
  if (found === undefined) return undefined;
  if (kind === 'trust') throw malformed('Has prohibited field Resource.');
  const patterns = texts(found.value, 'Resource');
  const wrong = patterns.find(pattern => pattern !== '*' && !/^arn:/.test(pattern));
  if (wrong !== undefined) throw malformed(`Resource ${wrong} must be in ARN format or "*".`);
  return { patterns, except: found.except };
}

function parseStatement(fields: unknown, kind: PolicyKind): Statement {
  if (!isFields(fields)) throw malformed('Syntax errors in policy.');
  const stray = Object.keys(fields).find(name => !STATEMENT_FIELDS.has(name));
  if (stray !== undefined) throw malformed(`Syntax errors in policy: unknown field ${stray}.`);
  const effect = fields['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Effect must be Allow or Deny.');
  const actions = either(fields, 'Action', true);
  const patterns = texts(actions?.value, 'Action');
  const wrong = patterns.find(pattern => pattern !== '*' && !/^[\w-]+:[\w*?]+$/.test(pattern));
  if (wrong !== undefined) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  return {
    effect,
    principals: parsePrincipals(fields, kind),
    actions: { patterns, except: actions?.except ?? false },
    resources: parseResources(fields, kind),
    conditions: parseConditions(fields['Condition']),
  };
}

/**
 * Reads a policy document.
 * @throws ServiceError `MalformedPolicyDocument` for whatever IAM would refuse or the evaluation would not understand.
 */
export function parsePolicy(document: string, kind: PolicyKind): Policy {
  let fields: unknown;
  try {
    fields = JSON.parse(document);
  } catch {
    throw malformed('Syntax errors in policy.');
  }
  if (!isFields(fields)) throw malformed('Syntax errors in policy.');
  const version = fields['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string.');
  }
  const statements = fields['Statement'];
  if (statements === undefined) throw malformed('Syntax errors in policy: Statement is missing.');
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return { statements: list.map(statement => parseStatement(statement, kind)) };
}

/** The names by which policies can mean the one who calls. */
export interface PolicySubject {
  readonly account: string;
  /** The caller's ARN, and for a role's session the role's too. */
  readonly arns: readonly string[];
}

/** An action on a resource, with the values that conditions may ask for. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: PolicyContext;
}

/** How a statement's principals name somebody: by name, through their whole account, or not at all. */
function namesSubject(statement: Statement, subject: PolicySubject): 'direct' | 'account' | undefined {
  if (statement.principals === undefined) return 'direct';
  const { names, except } = statement.principals;
  const direct = names.some(name => name === '*' || subject.arns.includes(name));
  const account = names.some(
    name => name === subject.account || name === `arn:aws:iam::${subject.account}:root`,
  );
  if (except) return direct || account ? undefined : 'direct';
  return direct ? 'direct' : account ? 'account' : undefined;
}

function speaksOf(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const lowered = action.toLowerCase();
  const named = statement.actions.patterns.some(pattern => matchesPattern(pattern.toLowerCase(), lowered));
  if (named === statement.actions.except) return false;
  if (statement.resources !== undefined) {
    const meant = statement.resources.patterns.some(pattern => matchesPattern(pattern, resource, context));
    if (meant === statement.resources.except) return false;
  }
  return statement.conditions.every(condition => conditionHolds(condition, context));
}

/**
 * What policies of one kind say together: an explicit deny outweighs everything; `direct` and `account` are allowances,
 * the second one through the caller's whole account, which leaves the decision to the caller's own policies.
 */
export type Decision = 'deny' | 'direct' | 'account' | 'none';

/** Evaluates policies for a request. */
export function evaluate(
  policies: readonly Policy[],
  subject: PolicySubject,
  request: AccessRequest,
): Decision {
  let decision: Decision = 'none';
  for (const statement of policies.flatMap(policy => policy.statements)) {
    const named = namesSubject(statement, subject);
    if (named === undefined || !speaksOf(statement, request)) continue;
    if (statement.effect === 'Deny') return 'deny';
    if (named === 'direct' || decision === 'none') decision = named;
  }
  return decision;
}
