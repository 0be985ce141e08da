// Support for the tests of this folder: the real service in a folder of its own, and Snowflake's own driver.
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import snowflake, {
  type Binds,
  type Connection,
  type RowStatement,
  type StatementOption,
} from 'snowflake-sdk';
import type { RunningService } from '../../service.ts';
import { type SnowflakeOptions, startSnowflake, type Timing } from '../main.ts';

export const USER = 'STUDENT';
export const PASSWORD = 'a password with spaces and é';

snowflake.configure({ logLevel: 'OFF', additionalLogToConsole: false });

/** A running service; it is stopped and its folder removed when the test ends. */
export interface TestService {
  readonly port: number;
  readonly dataDir: string;
  /** Stops it and starts it again on the same folder and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export function serviceOptions(dataDir: string, port: number): SnowflakeOptions {
  return {
    port,
    dataDir,
    account: 'LAB',
    user: USER,
    password: PASSWORD,
    storage: {
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-west-3',
      iamUserArn: 'arn:aws:iam::123456789012:user/snowflake',
      accessKeyId: 'none',
      secretAccessKey: 'none',
    },
  };
}

export async function testService(t: TestContext, timing: Partial<Timing> = {}): Promise<TestService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shopstream-snowflake-'));
  const start = (port: number): Promise<RunningService> =>
    startSnowflake(serviceOptions(dataDir, port), { clock: () => Date.now(), patience: 45_000, ...timing });
  let service = await start(0);
  const { port } = service;
  t.after(async () => {
    await service.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    port,
    dataDir,
    async restart() {
      await service.stop();
      service = await start(port);
    },
    stop: () => service.stop(),
  };
}

/** What a statement gave. */
export interface Ran {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly statement: RowStatement;
}

/** A login of snowflake-sdk with promises; it is closed when the test ends. */
export interface TestClient {
  readonly connection: Connection;
  run(sqlText: string, binds?: Binds, more?: Partial<StatementOption>): Promise<Ran>;
  destroy(): Promise<void>;
}

export async function connect(
  t: TestContext,
  port: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<TestClient> {
  const connection = snowflake.createConnection({
    account: 'LAB',
    username: USER,
    password: PASSWORD,
    accessUrl: `http://127.0.0.1:${port}`,
    sfRetryMaxLoginRetries: 1,
    ...more,
  });
  await new Promise<void>((resolve, reject) => {
    connection.connect(error => (error ? reject(error) : resolve()));
  });
  const destroy = () =>
    new Promise<void>(resolve => {
      if (connection.isUp()) connection.destroy(() => resolve());
      else resolve();
    });
  t.after(destroy);
  return {
    connection,
    destroy,
    run: (sqlText, binds, options = {}) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText,
          ...(binds === undefined ? {} : { binds }),
          ...options,
          complete: (error, statement, rows) =>
            error ? reject(error) : resolve({ rows: rows ?? [], statement: statement as RowStatement }),
        });
      }),
  };
}

/** A plain HTTP answer. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  json(): {
    readonly success: boolean;
    readonly code: string | null;
    readonly message: string | null;
    readonly data: Readonly<Record<string, unknown>> | null;
  };
}

/** Sends a request as it is, without a driver's manners. */
export function send(
  port: number,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
  } = {},
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'POST', headers: options.headers ?? {} },
      incoming => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('end', () => {
          const bytes = Buffer.concat(pieces);
          const plain = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
          const text = plain.toString('utf8');
          const { statusCode: status = 0, headers } = incoming;
          resolve({ status, headers, text, json: () => JSON.parse(text) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/** Logs in by hand and returns the session's tokens. */
export async function logIn(port: number): Promise<{ readonly token: string; readonly master: string }> {
  const body = JSON.stringify({ data: { LOGIN_NAME: USER, PASSWORD } });
  const { data } = (await send(port, '/session/v1/login-request', { body })).json();
  return { token: String(data?.['token']), master: String(data?.['masterToken']) };
}

/** The headers of a request of a session. */
export function authorized(token: string): Readonly<Record<string, string>> {
  return { authorization: `Snowflake Token="${token}"` };
}
