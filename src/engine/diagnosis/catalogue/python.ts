import type { Entry } from '../entry.ts';

/** Python and its packages. */
export const PYTHON: readonly Entry[] = [
  {
    id: 'PY-01',
    when: [{ text: /externally-managed-environment|externally managed/ }],
    cause: {
      fr: 'Ce Python appartient au système, qui ne laisse pas pip y installer de paquets.',
      en: 'This Python belongs to the system, which does not let pip install packages into it.',
    },
    fix: {
      fr: 'Faites un environnement virtuel et servez-vous de son pip : « python3 -m venv .venv », puis « .venv/bin/pip install … ».',
      en: 'Make a virtual environment and use its pip: "python3 -m venv .venv", then ".venv/bin/pip install …".',
    },
    samples: ['error: externally-managed-environment\n\n× This environment is externally managed'],
  },
  {
    id: 'PY-02',
    when: [
      { text: /requires a different Python: (\S+) not in '([^']+)'/ },
      { text: /current Python version \((\S+)\) does not satisfy Python([^\s,]+)/ },
      { codes: ['PYTHON_UNSUITABLE'] },
    ],
    cause: {
      fr: 'Votre Python {1|installé} ne convient pas à ce paquet : il lui faut {2|une version de 3.10 à 3.13}.',
      en: 'Your Python {1|installed} does not suit this package: it needs {2|a version from 3.10 to 3.13}.',
    },
    fix: {
      fr: 'Installez Python 3.12 (https://www.python.org/downloads/), puis relancez « {program} run dbt.install ».',
      en: 'Install Python 3.12 (https://www.python.org/downloads/), then run "{program} run dbt.install" again.',
    },
    exitCode: 2,
    samples: [
      "ERROR: Package 'dbt-core' requires a different Python: 3.9.6 not in '>=3.10'",
      'Because the current Python version (3.9.6) does not satisfy Python>=3.10 and dbt-core==1.11.16 depends on Python>=3.10, we can conclude that dbt-core==1.11.16 cannot be used.',
    ],
  },
  {
    id: 'PY-03',
    when: [
      {
        text: /No matching distribution found for (\S+)/,
        not: /ProxyError|CERTIFICATE_VERIFY_FAILED|No space left/,
      },
      { text: /Because (\S+) was not found in the (?:package registry|provided package locations)/ },
    ],
    cause: {
      fr: 'pip ne trouve pas {1|ce paquet} : nom ou version faux, Python non pris en charge, ou pas de réseau.',
      en: 'pip does not find {1|this package}: wrong name or version, unsupported Python, or no network.',
    },
    fix: {
      fr: 'Vérifiez l’orthographe, la version de Python (« python3 --version ») et le proxy, puis relancez l’installation.',
      en: 'Check the spelling, the version of Python ("python3 --version") and the proxy, then install again.',
    },
    remedy: { kind: 'retry' },
    samples: [
      'ERROR: Could not find a version that satisfies the requirement dbt-snowflak (from versions: none)\nERROR: No matching distribution found for dbt-snowflak',
      'Because dbt-snowflak was not found in the package registry and you require dbt-snowflak, we can conclude that your requirements are unsatisfiable.',
    ],
  },
  {
    id: 'PY-09',
    when: [{ text: /pandas only supports SQLAlchemy connectable/ }],
    cause: {
      fr: 'Ce n’est qu’un avertissement de pandas, qui préfère une connexion SQLAlchemy : le résultat est bon.',
      en: 'This is only a warning of pandas, which prefers an SQLAlchemy connection: the result is right.',
    },
    fix: {
      fr: "Rien à faire ; pour ne plus le voir, donnez à read_sql un moteur : create_engine('postgresql+psycopg2://…').",
      en: "Nothing to do; not to see it any more, give read_sql an engine: create_engine('postgresql+psycopg2://…').",
    },
    samples: [
      'UserWarning: pandas only supports SQLAlchemy connectable (engine/connection) or database string URI or sqlite3 DBAPI2 connection.',
    ],
  },
  {
    id: 'SYS-12',
    when: [
      { codes: ['VENV_FAILED'] },
      {
        text: /ensurepip is not available|No module named (?:'?venv'?|'?ensurepip'?)|The virtual environment was not created successfully/,
      },
    ],
    cause: {
      fr: 'Python ne peut pas faire d’environnement virtuel : sous Debian et Ubuntu, le paquet python3-venv manque.',
      en: 'Python cannot make a virtual environment: on Debian and Ubuntu, the package python3-venv is missing.',
    },
    fix: {
      fr: 'Installez-le : « sudo apt install python3-venv », puis « {program} run dbt.install ».',
      en: 'Install it: "sudo apt install python3-venv", then "{program} run dbt.install".',
    },
    exitCode: 2,
    samples: [
      'The virtual environment was not created successfully because ensurepip is not\navailable.  On Debian/Ubuntu systems, you need to install the python3-venv\npackage using the following command.',
      'Error: No module named ensurepip',
    ],
  },
  {
    id: 'SYS-13',
    when: [{ codes: ['PYTHON_MISSING'] }],
    cause: {
      fr: 'Aucun Python n’est installé sur cette machine ; dbt a besoin d’un Python de 3.10 à 3.13.',
      en: 'No Python is installed on this machine; dbt needs one from 3.10 to 3.13.',
    },
    fix: {
      fr: 'Installez Python 3.12 (https://www.python.org/downloads/), rouvrez le terminal, puis « {program} run dbt.install ».',
      en: 'Install Python 3.12 (https://www.python.org/downloads/), open the terminal again, then "{program} run dbt.install".',
    },
    exitCode: 2,
    samples: [['PYTHON_MISSING', 'No Python was found; dbt needs one from 3.10 to 3.13.']],
  },
  {
    id: 'SYS-14',
    when: [
      {
        codes: ['DBT_PROCESS_ENDED'],
        text: /(ModuleNotFoundError: No module named '[^']+'|ImportError: .*)/,
      },
      { text: /ModuleNotFoundError: No module named '((?:dbt|snowflake)[\w.]*)'/ },
      { codes: ['DBT_NOT_INSTALLED'] },
    ],
    cause: {
      fr: 'L’environnement de dbt est absent ou abîmé.',
      en: 'dbt’s environment is absent or damaged.',
    },
    fix: {
      fr: 'Refaites-le : « {program} reset dbt.install », puis « {program} run dbt.install ».',
      en: 'Make it again: "{program} reset dbt.install", then "{program} run dbt.install".',
    },
    remedy: { kind: 'run', step: 'dbt.install' },
    exitCode: 2,
    samples: [
      ['DBT_PROCESS_ENDED', "dbt’s process ended (code 1).\nModuleNotFoundError: No module named 'dbt'"],
      "ModuleNotFoundError: No module named 'dbt.cli'",
      ['DBT_NOT_INSTALLED', 'dbt is not installed in /home/ines/.local/share/shopstream/tools.'],
    ],
  },
];
