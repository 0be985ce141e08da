import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProgram, searchPlace } from '../../adapters/shell-find.ts';
import { same } from '../../i18n/text.ts';
import { binariesPackage } from '../../sandbox/postgres/platform.ts';
import { unknown } from '../finding.ts';
import { type FoundProgram, programVersion } from '../look/program.ts';
import type { Machine } from '../machine.ts';
import { defineProbe, type Probe } from '../probe.ts';
import { judgePackages, judgePrograms, type ProgramFacts } from './node.ts';

const PROGRAMS = ['git', 'aws', 'npm', 'psql'] as const;

/** Each program by itself: one that hangs leaves the others their answers. */
export const programProbes: readonly Probe[] = PROGRAMS.map(name =>
  defineProbe<ProgramFacts & { readonly unread: boolean }>({
    id: name === 'aws' ? 'aws-cli' : name,
    area: 'tools',
    title: same(name === 'aws' ? 'AWS CLI' : name),
    async collect({ env }, signal) {
      const { path, version } =
        name === 'npm' ? await npmVersion(env) : await programVersion(name, env, signal);
      const none = { git: null, aws: null, npm: null, psql: null };
      return { ...none, [name]: version, unread: path !== null && version === null };
    },
    judge(facts) {
      const id = name === 'aws' ? 'aws-cli' : name;
      if (facts.unread) return [unknown(id, same(name), NO_VERSION)];
      return judgePrograms(facts).filter(judgement => judgement.id === id);
    },
  }),
);

/** npm's own package says its version: Windows does not start `npm.cmd` without a shell, and npm is slow to answer. */
async function npmVersion(env: NodeJS.ProcessEnv): Promise<FoundProgram> {
  const path = await findProgram('npm', searchPlace(env));
  if (path === undefined) return { path: null, version: null };
  const program = await realpath(path);
  const packages = [
    join(dirname(program), '..', 'package.json'),
    join(dirname(path), 'node_modules', 'npm', 'package.json'),
  ];
  for (const file of packages) {
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const found = JSON.parse(text) as { readonly name?: string; readonly version?: string };
    if (found.name === 'npm' && found.version !== undefined) return { path, version: found.version };
  }
  return { path, version: null };
}

const NO_VERSION = {
  fr: 'Le programme est là, mais ne dit pas sa version.',
  en: 'The program is there, but does not tell its version.',
};

export const packagesProbe = defineProbe({
  id: 'packages',
  area: 'tools',
  title: { fr: 'Paquets du TP', en: "The lab's packages" },
  async collect(machine) {
    const wanted = wantedPackages(machine);
    const require = createRequire(join(machine.root, 'package.json'));
    const present = wanted.filter(name => isInstalled(require, name));
    return { present, missing: wanted.filter(name => !present.includes(name)) };
  },
  judge: judgePackages,
});

function wantedPackages({ platform, arch }: Machine): readonly string[] {
  const postgres = binariesPackage(platform, arch);
  return [
    'pg',
    'snowflake-sdk',
    '@aws-sdk/client-s3',
    '@duckdb/node-api',
    ...(postgres === undefined ? [] : [postgres]),
  ];
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  return (require.resolve.paths(name) ?? []).some(folder => {
    try {
      require.resolve(join(folder, name, 'package.json'));
      return true;
    } catch {
      return false;
    }
  });
}
