import { type Check, defineStep, expectEqual, expectThat, sqlScript } from '../../src/lab/lab.ts';
import { cell } from './ask.ts';

const QUERY = sqlScript('snowflake/connect.sql');

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
    const { rows, queryId } = await ports.warehouse.query(QUERY, [], signal);
    const [row] = rows;
    const version = row?.VERSION ?? null;
    const checks: Check[] = [
      expectThat(
        'version',
        { fr: 'Snowflake répond avec sa version', en: 'Snowflake answers with its version' },
        version !== null,
        { expected: true, actual: version !== null, query: QUERY, queryId },
      ),
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
