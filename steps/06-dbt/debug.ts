import { type Check, defineStep, expectEqual, expectThat, informative, unknown } from '../../src/lab/lab.ts';
import { cell, rowsOf } from '../05-snowflake/ask.ts';
import { dbtFailed, dbtReady } from './dbt-command.ts';
import { dbtHints } from './hints.ts';
import { profileValues } from './profile.ts';
import { PROFILE_FILE, PROJECT } from './project.ts';
import { connectedDbtCommand } from './shell-commands.ts';

const SESSION = 'SELECT CURRENT_USER() AS USER_NAME, CURRENT_ROLE() AS ROLE, CURRENT_VERSION() AS VERSION';

/** The handout's target schema. */
const SCHEMA = 'CORE';

export const debug = defineStep({
  name: 'debug',
  title: { fr: 'Tester la connexion de dbt', en: 'Test dbt’s connection' },
  handout: '1.9.2',
  needs: ['dbt', 'workspace', 'warehouse', 'shell'],
  after: ['dbt.init-project', 'snowflake.create-warehouses', 'snowflake.create-schemas'],
  demonstrates: true,

  async prerequisites({ ports }) {
    return dbtReady(ports.dbt, ports.workspace);
  },

  prepare: ports => ports.dbt.warm(),

  async execute({ ports, signal, log }) {
    const lines: string[] = [];
    log('$ dbt debug');
    const result = await ports.dbt.run(
      ['debug'],
      line => {
        lines.push(line.text);
        log(line.text);
      },
      signal,
    );
    const wrong = lines.filter(line => /\[ERROR/.test(line) && !/- git \[ERROR/.test(line));
    if (result.success || (wrong.length === 0 && lines.some(line => line.includes('[OK connection ok]'))))
      return;
    throw dbtFailed(['debug'], result.error ?? wrong.join('\n'));
  },

  async verify({ ports, signal }) {
    const profile = await ports.workspace.read(PROFILE_FILE.path);
    const { warehouse = '', database = '', schema = '' } = profileValues(profile ?? '');
    const showWarehouse = `SHOW WAREHOUSES LIKE '${warehouse}'`;
    const showDatabase = `SHOW DATABASES LIKE '${database}'`;
    const [session, warehouses, databases, git] = await Promise.all([
      ports.warehouse.query(SESSION, [], signal),
      rowsOf(ports.warehouse, showWarehouse, signal),
      rowsOf(ports.warehouse, showDatabase, signal),
      ports.shell.find('git'),
    ]);
    const named = (id: string, label: string, name: string, found: string | null, query: string): Check =>
      expectEqual(
        id,
        { fr: `${label} du profil`, en: `${label} of the profile` },
        {
          expected: name === '' ? label : name.toUpperCase(),
          // An empty pattern would match anything.
          actual: name === '' ? null : found,
          query: `${query};`,
          message: {
            fr: `Snowflake ne connaît pas « ${name} », que le profil donne comme ${label} : corrigez ${PROFILE_FILE.path}.`,
            en: `Snowflake does not know "${name}", which the profile gives as ${label}: correct ${PROFILE_FILE.path}.`,
          },
        },
      );
    return {
      checks: [
        expectThat(
          'connection',
          { fr: 'Connexion à Snowflake', en: 'Connection to Snowflake' },
          session.rows.length === 1,
          {
            expected: ports.warehouse.target.user,
            actual: cell(session.rows[0], 'USER_NAME'),
            query: `${SESSION};`,
            queryId: session.queryId,
          },
        ),
        named('warehouse', 'warehouse', warehouse, nameOf(warehouses[0]), showWarehouse),
        named('database', 'database', database, nameOf(databases[0]), showDatabase),
        expectEqual(
          'schema',
          { fr: 'Schéma cible du profil', en: 'Target schema of the profile' },
          {
            expected: SCHEMA,
            actual: schema.toUpperCase() || null,
            query: PROFILE_FILE.path,
            message: {
              fr: `dbt fait suivre ce nom de celui du dossier : avec « ${schema} », il créerait ${schema}_core et non CORE_core, que la suite du TP lit. Mettez schema: CORE dans ${PROFILE_FILE.path}.`,
              en: `dbt puts the folder's own name behind this one: with "${schema}" it would make ${schema}_core instead of CORE_core, which the rest of the lab reads. Put schema: CORE into ${PROFILE_FILE.path}.`,
            },
          },
        ),
        informative(
          git === undefined
            ? unknown('git', GIT, {
                fr: 'git est absent. dbt debug le marque [ERROR], sans conséquence ici : seul « dbt deps » en a besoin.',
                en: 'git is absent. dbt debug marks it [ERROR], which does not matter here: only "dbt deps" needs it.',
              })
            : expectEqual('git', GIT, { expected: 'git', actual: 'git', query: 'git --version' }),
        ),
      ],
    };
  },

  watches: [PROJECT],

  hints: dbtHints,

  commands(settings) {
    return [connectedDbtCommand(settings, { fr: 'Dans un terminal', en: 'In a terminal' }, 'dbt debug')];
  },
});

const GIT = { fr: 'git (facultatif)', en: 'git (optional)' };

function nameOf(row: Parameters<typeof cell>[0]): string | null {
  return row === undefined ? null : cell(row, 'name').toUpperCase();
}
