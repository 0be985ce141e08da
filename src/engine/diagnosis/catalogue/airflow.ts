import type { Entry } from '../entry.ts';

/** Airflow 3. */
export const AIRFLOW: readonly Entry[] = [
  {
    id: 'AF-01',
    when: [
      {
        text: /Database migration required\. Please run `airflow db migrate`|You need to initialize the database/,
      },
    ],
    cause: {
      fr: 'La base d’Airflow n’est pas encore préparée dans ce dossier AIRFLOW_HOME.',
      en: 'Airflow’s database is not set up yet in this AIRFLOW_HOME folder.',
    },
    fix: {
      fr: 'Préparez-la une fois : « airflow db migrate ».',
      en: 'Set it up once: "airflow db migrate".',
    },
    samples: [
      'airflow.exceptions.AirflowException: Database migration required. Please run `airflow db migrate`',
    ],
  },
  {
    id: 'AF-02',
    when: [{ text: /Dag '?([\w.-]+)'? could not be found; either it does not exist or it failed to parse/i }],
    cause: {
      fr: 'Airflow ne trouve pas le DAG « {1|demandé} » : nom faux, dossier faux, ou erreur d’import dans son fichier.',
      en: 'Airflow does not find the DAG "{1|asked for}": wrong name, wrong folder, or an import error in its file.',
    },
    fix: {
      fr: 'Regardez « airflow dags list-import-errors », et que le fichier est bien dans AIRFLOW_HOME/dags.',
      en: 'Look at "airflow dags list-import-errors", and that the file is in AIRFLOW_HOME/dags.',
    },
    samples: [
      "airflow.exceptions.AirflowException: Dag 'shopstream' could not be found; either it does not exist or it failed to parse.",
    ],
  },
  {
    id: 'AF-03',
    when: [{ text: /The conn_id `([^`]+)` isn't defined/ }],
    cause: {
      fr: 'Airflow n’a pas de connexion « {1|demandée} ».',
      en: 'Airflow has no connection "{1|asked for}".',
    },
    fix: {
      fr: 'Lancez Airflow par le TP, qui donne les connexions : « {program} airflow -- … ». Sinon, donnez la variable AIRFLOW_CONN_… au processus.',
      en: 'Start Airflow through the lab, which gives the connections: "{program} airflow -- …". Else give the variable AIRFLOW_CONN_… to the process.',
    },
    samples: ["airflow.exceptions.AirflowNotFoundException: The conn_id `snowflake_default` isn't defined"],
  },
  {
    id: 'AF-04',
    when: [{ text: /No such file or directory: 'airflow'/ }],
    cause: {
      fr: '« airflow standalone » ne trouve pas son propre programme : l’environnement n’est pas dans le PATH.',
      en: '"airflow standalone" does not find its own program: the environment is not on the PATH.',
    },
    fix: {
      fr: 'Arrêtez-le (Ctrl-C), activez l’environnement (« . .venv/bin/activate »), puis relancez « airflow standalone ».',
      en: 'Stop it (Ctrl-C), activate the environment (". .venv/bin/activate"), then start "airflow standalone" again.',
    },
    samples: ["FileNotFoundError: [Errno 2] No such file or directory: 'airflow'"],
  },
  {
    id: 'AF-05',
    when: [{ text: /No module named '(fcntl|pwd|resource)'/ }],
    cause: {
      fr: 'Airflow ne fonctionne pas sous Windows : il lui faut un système POSIX.',
      en: 'Airflow does not run on Windows: it needs a POSIX system.',
    },
    fix: {
      fr: 'Laissez le TP exécuter lui-même les tâches du DAG (« {program} pipeline »), ou installez WSL 2 : « wsl --install ».',
      en: 'Let the lab run the DAG’s tasks itself ("{program} pipeline"), or install WSL 2: "wsl --install".',
    },
    samples: ["ModuleNotFoundError: No module named 'fcntl'", "ModuleNotFoundError: No module named 'pwd'"],
  },
];
