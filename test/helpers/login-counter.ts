import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a Snowflake endpoint and counts who logs in. */
export interface LoginCounter {
  readonly port: number;
  readonly logins: number;
  /** Answers every login itself from now on. */
  refuse(code: string, message: string): void;
  close(): Promise<void>;
}

/** @param port of the endpoint on 127.0.0.1 */
export async function countLogins(port: number): Promise<LoginCounter> {
  let logins = 0;
  let refusal: string | undefined;
  const server = createServer((incoming, outgoing) => {
    const isLogin = incoming.url?.startsWith('/session/v1/login-request') === true;
    if (isLogin) logins++;
    if (isLogin && refusal !== undefined) {
      incoming.resume();
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(refusal);
      return;
    }
    const { method, url, headers } = incoming;
    const onward = request(
      { host: '127.0.0.1', port, method, path: url, headers: { ...headers, host: `127.0.0.1:${port}` } },
      answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get logins() {
      return logins;
    },
    refuse(code, message) {
      // The shape of a refused login: https://github.com/snowflakedb/snowflake-connector-nodejs (test/unit/mock)
      refusal = JSON.stringify({ data: { nextAction: 'RETRY_LOGIN' }, code, message, success: false });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
