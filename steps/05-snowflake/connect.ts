import type { Text } from '../../src/i18n/text.ts';
import {
  type Check,
  defineStep,
  errorCode,
  errorWords,
  expectEqual,
  expectThat,
  sqlScript,
} from '../../src/lab/lab.ts';
import { cell } from './ask.ts';

const QUERY = sqlScript('snowflake/connect.sql');

const ANSWERS: Text = {
  fr: 'Snowflake répond avec sa version',
  en: 'Snowflake answers with its version',
};

/** Why Snowflake lets nobody in, for the codes that concern this step; `undefined` for any other error. */
function refusal(error: unknown): Text | undefined {
  const WRONG_PASSWORD = '390100';
  if (errorCode(error) !== WRONG_PASSWORD) return undefined;
  return {
    fr: 'Snowflake refuse cet utilisateur ou ce mot de passe. Corrigez-les dans les réglages de la connexion, puis recommencez ; pas trop souvent, car le compte se verrouille après plusieurs échecs.',
    en: 'Snowflake refuses this user or this password. Correct them in the connection settings, then try again; not too often, because the account locks itself after several failures.',
  };
}

/** Snowflake, with the role that the chapter needs. */
export const connect = defineStep({
  name: 'connect',
  title: { fr: 'Se connecter à Snowflake', en: 'Connect to Snowflake' },
  handout: '1.8',
  needs: ['warehouse'],
  after: [],

  async prerequisites() {
    return [];
  },

  async execute({ ports, signal, log }) {
    const { rows } = await ports.warehouse.query(QUERY, [], signal);
    log(`Snowflake ${cell(rows[0], 'VERSION')}, ${cell(rows[0], 'USER_NAME')} (${cell(rows[0], 'ROLE')})`);
  },

  async verify({ ports, signal }) {
    const answer = await ports.warehouse.query(QUERY, [], signal).catch((error: unknown) => {
      const message = refusal(error);
      if (message === undefined) throw error;
      return { message, said: errorWords(error) };
    });
    if (!('rows' in answer)) {
      const measured = { expected: true, actual: false, query: QUERY, ...answer };
      return { checks: [expectThat('version', ANSWERS, false, measured)] };
    }
    const { rows, queryId } = answer;
    const [row] = rows;
    const version = row?.VERSION ?? null;
    const checks: Check[] = [
      expectThat('version', ANSWERS, version !== null, {
        expected: true,
        actual: version !== null,
        query: QUERY,
        queryId,
      }),
      expectEqual(
        'role',
        { fr: 'Rôle de la session', en: 'Role of the session' },
        {
          expected: 'ACCOUNTADMIN',
          actual: row?.ROLE ?? null,
          query: 'SELECT CURRENT_ROLE();',
          queryId,
          message: {
            fr: "Seul le rôle ACCOUNTADMIN peut créer l'intégration S3 du chapitre. Choisissez-le dans les réglages de la connexion, ou demandez à l'administrateur du compte : GRANT ROLE ACCOUNTADMIN TO USER …",
            en: 'Only the role ACCOUNTADMIN can create the S3 integration of this chapter. Choose it in the connection settings, or ask the administrator of the account: GRANT ROLE ACCOUNTADMIN TO USER …',
          },
        },
      ),
    ];
    return {
      checks,
      samples: [
        {
          title: { fr: 'La session', en: 'The session' },
          query: QUERY,
          columns: ['VERSION', 'ACCOUNT', 'REGION', 'USER_NAME', 'ROLE', 'WAREHOUSE'],
          rows: rows.map(found => [
            found.VERSION ?? null,
            found.ACCOUNT ?? null,
            found.REGION ?? null,
            found.USER_NAME ?? null,
            found.ROLE ?? null,
            found.WAREHOUSE ?? null,
          ]),
        },
      ],
    };
  },

  commands() {
    return [
      {
        language: 'sql',
        title: { fr: 'Dans une feuille SQL de Snowsight', en: 'In a Snowsight SQL worksheet' },
        code: QUERY,
        file: 'sql/snowflake/connect.sql',
      },
    ];
  },
});
