import { text } from '../../src/i18n/text.ts';
import {
  type Check,
  changeFolder,
  defineStep,
  expectThat,
  newFolder,
  programFor,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import { installFailure } from '../06-dbt/install-failure.ts';
import { pythonCheck } from '../06-dbt/python-advice.ts';
import { installedCheck, systemCheck } from './availability.ts';

/** What the lock file installs. */
const SERIES = '3.3';
const PROVIDERS = ['amazon', 'postgres', 'snowflake'] as const;

const SIZE = {
  fr: '# Téléchargement d’Airflow : environ 300 Mo, 610 Mo une fois installé.',
  en: '# Downloading Airflow: about 300 MB, 610 MB once installed.',
};

export const install = defineStep({
  name: 'install',
  title: { fr: 'Installer Airflow (610 Mo)', en: 'Install Airflow (610 MB)' },
  needs: ['orchestrator'],
  after: [],

  async prerequisites({ ports, settings, signal }) {
    const system = systemCheck(ports.orchestrator, settings);
    if (system.verdict === 'failed' || (await ports.orchestrator.environment()) !== undefined)
      return [system];
    return [system, pythonCheck(await ports.orchestrator.findPython(signal), 'Airflow')];
  },

  async execute({ ports, settings, signal, log }) {
    log(SIZE[settings.lang]);
    try {
      await ports.orchestrator.install(line => log(line.text), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw installFailure(error, 'Airflow');
    }
  },

  async verify({ ports }) {
    const environment = await ports.orchestrator.environment();
    const version = (id: string, name: string, actual: string | undefined, expected: string): Check =>
      expectThat(
        id,
        text(lang => `${lang === 'fr' ? 'Version de' : 'Version of'} ${name}`),
        actual?.startsWith(expected.replace('*', '')) ?? false,
        {
          expected,
          actual: actual ?? null,
          ...(environment === undefined
            ? {}
            : { query: `"${environment.python}" -m pip list --format freeze` }),
          message: {
            fr: `${name} est absent, ou d’une autre version : exécutez cette étape (« reset airflow.install » d’abord s’il est là).`,
            en: `${name} is absent, or of another version: run this step ("reset airflow.install" first if it is there).`,
          },
        },
      );
    return {
      checks: [
        await installedCheck(ports.orchestrator),
        version('airflow', 'apache-airflow', environment?.airflow, `${SERIES}.*`),
        ...PROVIDERS.map(name =>
          version(
            `provider-${name}`,
            `apache-airflow-providers-${name}`,
            environment?.providers[name],
            name === 'amazon' ? '9.*' : name === 'postgres' ? '7.*' : '6.*',
          ),
        ),
      ],
    };
  },

  async undo({ ports }) {
    await ports.orchestrator.uninstall();
    await ports.orchestrator.forget();
  },

  commands(settings) {
    if (process.platform === 'win32') return [withoutAirflow(settings)];
    const packages = ['apache-airflow==3.3.*', ...PROVIDERS.map(name => `apache-airflow-providers-${name}`)];
    return [
      {
        language: 'shell',
        title: {
          fr: 'Dans un terminal, un environnement à vous, que le TP reconnaît',
          en: 'In a terminal, an environment of your own, which the lab recognises',
        },
        code: [
          newFolder(workspacePath(settings, 'airflow'), shellFor(settings)),
          changeFolder(workspacePath(settings, 'airflow'), shellFor(settings)),
          'python3 -m venv .venv',
          `.venv/bin/pip install ${packages.map(name => `"${name}"`).join(' ')}`,
          '.venv/bin/airflow version',
        ].join('\n'),
      },
    ];
  },
});

/** What there is to type where Airflow does not run. */
export function withoutAirflow(settings: Parameters<typeof programFor>[0]) {
  return {
    language: 'shell' as const,
    title: {
      fr: 'Sans Airflow : le même graphe de tâches, exécuté par le TP',
      en: 'Without Airflow: the same task graph, run by the lab',
    },
    code: `${programFor(settings)} pipeline`,
  };
}
