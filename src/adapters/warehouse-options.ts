import type { ConnectionOptions } from 'snowflake-sdk';

/** How a person or a service proves who it is to Snowflake. */
export type WarehouseAuthentication =
  | { readonly kind: 'password'; readonly password: string }
  /** Password and second factor; `passcode` comes from an application, without it Duo asks on the phone. */
  | { readonly kind: 'password-mfa'; readonly password: string; readonly passcode?: string }
  /** PKCS#8 private key in PEM form, or the path of its file. */
  | {
      readonly kind: 'key-pair';
      readonly key: { readonly pem: string } | { readonly path: string };
      readonly passphrase?: string;
    }
  /** Programmatic access token. */
  | { readonly kind: 'access-token'; readonly token: string }
  /** Single sign-on in the browser. */
  | { readonly kind: 'browser' };

/** Where and as whom to connect. */
export interface WarehouseConnection {
  /** Account identifier (`ORG-ACCOUNT`), not an address. */
  readonly account: string;
  readonly user: string;
  readonly authentication: WarehouseAuthentication;
  readonly role?: string;
  readonly warehouse?: string;
  readonly database?: string;
  readonly schema?: string;
  /** An endpoint other than Snowflake's own: the sandbox. */
  readonly endpoint?: {
    readonly host: string;
    readonly port: number;
    readonly protocol: 'http' | 'https';
  };
  /**
   * The warehouse to compute on as soon as it exists, instead of the user's own: theirs may be large, slow to suspend itself
   * and beyond any limit of credits.
   */
  readonly preferredWarehouse?: string;
  /** Logins kept for statements that run at the same time; default 4, or 1 where each asks the person for something. */
  readonly sessions?: number;
}

/** The driver's options for a connection. */
export function sdkOptions(connection: WarehouseConnection): ConnectionOptions {
  const { account, user, role, warehouse, database, schema, endpoint } = connection;
  return {
    account,
    username: user,
    ...authenticationOptions(connection.authentication),
    ...(role === undefined ? {} : { role }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(database === undefined ? {} : { database }),
    ...(schema === undefined ? {} : { schema }),
    ...(endpoint === undefined
      ? {}
      : { accessUrl: `${endpoint.protocol}://${endpoint.host}:${endpoint.port}` }),
    // Five refused logins lock a user for 15 minutes, and a stopped endpoint should be told at once.
    sfRetryMaxLoginRetries: 1,
    application: 'ShopStream_Lab',
  };
}

function authenticationOptions(authentication: WarehouseAuthentication): ConnectionOptions {
  switch (authentication.kind) {
    case 'password':
      return { password: authentication.password };
    case 'password-mfa':
      return {
        authenticator: 'USERNAME_PASSWORD_MFA',
        password: authentication.password,
        clientRequestMFAToken: true,
        // Without it the driver has nowhere to look for that token, and fails before it logs in.
        clientStoreTemporaryCredential: true,
        ...(authentication.passcode === undefined ? {} : { passcode: authentication.passcode }),
      };
    case 'key-pair':
      return {
        authenticator: 'SNOWFLAKE_JWT',
        ...('pem' in authentication.key
          ? { privateKey: authentication.key.pem }
          : { privateKeyPath: authentication.key.path }),
        ...(authentication.passphrase === undefined ? {} : { privateKeyPass: authentication.passphrase }),
      };
    case 'access-token':
      return { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: authentication.token };
    case 'browser':
      return { authenticator: 'EXTERNALBROWSER', clientStoreTemporaryCredential: true };
  }
}
