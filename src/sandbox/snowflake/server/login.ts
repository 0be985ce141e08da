import type { Account } from '../account.ts';
import { roles } from '../commands/roles.ts';
import { users } from '../commands/users.ts';
import type { SessionStart } from '../session.ts';
import { type Answer, answerCode, refusal, success } from './answer.ts';
import { authenticate, type Credentials } from './authentication.ts';
import type { ClientSession } from './client-session.ts';
import { fieldsOf } from './fields.ts';
import { parametersOf, toldParameters } from './parameters.ts';
import {
  MASTER_TOKEN_VALIDITY,
  SESSION_TOKEN_VALIDITY,
  type SessionStore,
  type Tokens,
} from './session-store.ts';

/** What users of a new account work with until they choose something else. */
export const DEFAULT_ROLE = 'ACCOUNTADMIN';
export const DEFAULT_WAREHOUSE = 'COMPUTE_WH';

/** Answers a login: a new session with its tokens, or a refusal. Context that does not exist is left out, as by Snowflake. */
export async function logIn(
  account: Account,
  store: SessionStore,
  credentials: Credentials,
  body: unknown,
  query: URLSearchParams,
): Promise<Answer> {
  const fields = fieldsOf(fieldsOf(body)['data']);
  const authenticated = authenticate(account, credentials, fields, Date.now());
  if ('success' in authenticated) return authenticated;
  const { user: name, onlyRole } = authenticated;
  const own = users(account).get(name)?.properties ?? {};
  const role = named(query.get('roleName')) ?? onlyRole ?? named(own['DEFAULT_ROLE']) ?? DEFAULT_ROLE;
  if (roles(account).get(role) === undefined) return unknownRole(role);
  if (onlyRole !== undefined && role !== onlyRole) return notGranted(role);
  const [database, schema] = namespaceOf(own['DEFAULT_NAMESPACE']);
  const start: Omit<SessionStart, 'id' | 'connection'> = {
    user: name,
    role,
    warehouse: warehouseOf(account, named(query.get('warehouse')) ?? named(own['DEFAULT_WAREHOUSE'])),
    ...contextOf(
      account,
      named(query.get('databaseName')) ?? database,
      named(query.get('schemaName')) ?? schema,
    ),
    parameters: parametersOf(fields['SESSION_PARAMETERS']),
  };
  const { client, tokens } = await store.open(start);
  return success(loginData(client, tokens));
}

function unknownRole(role: string): Answer {
  return refusal(
    answerCode.unknownRole,
    `Role '${role}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
  );
}

function notGranted(role: string): Answer {
  return refusal(
    answerCode.unknownRole,
    `Role '${role}' specified in the connect string is not granted to this user. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
  );
}

/** A name as a client writes it: folded to upper case unless it is quoted. */
function named(text: string | null | undefined): string | undefined {
  const value = text?.trim() ?? '';
  if (value === '') return undefined;
  return value.startsWith('"') && value.endsWith('"') && value.length > 2
    ? value.slice(1, -1).replaceAll('""', '"')
    : value.toUpperCase();
}

/** `DB` or `DB.SCHEMA` of a user's DEFAULT_NAMESPACE. */
function namespaceOf(text: string | undefined): readonly (string | undefined)[] {
  return text?.split('.').map(part => named(part)) ?? [];
}

function warehouseOf({ warehouses }: Account, name: string | undefined): string | null {
  const wanted = name ?? DEFAULT_WAREHOUSE;
  return warehouses.get(wanted) === undefined ? null : wanted;
}

function contextOf(
  { catalog }: Account,
  database: string | undefined,
  schema: string | undefined,
): Pick<SessionStart, 'database' | 'schema'> {
  if (database === undefined || catalog.database(database) === undefined)
    return { database: null, schema: null };
  const wanted = schema ?? 'PUBLIC';
  return { database, schema: catalog.schema({ database, schema: wanted }) === undefined ? null : wanted };
}

function loginData({ session }: ClientSession, tokens: Tokens): object {
  return {
    token: tokens.session,
    masterToken: tokens.master,
    validityInSeconds: SESSION_TOKEN_VALIDITY / 1000,
    masterValidityInSeconds: MASTER_TOKEN_VALIDITY / 1000,
    displayUserName: session.user,
    serverVersion: '9.99.0',
    firstLogin: false,
    remMeToken: null,
    remMeValidityInSeconds: 0,
    healthCheckInterval: 45,
    newClientForUpgrade: null,
    sessionId: session.id,
    parameters: toldParameters(session),
    sessionInfo: {
      databaseName: session.database,
      schemaName: session.schema,
      warehouseName: session.warehouse,
      roleName: session.role,
    },
    idToken: null,
    idTokenValidityInSeconds: 0,
    responseData: null,
    mfaToken: null,
    mfaTokenValidityInSeconds: 0,
  };
}
