import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createDbt } from '../../src/adapters/dbt/adapter.ts';
import { packageRoot } from '../../src/lab/content.ts';
import type { Dbt } from '../../src/ports/dbt.ts';
import { SHARED_TOOLS } from '../helpers/lab-process.ts';
import { type Case, closedPort, type Group, newFolder } from './case.ts';

const MODEL = 'models/core/bad.sql';

/** Real dbt in the lab's own environment, on copies of the lab's project that were damaged one by one. */
export const DBT: Group = {
  name: 'dbt',
  async open(report) {
    const folder = await newFolder();
    const assetsDir = join(packageRoot, 'assets', 'dbt');
    const projectDir = join(folder.path, 'shopstream_dbt');
    await cp(join(assetsDir, 'shopstream_dbt'), projectDir, { recursive: true });
    await mkdir(join(folder.path, '.dbt'));
    await cp(join(assetsDir, 'profiles.yml'), join(folder.path, '.dbt', 'profiles.yml'));
    const port = String(await closedPort());
    const { port: dbt, close } = createDbt({
      toolsDir: SHARED_TOOLS,
      assetsDir,
      projectDir,
      profilesDir: join(folder.path, '.dbt'),
      environment: async () => ({
        SNOWFLAKE_ACCOUNT: 'lab',
        SNOWFLAKE_USER: 'STUDENT',
        SNOWFLAKE_PASSWORD: 'secret',
        SNOWFLAKE_HOST: '127.0.0.1',
        SNOWFLAKE_PORT: port,
        SNOWFLAKE_PROTOCOL: 'http',
      }),
    });
    const done = async () => {
      await close();
      await folder.remove();
    };
    if ((await dbt.findPython()).kind !== 'found') {
      report('  dbt: left out, no Python suits it');
      await done();
      return undefined;
    }
    await dbt.install(() => {});
    const place: Place = { dbt, folder: folder.path, projectDir, port };
    return { cases: [...profiles(place), ...projects(place)], close: done };
  },
};

interface Place {
  readonly dbt: Dbt;
  readonly folder: string;
  readonly projectDir: string;
  /** Nothing listens there. */
  readonly port: string;
}

/** What dbt said that failed: its exception, its nodes' messages, its lines. */
async function said({ dbt }: Place, args: readonly string[], signal: AbortSignal): Promise<string> {
  const lines: string[] = [];
  const result = await dbt.run(args, line => lines.push(line.text), signal);
  const words = [...result.results.map(({ message }) => message ?? ''), ...lines, result.error ?? ''].join(
    '\n',
  );
  if (result.success && !/does not match any|\[ERROR\]/.test(words))
    throw new Error(`dbt ${args.join(' ')} ended well, so nothing was provoked.`);
  return words;
}

/** Cases of one profile each: the profile's file is written, then `dbt debug` or another command is run. */
function profiles(place: Place): readonly Case[] {
  const target = (lines: readonly string[]) =>
    [
      'shopstream_dbt:',
      '  target: dev',
      '  outputs:',
      '    dev:',
      ...lines.map(line => `      ${line}`),
      '',
    ].join('\n');
  const complete = [
    'type: snowflake',
    'account: lab',
    'user: STUDENT',
    'database: LAB',
    'warehouse: W',
    'schema: CORE',
    'host: 127.0.0.1',
    `port: ${place.port}`,
    'protocol: http',
    'connect_retries: 0',
    'login_timeout: 3',
  ];
  const withProfile =
    (name: string, content: string | undefined, args: readonly string[] = ['debug']) =>
    async (signal: AbortSignal) => {
      const folder = join(place.folder, name);
      await mkdir(folder);
      if (content !== undefined) await writeFile(join(folder, 'profiles.yml'), content);
      return said(place, [...args, '--profiles-dir', folder], signal);
    };
  return [
    {
      id: 'DBT-01',
      what: 'have another profile',
      provoke: withProfile('other', target(complete).replace('shopstream_dbt', 'autre'), ['parse']),
    },
    { id: 'DBT-02', what: 'have no profiles.yml', provoke: withProfile('none', undefined) },
    {
      id: 'DBT-03',
      what: 'read a variable that is not set',
      provoke: withProfile(
        'env',
        target([
          ...complete.filter(line => !line.startsWith('account')),
          `account: "{{ env_var('SHOPSTREAM_ABSENT') }}"`,
          'password: x',
        ]),
      ),
    },
    {
      id: 'DBT-04',
      what: 'name an unknown target',
      provoke: withProfile('target', target([...complete, 'password: x']), ['parse', '--target', 'prod']),
    },
    {
      id: 'DBT-05',
      what: 'leave a key out',
      provoke: withProfile(
        'key',
        target(complete.filter(line => !line.startsWith('database')).concat('password: x')),
        ['parse'],
      ),
    },
    {
      id: 'DBT-06',
      what: 'name another adapter',
      provoke: withProfile(
        'adapter',
        target(complete.map(line => line.replace('type: snowflake', 'type: postgres'))),
        ['parse'],
      ),
    },
    {
      id: 'DBT-08',
      what: 'put a tab into profiles.yml',
      provoke: withProfile('tab', target([...complete, 'password: x']).replace('    dev:', '\tdev:'), [
        'parse',
      ]),
    },
    {
      id: 'DBT-09',
      what: 'reach no Snowflake',
      provoke: withProfile('stopped', target([...complete, 'password: x'])),
    },
    { id: 'DBT-10', what: 'have no password', provoke: withProfile('empty', target(complete)) },
    {
      id: 'DBT-11',
      what: 'name a key file that does not exist',
      provoke: withProfile('path', target([...complete, 'private_key_path: /nowhere/rsa_key.p8'])),
    },
    {
      id: 'DBT-12',
      what: 'give the private key twice',
      provoke: withProfile(
        'twice',
        target([...complete, 'private_key: abc', 'private_key_path: /nowhere/rsa_key.p8']),
      ),
    },
    {
      id: 'DBT-13',
      what: 'give a damaged private key',
      provoke: withProfile(
        'damaged',
        target([
          ...complete,
          'private_key: "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"',
        ]),
      ),
    },
  ];
}

/** Cases of one damaged file each; the project is mended after it. */
function projects(place: Place): readonly Case[] {
  const withModel =
    (sql: string, args: readonly string[] = ['compile']) =>
    async (signal: AbortSignal) => {
      const path = join(place.projectDir, MODEL);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, sql);
      try {
        return await said(place, args, signal);
      } finally {
        await writeFile(path, 'select 1 as one\n');
      }
    };
  const elsewhere = join(place.folder, 'elsewhere');
  return [
    {
      id: 'DBT-07',
      what: 'start dbt in another folder',
      provoke: async signal => {
        await mkdir(elsewhere);
        return said(place, ['parse', '--project-dir', elsewhere], signal);
      },
    },
    {
      id: 'DBT-14',
      what: 'read a source that is not declared',
      provoke: withModel("select * from {{ source('staging', 'stg_nothing') }}"),
    },
    {
      id: 'DBT-15',
      what: 'read a model that does not exist',
      provoke: withModel("select * from {{ ref('dim_nothing') }}"),
    },
    { id: 'DBT-16', what: 'leave a brace out of a model', provoke: withModel('select {{ 1 }') },
    {
      id: 'DBT-16',
      what: 'call a macro that does not exist',
      provoke: withModel("select {{ reff('dim_customers') }}", [
        'compile',
        '--no-populate-cache',
        '--no-introspect',
        '--select',
        'bad',
      ]),
    },
    {
      id: 'DBT-17',
      what: 'select a model that does not exist',
      provoke: withModel('select 1 as one', ['ls', '--select', 'mart_nothing']),
    },
  ];
}
