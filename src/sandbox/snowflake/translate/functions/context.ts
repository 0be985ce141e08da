import { quoteString } from '../../lexer.ts';
import type { Call } from '../call.ts';
import { typed } from '../operand.ts';
import { exactly } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

function text(value: string | null): string {
  return value === null ? 'CAST(NULL AS VARCHAR)' : quoteString(value);
}

function constant(value: (call: Call) => string | null): Rule {
  return exactly(0, call => typed('text', text(value(call))));
}

const lastQueryId: Rule = call => {
  call.expect(0, 1);
  const ids = call.t.session.queryIds;
  const wanted = call.count === 1 ? Number(call.sql(0).replaceAll(' ', '')) : -1;
  return typed('text', text((wanted < 0 ? ids.at(wanted) : ids[wanted - 1]) ?? null));
};

/** The version that the endpoint says it is. */
export const SERVER_VERSION = '9.36.0';

const sequence: Rule = call => {
  call.expect(0, 1);
  return '"SEQ$"';
};

/** What the session and the account are. */
export const contextFunctions: Rules = {
  CURRENT_DATABASE: constant(call => call.t.session.database),
  CURRENT_SCHEMA: constant(call => call.t.session.schema),
  CURRENT_SCHEMAS: constant(({ t: { session } }) =>
    JSON.stringify(session.schema === null ? [] : [`${session.database}.${session.schema}`]),
  ),
  CURRENT_WAREHOUSE: constant(call => call.t.session.warehouse),
  CURRENT_ROLE: constant(call => call.t.session.role),
  CURRENT_AVAILABLE_ROLES: constant(call => JSON.stringify([call.t.session.role])),
  CURRENT_SECONDARY_ROLES: constant(() => '{"roles":"","value":""}'),
  CURRENT_USER: constant(call => call.t.session.user),
  CURRENT_ACCOUNT: constant(call => call.t.account.toUpperCase()),
  CURRENT_ACCOUNT_NAME: constant(call => call.t.account.toUpperCase()),
  CURRENT_ORGANIZATION_NAME: constant(() => 'SHOPSTREAM'),
  CURRENT_REGION: constant(() => 'SANDBOX'),
  CURRENT_VERSION: constant(() => SERVER_VERSION),
  CURRENT_CLIENT: constant(() => 'SANDBOX'),
  CURRENT_IP_ADDRESS: constant(() => '127.0.0.1'),
  CURRENT_SESSION: constant(call => String(call.t.session.id)),
  CURRENT_STATEMENT: constant(call => call.t.source),
  CURRENT_TRANSACTION: constant(call =>
    call.t.session.transaction === 'open' ? String(call.t.session.id) : null,
  ),
  LAST_QUERY_ID: lastQueryId,
  SEQ1: sequence,
  SEQ2: sequence,
  SEQ4: sequence,
  SEQ8: sequence,
};
