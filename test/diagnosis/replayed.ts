import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { createPostgres } from '../../src/adapters/postgres.ts';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import type { WarehouseAuthentication } from '../../src/adapters/warehouse-options.ts';
import { type Case, failureOf, type Group } from './case.ts';

/**
 * What only the vendors' own services say, and a PostgreSQL in French: the real drivers meet a server that answers with
 * the documented words. They are counted apart.
 */
export const REPLAYED: Group = {
  name: 'replayed',
  async open() {
    const cases: readonly Omit<Case, 'replayed'>[] = [...LOGINS, ...STATEMENTS, ...AWS_ANSWERS, ...FRENCH];
    return { cases: cases.map(one => ({ ...one, replayed: true })), close: async () => {} };
  },
};

/** Runs `work` with the port of a server that is closed afterwards. */
export async function serving<T>(server: Server, work: (port: number) => Promise<T>): Promise<T> {
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  try {
    return await work(typeof address === 'object' && address !== null ? address.port : 0);
  } finally {
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void).call(server);
    server.close();
  }
}

// Snowflake

interface Refusal {
  readonly code: string;
  readonly message: string;
}

const LOGGED_IN = {
  token: 'session-token',
  masterToken: 'master-token',
  validityInSeconds: 3600,
  masterValidityInSeconds: 14_400,
  sessionId: 1,
  parameters: [],
  sessionInfo: { databaseName: null, schemaName: null, warehouseName: null, roleName: 'PUBLIC' },
};

const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
};

/** A Snowflake that refuses the login, or lets one in and answers every statement with `answer`. */
function snowflake(login: Refusal | undefined, answer: object): Server {
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    if (request.url?.startsWith('/session/v1/login-request') !== true)
      return json(
        response,
        request.url?.startsWith('/queries') === true ? answer : { success: true, data: null },
      );
    return json(
      response,
      login === undefined ? { success: true, data: LOGGED_IN } : { ...login, success: false, data: {} },
    );
  });
}

async function ask(
  login: Refusal | undefined,
  answer: object,
  authentication: WarehouseAuthentication = { kind: 'password', password: 'secret' },
): Promise<unknown> {
  return serving(snowflake(login, answer), async port => {
    const endpoint = { host: '127.0.0.1', port, protocol: 'http' as const };
    const opened = createWarehouse({ account: 'LAB', user: 'STUDENT', authentication, endpoint });
    try {
      const { rows } = await opened.port.execute('GRANT USAGE ON WAREHOUSE w TO ROLE r');
      return String(Object.values(rows[0] ?? {})[0]);
    } catch (error) {
      return error;
    } finally {
      await opened.close();
    }
  });
}

const refused = (id: string, code: string, message: string, authentication?: WarehouseAuthentication) => ({
  id,
  what: `log in to a Snowflake that answers ${code}`,
  provoke: () => ask({ code, message }, {}, authentication),
});

const LOGINS: readonly Case[] = [
  refused(
    'SF-10',
    '390102',
    'Your user account has been temporarily locked due to too many failed attempts. Try again after 15 minutes, or contact your account administrator for assistance.',
  ),
  refused('SF-11', '390127', 'User is locked from Duo Security. Contact your local system administrator.'),
  refused(
    'SF-12',
    '394507',
    'MFA authentication is required, but none of your current MFA methods are supported for programmatic authentication. If you need assistance, contact your account administrator.',
  ),
  refused('SF-14', '390432', 'Network policy is required.', { kind: 'access-token', token: 'abc' }),
  refused('SF-15', '390400', 'Programmatic access token is invalid.', { kind: 'access-token', token: 'abc' }),
  refused('SF-17', '394304', 'JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH'),
  refused(
    'SF-18',
    '390189',
    "Role 'TRANSFORMER' specified in the connect string is not granted to this user. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.",
  ),
  refused(
    'SF-19',
    '390422',
    'Incoming request with IP/Token 203.0.113.7 is not allowed to access Snowflake. Contact your account administrator.',
  ),
  refused('SF-21', '390201', 'The requested warehouse does not exist or not authorized.'),
];

const failed = (id: string, code: string, sqlState: string, message: string) => ({
  id,
  what: `ask a Snowflake that answers ${code}`,
  provoke: () =>
    ask(undefined, { success: false, code, message, data: { errorCode: code, sqlState, queryId: '01b2' } }),
});

const GRANTED = {
  success: true,
  data: {
    queryId: '01b2',
    rowtype: [
      {
        name: 'status',
        type: 'text',
        nullable: true,
        length: 100,
        byteLength: 400,
        scale: null,
        precision: null,
      },
    ],
    rowset: [['Grant not executed: Insufficient privileges.']],
    total: 1,
    returned: 1,
    queryResultFormat: 'json',
    parameters: [],
    statementTypeId: 0x6000,
  },
};

const STATEMENTS: readonly Case[] = [
  { id: 'SF-26', what: 'read the row of a GRANT that did nothing', provoke: () => ask(undefined, GRANTED) },
  failed(
    'SF-27',
    '003041',
    '42710',
    "SQL compilation error:\nSchema 'STAGING' already exists, but current role has no privileges on it. If this is unexpected and you cannot resolve this problem, contact your system administrator.",
  ),
  failed(
    'SF-28',
    '000666',
    '57014',
    'Your free trial has ended and all of your virtual warehouses have been suspended. Add billing information in the Snowflake web UI to continue using the full set of Snowflake features.',
  ),
  failed(
    'SF-29',
    '090073',
    '22000',
    "Warehouse 'TRANSFORM_WH' cannot be resumed because resource monitor 'LIMIT' has exceeded its quota.",
  ),
  failed(
    'ST-01',
    '003167',
    '42601',
    'Error assuming AWS_ROLE. Please verify the role and externalId are configured correctly in your AWS policy.',
  ),
  failed(
    'ST-03',
    '003167',
    '42601',
    'STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.',
  ),
  failed(
    'ST-06',
    '093200',
    '42601',
    'SQL execution error: Creation of stages with direct credentials, including accessing stages with direct credentials has been forbidden for this account. Please contact your account administrator.',
  ),
  failed(
    'ST-07',
    '091003',
    '55000',
    'Failure using stage area: The AWS Access Key Id you provided is not valid.',
  ),
];

// AWS

function aws(status: number, code: string, message: string): Server {
  return createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/xml' });
    // IAM and STS wrap the error, S3 does not.
    const error = `<Code>${code}</Code><Message>${message}</Message>`;
    response.end(
      request.method === 'POST'
        ? `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>1</RequestId></ErrorResponse>`
        : `<?xml version="1.0"?><Error>${error}<RequestId>1</RequestId></Error>`,
    );
  });
}

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };

const s3 = (id: string, status: number, code: string, message: string): Case => ({
  id,
  what: `ask an S3 that answers ${code}`,
  provoke: () =>
    serving(aws(status, code, message), async port => {
      const options = {
        endpoint: `http://127.0.0.1:${port}`,
        region: 'eu-west-3',
        credentials: async () => keys,
      };
      return failureOf(createObjectStore(options).port.list('lake', ''));
    }),
});

const sts = (id: string, status: number, code: string, message: string): Case => ({
  id,
  what: `ask an STS that answers ${code}`,
  provoke: () =>
    serving(aws(status, code, message), async port => {
      const options = {
        endpoint: `http://127.0.0.1:${port}`,
        region: 'eu-west-3',
        credentials: async () => keys,
      };
      return failureOf(createIdentity(options).port.whoAmI());
    }),
});

const AWS_ANSWERS: readonly Case[] = [
  s3(
    'AWS-20',
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  ),
  s3('AWS-12', 400, 'ExpiredToken', 'The provided token has expired.'),
  s3('AWS-23', 403, 'AccessDenied', 'Access Denied'),
  sts('AWS-12', 403, 'ExpiredTokenException', 'The security token included in the request is expired'),
  sts(
    'AWS-11',
    403,
    'SignatureDoesNotMatch',
    'Signature expired: 20261124T100000Z is now earlier than 20261124T104500Z (20261124T110000Z - 15 min.)',
  ),
  sts('AWS-21', 403, 'SignatureDoesNotMatch', "Credential should be scoped to a valid region, not 'paris'. "),
];

// PostgreSQL

/** A server that refuses every login with this message, in this encoding: a French Windows sends Windows-1252. */
function postgres(code: string, message: string, encoding: 'latin1' | 'utf8'): Server {
  return createTcpServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const fields = `SFATAL\0VFATAL\0C${code}\0M${message}\0Fauth.c\0L300\0Rauth_failed\0\0`;
      const body = Buffer.from(fields, encoding);
      const head = Buffer.from('E\0\0\0\0');
      head.writeInt32BE(body.length + 4, 1);
      socket.end(Buffer.concat([head, body]));
    });
  });
}

const french = (id: string, code: string, message: string, encoding: 'latin1' | 'utf8' = 'utf8'): Case => ({
  id,
  what: `log in to a French PostgreSQL that answers ${code} in ${encoding}`,
  provoke: () =>
    serving(postgres(code, message, encoding), async port => {
      const { port: opened, close } = createPostgres({
        host: '127.0.0.1',
        port,
        user: 'postgres',
        password: 'x',
        database: 'shopstream',
      });
      try {
        return await failureOf(opened.query('SELECT 1'));
      } finally {
        await close();
      }
    }),
});

/** What a French PostgreSQL on Windows says to a wrong password. */
export function frenchWindows(): Server {
  return postgres(
    '28P01',
    "authentification par mot de passe échouée pour l'utilisateur « postgres »",
    'latin1',
  );
}

const FRENCH: readonly Case[] = [
  french('PG-04', '28P01', "authentification par mot de passe échouée pour l'utilisateur « postgres »"),
  french(
    'PG-04',
    '28P01',
    "authentification par mot de passe échouée pour l'utilisateur « postgres »",
    'latin1',
  ),
  french('PG-06', '3D000', "la base de données « shopstream » n'existe pas", 'latin1'),
  french(
    'PG-09',
    '28000',
    "aucune entrée dans pg_hba.conf pour l'hôte « 127.0.0.1 », utilisateur « postgres »",
    'latin1',
  ),
  french('PG-16', '53300', 'désolé, trop de clients sont déjà connectés', 'latin1'),
  french('SYS-11', '57P03', 'le système de bases de données se lance'),
];
