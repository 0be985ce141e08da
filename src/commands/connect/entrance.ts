import { same, type Text, text } from '../../i18n/text.ts';
import type { ServiceName } from '../../lab/placement.ts';
import type { AwsAccount, Connections, PostgresServer, SnowflakeAccount } from '../../targets/connections.ts';

/** Where a service is and how one logs in, without any secret. */
export interface Entrance {
  readonly where: Text;
  readonly login: Text;
}

/** Words for a connection. */
export function entranceOf<S extends ServiceName>(service: S, connection: Connections[S]): Entrance {
  return WORDS[service](connection);
}

const WORDS: { readonly [S in ServiceName]: (connection: Connections[S]) => Entrance } = {
  postgres,
  aws,
  snowflake,
};

function postgres({ host, port, user, password, tls }: PostgresServer): Entrance {
  return {
    where: text(lang => {
      const secure = lang === 'fr' ? 'chiffré (TLS)' : 'encrypted (TLS)';
      const plain = lang === 'fr' ? 'sans TLS' : 'without TLS';
      return `${host}:${port}, ${tls === true ? secure : plain}`;
    }),
    login: text(lang =>
      lang === 'fr'
        ? `${user}, ${password === '' ? 'sans mot de passe' : 'mot de passe'}`
        : `${user}, ${password === '' ? 'no password' : 'password'}`,
    ),
  };
}

function aws({ endpoint, region, admin }: AwsAccount): Entrance {
  const profile = admin.kind === 'profile' ? admin.profile : undefined;
  return {
    where: same(endpoint === undefined ? region : `${region}, ${endpoint}`),
    login: text(lang => {
      if (profile !== undefined) return lang === 'fr' ? `profil ${profile}` : `profile ${profile}`;
      return lang === 'fr'
        ? "l'environnement ou le profil par défaut"
        : 'the environment or the default profile';
    }),
  };
}

const LOGIN_WORDS: Readonly<Record<SnowflakeAccount['authentication']['kind'], Text>> = {
  'key-pair': { fr: 'paire de clés', en: 'key pair' },
  'access-token': { fr: "jeton d'accès (PAT)", en: 'access token (PAT)' },
  password: { fr: 'mot de passe', en: 'password' },
  'password-mfa': { fr: 'mot de passe et second facteur', en: 'password and second factor' },
  browser: { fr: 'navigateur (SSO)', en: 'browser (SSO)' },
};

function snowflake({ account, endpoint, user, role, authentication }: SnowflakeAccount): Entrance {
  const address = endpoint === undefined ? '' : ` (${endpoint.host}:${endpoint.port})`;
  return {
    where: same(`${account}${address}`),
    login: text(
      lang =>
        `${user}, ${lang === 'fr' ? 'rôle' : 'role'} ${role}, ${LOGIN_WORDS[authentication.kind][lang]}`,
    ),
  };
}
