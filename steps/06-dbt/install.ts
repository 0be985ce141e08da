import { type Text, text } from '../../src/i18n/text.ts';
import {
  type Check,
  changeFolder,
  defineStep,
  errorCode,
  expectThat,
  LabError,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import type { DbtEnvironment } from '../../src/ports/dbt.ts';
import { dbtHints } from './hints.ts';
import { GET_PYTHON, pythonMessage } from './python-advice.ts';

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
    const search = await ports.dbt.findPython(signal);
    const check = expectThat(
      'python',
      { fr: 'Python 3.10 à 3.13', en: 'Python 3.10 to 3.13' },
      search.kind === 'found',
      {
        expected: '3.10 – 3.13',
        actual: search.kind === 'missing' ? null : search.version,
        query: 'python3 --version',
        message: pythonMessage(search),
      },
    );
    return [{ ...check, requirement: true }];
  },

  async execute({ ports, signal, log }) {
    try {
      await ports.dbt.install(line => log(line.text), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw explained(error);
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

/** What a failed installation means, by the installer's code. */
function explained(error: unknown): unknown {
  switch (errorCode(error)) {
    case 'PYTHON_MISSING':
    case 'PYTHON_UNSUITABLE':
      return new LabError(
        {
          fr: 'Aucun Python ne convient à dbt (3.10 à 3.13, 64 bits).',
          en: 'No Python suits dbt (3.10 to 3.13, 64 bits).',
        },
        { advice: GET_PYTHON, exitCode: 2, cause: error },
      );
    case 'VENV_FAILED':
      return new LabError(
        {
          fr: 'Python ne peut pas créer d’environnement virtuel.',
          en: 'Python cannot make a virtual environment.',
        },
        {
          advice: {
            fr: 'Sous Debian et Ubuntu : sudo apt install python3-venv, puis relancez la même commande.',
            en: 'On Debian and Ubuntu: sudo apt install python3-venv, then run the same command again.',
          },
          exitCode: 2,
          cause: error,
        },
      );
    case 'DOWNLOAD_FAILED':
      return new LabError(
        {
          fr: 'Les paquets de dbt n’ont pas pu être installés.',
          en: 'dbt’s packages could not be installed.',
        },
        {
          advice: {
            fr: 'Vérifiez la connexion à Internet ; derrière le proxy d’une école, donnez HTTPS_PROXY. Puis relancez la même commande : l’installation reprend de zéro.',
            en: 'Check the Internet connection; behind a school’s proxy, set HTTPS_PROXY. Then run the same command again: the installation starts afresh.',
          },
          cause: error,
        },
      );
    default:
      return error;
  }
}
