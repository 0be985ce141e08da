import { same, type Text } from '../../src/i18n/text.ts';
import { defineStep, errorCode, errorWords, expectThat } from '../../src/lab/lab.ts';

/** PostgreSQL's oldest major version that the lab's SQL runs on (`DROP DATABASE … WITH (FORCE)`). */
const OLDEST = 13;

const QUERY = `SELECT current_setting('server_version_num')::int / 10000 AS major,
       version()     AS version,
       current_user  AS account;`;

interface Server {
  readonly major: number;
  readonly version: string;
  readonly account: string;
  readonly [column: string]: unknown;
}

const LABEL: Text = {
  fr: `Le serveur PostgreSQL répond (version ${OLDEST} au moins)`,
  en: `The PostgreSQL server answers (version ${OLDEST} or later)`,
};

/** Why a connection could not be made, for the codes that concern this step; `undefined` for any other error. */
function refusal(error: unknown, where: string): Text | undefined {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return {
        fr: `Aucun serveur n'écoute sur ${where}. Démarrez PostgreSQL, ou corrigez l'adresse et le port dans les réglages.`,
        en: `No server listens on ${where}. Start PostgreSQL, or correct the address and the port in the settings.`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        fr: `Le nom du serveur ne correspond à aucune machine (${where}). Pour un serveur local, indiquez 127.0.0.1.`,
        en: `The server's name belongs to no machine (${where}). For a local server, give 127.0.0.1.`,
      };
    case 'ETIMEDOUT':
      return {
        fr: `${where} ne répond pas : vérifiez l'adresse, le réseau et le pare-feu.`,
        en: `${where} does not answer: check the address, the network and the firewall.`,
      };
    case '28P01':
    case '28000':
      return {
        fr: `Le serveur de ${where} refuse cet utilisateur ou ce mot de passe. Corrigez-les dans les réglages ; si vous êtes sûr d'eux, un autre PostgreSQL occupe peut-être ce port.`,
        en: `The server on ${where} refuses this user or this password. Correct them in the settings; if you are sure of them, another PostgreSQL may hold this port.`,
      };
    default:
      return undefined;
  }
}

/** The server of the source database. */
export const connect = defineStep({
  name: 'connect',
  title: { fr: 'Se connecter à PostgreSQL', en: 'Connect to PostgreSQL' },
  handout: '1.3.1',
  needs: ['postgresAdmin'],
  after: [],
  // The sandbox's server answers as soon as it is looked at: the query is run and shown the first time all the same.
  demonstrates: true,

  async prerequisites() {
    return [];
  },

  async execute({ ports, signal, log }) {
    const [server] = await ports.postgresAdmin.query<Server>(QUERY, [], signal);
    log(QUERY);
    if (server !== undefined) log(server.version);
  },

  async verify({ ports, signal }) {
    const { host, port } = ports.postgresAdmin.target;
    try {
      const [server] = await ports.postgresAdmin.query<Server>(QUERY, [], signal);
      const major = server?.major ?? 0;
      const check = expectThat('server', LABEL, major >= OLDEST, {
        expected: OLDEST,
        actual: major,
        query: QUERY,
        message: {
          fr: `PostgreSQL ${major} est trop ancien : installez la version ${OLDEST} ou une plus récente.`,
          en: `PostgreSQL ${major} is too old: install version ${OLDEST} or later.`,
        },
      });
      return {
        checks: [check],
        samples: [
          {
            title: { fr: 'Le serveur', en: 'The server' },
            query: QUERY,
            columns: ['version', 'account', 'host', 'port'],
            rows: [[server?.version ?? null, server?.account ?? null, host, port]],
          },
        ],
      };
    } catch (error) {
      signal.throwIfAborted();
      const message = refusal(error, `${host}:${port}`);
      if (message === undefined) throw error;
      return {
        checks: [
          expectThat('server', LABEL, false, {
            expected: OLDEST,
            actual: null,
            query: QUERY,
            message,
            said: errorWords(error),
          }),
        ],
      };
    }
  },

  commands() {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans le Query Tool de pgAdmin, base postgres',
          en: "In pgAdmin's Query Tool, database postgres",
        },
        code: QUERY,
      },
      { language: 'shell', title: same('psql'), code: 'psql -d postgres -c "SELECT version();"' },
    ];
  },
});
