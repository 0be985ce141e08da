import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createShell, runProgram } from '../../src/adapters/shell.ts';
import { packageRoot } from '../../src/lab/content.ts';
import { pythonWith } from '../helpers/python.ts';
import { type Case, closedPort, type Group, newFolder, saidBy } from './case.ts';
import { frenchWindows, serving } from './replayed.ts';

/** pip and uv in an environment of their own, and the machine's Node and npm. Nothing is fetched from a network. */
export const PROGRAMS: Group = {
  name: 'programs',
  parallel: 3,
  async open(report) {
    const folder = await newFolder();
    const python = await pythonWith('psycopg', ['psycopg2-binary']);
    if (python === undefined) report('  pip and uv: left out, there is no Python');
    const cases = [
      ...(python === undefined ? [] : await pip(python, folder.path)),
      ...(await node(folder.path)),
    ];
    return { cases, close: folder.remove };
  },
};

const OLD_NODE = "new (require('@aws-sdk/client-s3').S3Client)({ region: 'eu-west-3' })";

/** Makes a package that no Python of today satisfies. */
const WHEEL = `
import zipfile
with zipfile.ZipFile('too_new-1.0-py3-none-any.whl', 'w') as wheel:
    info = 'too_new-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: too-new\\nVersion: 1.0\\nRequires-Python: >=3.99\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

async function pip(python: string, folder: string): Promise<readonly Case[]> {
  await runProgram(python, ['-c', WHEEL], { cwd: folder });
  const said =
    (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    (signal: AbortSignal) =>
      saidBy(
        {
          path: python,
          args,
          env: { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', ...env },
          cwd: folder,
        },
        signal,
      );
  const install = ['-m', 'pip', 'install', '--no-build-isolation'];
  const found: Case[] = [
    {
      id: 'PY-02',
      what: 'install by pip what needs another Python',
      provoke: said([...install, '--no-deps', './too_new-1.0-py3-none-any.whl']),
    },
    {
      id: 'PY-02',
      what: 'install by uv what needs another Python',
      provoke: said([
        '-m',
        'uv',
        'pip',
        'install',
        '--offline',
        '--python',
        python,
        './too_new-1.0-py3-none-any.whl',
      ]),
    },
    {
      id: 'PY-03',
      what: 'install by pip what cannot be found',
      provoke: said([...install, '--no-index', 'dbt-snowflak']),
    },
    {
      id: 'SYS-09',
      what: 'install by pip behind a proxy that is stopped',
      provoke: async signal =>
        said(
          [
            ...install,
            '--retries',
            '1',
            '--timeout',
            '5',
            '--index-url',
            'https://pypi.invalid/simple',
            'dbt-core',
          ],
          {
            HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}`,
            https_proxy: `http://127.0.0.1:${await closedPort()}`,
            NO_PROXY: '',
            no_proxy: '',
          },
        )(signal),
    },
    {
      id: 'SYS-14',
      what: 'start dbt in an environment that has lost it',
      provoke: said(['-c', 'import dbt.cli.main']),
    },
  ];
  const connect =
    "import psycopg2, sys; psycopg2.connect(host='127.0.0.1', port=sys.argv[1], user='postgres', password='x', sslmode='disable', gssencmode='disable')";
  found.push({
    id: 'PG-05',
    what: 'log in by psycopg2 to a French PostgreSQL of Windows',
    replayed: true,
    provoke: signal => serving(frenchWindows(), port => said(['-c', connect, String(port)])(signal)),
  });
  const system = '/usr/bin/python3';
  if (existsSync(system)) {
    // Debian, Ubuntu and their kin forbid it by a file beside the standard library; pip must be there to read it.
    const managed = await saidBy(
      { path: system, args: ['-m', 'pip', 'install', '--no-index', 'nothing-at-all'] },
      AbortSignal.timeout(30_000),
    ).catch(() => '');
    if (managed.includes('externally'))
      found.push({
        id: 'PY-01',
        what: 'install by pip into the system’s Python',
        provoke: async () => managed,
      });
  }
  return found;
}

async function node(folder: string): Promise<readonly Case[]> {
  const found: Case[] = [];
  const old = await createShell().find('node');
  const version = old === undefined ? '' : (await runProgram(old, ['--version'])).stdout;
  // The machine's own Node may be older than the lab's.
  if (old !== undefined && /^v(?:18|20)\./.test(version))
    found.push({
      id: 'AWS-28',
      what: 'use the AWS SDK with an old Node',
      provoke: async signal => (await runProgram(old, ['-e', OLD_NODE], { cwd: packageRoot, signal })).stderr,
    });
  const npm = await createShell().find('npm');
  if (npm !== undefined)
    found.push({
      id: 'PG-01',
      what: 'install by npm from a registry that is stopped',
      provoke: async signal =>
        saidBy(
          {
            path: npm,
            args: [
              'install',
              '--no-audit',
              '--fetch-retries=0',
              `--registry=http://127.0.0.1:${await closedPort()}/`,
              'no-such-package-here',
            ],
            cwd: folder,
            env: {
              npm_config_cache: join(folder, 'npm-cache'),
              npm_config_proxy: '',
              npm_config_https_proxy: '',
              npm_config_noproxy: '127.0.0.1',
            },
          },
          signal,
        ),
    });
  return found;
}
