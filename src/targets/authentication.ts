import type { WarehouseAuthentication } from '../adapters/warehouse-options.ts';
import type { Connections } from './connections.ts';

/** The secrets of a connection: what may never be shown. */
export function secretsOf(connection: Connections[keyof Connections]): readonly string[] {
  if ('authentication' in connection) return authenticationSecrets(connection.authentication);
  if ('admin' in connection)
    return connection.admin.kind === 'key' ? [connection.admin.key.secretAccessKey] : [];
  return [connection.password];
}

function authenticationSecrets(authentication: WarehouseAuthentication): readonly string[] {
  switch (authentication.kind) {
    case 'password':
      return [authentication.password];
    case 'password-mfa':
      return [authentication.password, ...present(authentication.passcode)];
    case 'key-pair':
      return [
        ...('pem' in authentication.key ? [authentication.key.pem] : []),
        ...present(authentication.passphrase),
      ];
    case 'access-token':
      return [authentication.token];
    case 'browser':
      return [];
  }
}

const present = (secret: string | undefined): readonly string[] => (secret === undefined ? [] : [secret]);
