import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a Snowflake endpoint and counts who logs in. */
export interface LoginCounter {
  readonly port: number;
  readonly logins: number;
  close(): Promise<void>;
}

/** @param port of the endpoint on 127.0.0.1 */
export async function countLogins(port: number): Promise<LoginCounter> {
  let logins = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith('/session/v1/login-request')) logins++;
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
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
