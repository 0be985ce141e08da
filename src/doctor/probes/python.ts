import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentPaths, readEnvironment } from '../../adapters/dbt/environment.ts';
import { dbtInstallation, installEnvironment } from '../../adapters/dbt/install.ts';
import { findPython, PYTHON_MINORS } from '../../adapters/dbt/python.ts';
import { searchPlace } from '../../adapters/shell-find.ts';
import { same } from '../../i18n/text.ts';
import type { DbtEnvironment, PythonSearch } from '../../ports/dbt.ts';
import { type Judgement, ok, problem, type Repair, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { defineProbe } from '../probe.ts';

const RANGE = `3.${Math.min(...PYTHON_MINORS)}–3.${Math.max(...PYTHON_MINORS)}`;
const BEST = '3.12';

/** Where the Python of a system comes from. */
function howToInstall(platform: NodeJS.Platform) {
  switch (platform) {
    case 'win32':
      return {
        fr: `Installez Python ${BEST} 64 bits (winget install Python.Python.${BEST}), à côté de l'autre s'il y en a un, puis ouvrez un nouveau terminal.`,
        en: `Install Python ${BEST} 64-bit (winget install Python.Python.${BEST}), beside the other one if there is one, then open a new terminal.`,
      };
    case 'darwin':
      return {
        fr: `Installez Python ${BEST} (python.org, ou brew install python@${BEST}), puis ouvrez un nouveau terminal.`,
        en: `Install Python ${BEST} (python.org, or brew install python@${BEST}), then open a new terminal.`,
      };
    default:
      return {
        fr: `Installez Python ${BEST} avec son module venv (par exemple : sudo apt install python${BEST} python${BEST}-venv).`,
        en: `Install Python ${BEST} with its venv module (for example: sudo apt install python${BEST} python${BEST}-venv).`,
      };
  }
}

export interface PythonFacts {
  readonly search: PythonSearch;
  readonly platform: NodeJS.Platform;
  /** Whether dbt is installed already: then no other Python is needed. */
  readonly environment: boolean;
}

/** Whether there is a Python for dbt. */
export function judgePython({ search, platform, environment }: PythonFacts): readonly Judgement[] {
  const title = { fr: `Python pour dbt (${RANGE})`, en: `Python for dbt (${RANGE})` };
  // An environment that is there already has its Python: a missing one is no obstacle until it is made again.
  const blame = environment ? warning : problem;
  const fix = howToInstall(platform);
  switch (search.kind) {
    case 'found':
      return [ok('python', same(`Python ${search.version}`), { version: search.version, path: search.path })];
    case 'missing':
      return [
        blame('python', title, {
          cause: {
            fr: `Aucun Python n'a été trouvé ; dbt en demande un, de ${RANGE}.`,
            en: `No Python was found; dbt wants one, from ${RANGE}.`,
          },
          fix,
          evidence: { version: null },
        }),
      ];
    case 'unsuitable':
      return [
        blame('python', title, {
          cause: {
            fr: `Python ${search.version} ne convient pas à dbt, qui accepte les versions ${RANGE} en 64 bits.`,
            en: `Python ${search.version} does not suit dbt, which accepts the versions ${RANGE} in 64 bits.`,
          },
          fix,
          evidence: { version: search.version, path: search.path },
        }),
      ];
  }
}

export const pythonProbe = defineProbe<PythonFacts>({
  id: 'python',
  area: 'tools',
  title: { fr: `Python pour dbt (${RANGE})`, en: `Python for dbt (${RANGE})` },
  async collect({ env, platform, places }, signal) {
    const requirements = await readFile(join(places.assets, 'dbt', 'requirements.txt'), 'utf8');
    const [search, environment] = await Promise.all([
      findPython(signal, { ...searchPlace(env), localAppData: env['LOCALAPPDATA'] }),
      readEnvironment(environmentPaths(places.tools, requirements)).catch(() => undefined),
    ]);
    return { search, platform, environment: environment !== undefined };
  },
  judge: judgePython,
});

export interface DbtFacts {
  readonly environment: DbtEnvironment | undefined;
  readonly uv: string | null;
  /** Whether a folder is there although the environment is not complete. */
  readonly broken: boolean;
  /** Environments of other versions of the lab. */
  readonly others: readonly string[];
  /** An installation's lock file whose process has gone. */
  readonly staleLock: boolean;
  readonly installing: boolean;
  readonly repair?: { readonly lock: Repair; readonly environment: Repair };
}

/** Whether the lab's dbt is complete and the one that its lock file describes. */
export function judgeDbt(facts: DbtFacts): readonly Judgement[] {
  const { environment, uv, broken, others, staleLock, installing, repair } = facts;
  const lock = staleLock
    ? [
        warning('dbt-lock', LOCK, {
          cause: {
            fr: "Une installation de dbt interrompue a laissé son verrou : la prochaine l'attendrait un moment.",
            en: 'An interrupted installation of dbt left its lock: the next one would wait for it a while.',
          },
          fix: {
            fr: "Rien d'urgent : il sera levé de lui-même ; « shopstream doctor --fix » le lève tout de suite.",
            en: 'Nothing urgent: it gives way by itself; "shopstream doctor --fix" lifts it at once.',
          },
          repair: repair?.lock,
        }),
      ]
    : [];
  if (environment !== undefined) {
    const { dbtCore, dbtSnowflake, pythonVersion } = environment;
    const title = same(`dbt-core ${dbtCore}, dbt-snowflake ${dbtSnowflake} (Python ${pythonVersion})`);
    return [
      ok('dbt', title, { dbt_core: dbtCore, dbt_snowflake: dbtSnowflake, python: pythonVersion, uv }),
      ...lock,
    ];
  }
  if (installing) return [ok('dbt', { fr: "dbt : en cours d'installation", en: 'dbt: being installed' })];
  if (!broken && others.length === 0)
    return [
      ok(
        'dbt',
        {
          fr: "dbt : sera installé à l'étape dbt.install",
          en: 'dbt: will be installed by the step dbt.install',
        },
        { installed: false },
      ),
      ...lock,
    ];
  return [
    problem(
      'dbt',
      { fr: 'Environnement de dbt', en: "dbt's environment" },
      {
        cause: broken
          ? {
              fr: "L'environnement de dbt est incomplet : son installation a été interrompue, ou le Python qui l'a créé a disparu.",
              en: "dbt's environment is incomplete: its installation was interrupted, or the Python that made it has gone.",
            }
          : {
              fr: `L'environnement de dbt est celui d'une autre version du TP (${others.join(', ')}).`,
              en: `dbt's environment belongs to another version of the lab (${others.join(', ')}).`,
            },
        fix: {
          fr: "Relancez l'étape dbt.install (« shopstream run dbt.install »), qui le refait.",
          en: 'Run the step dbt.install again ("shopstream run dbt.install"), which makes it anew.',
        },
        evidence: { installed: false, others: others.join(', ') },
        repair: repair?.environment,
      },
    ),
    ...lock,
  ];
}

const LOCK = { fr: "Verrou de l'installation de dbt", en: "Lock of dbt's installation" };
/** Milliseconds after which an installer that gave no sign of life has gone (it gives one every two seconds). */
const SILENCE = 15_000;

export const dbtProbe = defineProbe<DbtFacts>({
  id: 'dbt',
  area: 'tools',
  title: { fr: 'Environnement de dbt', en: "dbt's environment" },
  collect: collectDbt,
  judge: judgeDbt,
});

async function collectDbt({ places }: Machine): Promise<DbtFacts> {
  const assets = join(places.assets, 'dbt');
  const paths = environmentPaths(places.tools, await readFile(join(assets, 'requirements.txt'), 'utf8'));
  const [environment, names, lock] = await Promise.all([
    readEnvironment(paths),
    readdir(places.tools).catch((): string[] => []),
    lockState(paths.lock),
  ]);
  const folders = names.filter(name => /^dbt-[0-9a-f]{12}$/.test(name)).map(name => join(places.tools, name));
  return {
    environment,
    uv: await uvVersion(paths.folder),
    broken: environment === undefined && folders.includes(paths.folder),
    others: folders
      .filter(folder => folder !== paths.folder)
      .map(folder => folder.slice(places.tools.length + 1)),
    staleLock: lock === 'stale',
    installing: lock === 'held',
    repair: {
      lock: {
        title: { fr: `Supprimer le verrou ${paths.lock}`, en: `Remove the lock ${paths.lock}` },
        run: () => rm(paths.lock, { force: true }),
      },
      environment: {
        title: {
          fr: `Refaire l'environnement de dbt dans ${paths.folder} (environ 60 Mo à télécharger)`,
          en: `Make dbt's environment anew in ${paths.folder} (about 60 MB to download)`,
        },
        run: signal => installEnvironment(paths, dbtInstallation(assets), () => {}, signal),
      },
    },
  };
}

async function lockState(path: string): Promise<'none' | 'held' | 'stale'> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const silent = Date.now() - mtimeMs > SILENCE;
    return silent || !isAlive(Number(owner)) ? 'stale' : 'held';
  } catch {
    return 'none';
  }
}

/** Whether a process of that number lives. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function uvVersion(folder: string): Promise<string | null> {
  try {
    const libraries =
      process.platform === 'win32' ? [join(folder, 'Lib')] : await pythons(join(folder, 'lib'));
    for (const library of libraries) {
      const names = await readdir(join(library, 'site-packages'));
      const found = names.map(name => /^uv-([\d.]+)\.dist-info$/.exec(name)?.[1]).find(Boolean);
      if (found !== undefined) return found;
    }
    return null;
  } catch {
    return null;
  }
}

async function pythons(lib: string): Promise<readonly string[]> {
  return (await readdir(lib)).map(name => join(lib, name));
}
