import { type Text, text } from '../../src/i18n/text.ts';
import {
  type Check,
  changeFolder,
  defineStep,
  expectThat,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import type { DbtEnvironment } from '../../src/ports/dbt.ts';
import { dbtHints } from './hints.ts';
import { installFailure } from './install-failure.ts';
import { pythonCheck } from './python-advice.ts';

/** What the lock file installs. */
const SERIES = '1.11';

const ABSENT: Text = {
  fr: 'L’environnement de dbt est absent ou incomplet : exécutez l’étape dbt.install.',
  en: 'The dbt environment is absent or incomplete: run the step dbt.install.',
};

/** The program `dbt` beside the environment's Python. */
function programOf({ python }: DbtEnvironment): string {
  return python.replace(/python(\.exe)?$/, 'dbt$1');
}

function versionCheck(id: string, name: string, actual: string | undefined): Check {
  return expectThat(
    id,
    text(lang => `${lang === 'fr' ? 'Version de' : 'Version of'} ${name}`),
    actual?.startsWith(`${SERIES}.`) ?? false,
    { expected: `${SERIES}.*`, actual: actual ?? null, message: ABSENT },
  );
}

export const install = defineStep({
  name: 'install',
  title: { fr: 'Installer dbt', en: 'Install dbt' },
  handout: '1.9.1',
  needs: ['dbt'],
  after: [],

  async prerequisites({ ports, signal }) {
    if ((await ports.dbt.environment()) !== undefined) return [];
    return [pythonCheck(await ports.dbt.findPython(signal), 'dbt')];
  },

  async execute({ ports, signal, log }) {
    try {
      await ports.dbt.install(line => log(line.text), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw installFailure(error, 'dbt');
    }
    ports.dbt.warm();
  },

  async verify({ ports }) {
    const environment = await ports.dbt.environment();
    const [major, minor] = (environment?.pythonVersion ?? '0.0').split('.').map(Number);
    return {
      checks: [
        expectThat(
          'python',
          { fr: 'Python de l’environnement', en: 'Python of the environment' },
          major === 3 && minor !== undefined && minor >= 10 && minor <= 13,
          {
            expected: '3.10 – 3.13',
            actual: environment?.pythonVersion ?? null,
            message: ABSENT,
            ...(environment === undefined ? {} : { query: `"${environment.python}" --version` }),
          },
        ),
        {
          ...versionCheck('dbt-core', 'dbt-core', environment?.dbtCore),
          ...(environment === undefined ? {} : { query: `"${programOf(environment)}" --version` }),
        },
        versionCheck('dbt-snowflake', 'dbt-snowflake', environment?.dbtSnowflake),
      ],
    };
  },

  async undo({ ports }) {
    await ports.dbt.uninstall();
  },

  hints: dbtHints,

  commands(settings) {
    const windows = process.platform === 'win32';
    const folder = changeFolder(workspacePath(settings), shellFor(settings));
    const code = windows
      ? [
          folder,
          'py -3.13 -m venv .venv',
          String.raw`.venv\Scripts\python.exe -m pip install "dbt-core==1.11.*" "dbt-snowflake==1.11.*"`,
          String.raw`.venv\Scripts\dbt.exe --version`,
        ]
      : [
          folder,
          'python3 -m venv .venv',
          '.venv/bin/pip install "dbt-core==1.11.*" "dbt-snowflake==1.11.*"',
          '.venv/bin/dbt --version',
        ];
    return [
      {
        language: 'shell',
        title: {
          fr: 'Dans un terminal, un environnement à vous',
          en: 'In a terminal, an environment of your own',
        },
        code: code.join('\n'),
      },
    ];
  },
});
