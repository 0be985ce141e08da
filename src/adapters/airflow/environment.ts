import { delimiter, dirname, join } from 'node:path';
import type { OrchestratorEnvironment } from '../../ports/orchestrator.ts';
import { type EnvironmentPaths, environmentPaths, readPackages } from '../dbt/environment.ts';
import type { Installation } from '../dbt/install.ts';
import { childEnvironment } from '../shell-environment.ts';

/** Folders that Airflow works with. */
export interface AirflowPlaces {
  /** Where the virtual environment is made; may be shared by several labs. */
  readonly toolsDir: string;
  /** The package's `assets/airflow`: the locked requirements and what runs under Airflow's Python. */
  readonly assetsDir: string;
  /** The package's lock of uv, which installs. */
  readonly uvLock: string;
  /** AIRFLOW_HOME: database, settings, logs. */
  readonly homeDir: string;
  /** The DAG folder in the workspace. */
  readonly dagsDir: string;
}

/** The environment that belongs to the locked requirements. */
export function airflowPaths(places: AirflowPlaces, requirements: string): EnvironmentPaths {
  return environmentPaths(places.toolsDir, requirements, process.platform, 'airflow');
}

/** What of an environment is needed to start Airflow from it. */
export type AirflowPrograms = Pick<EnvironmentPaths, 'folder' | 'python' | 'program'>;

/** The environment that a student made by hand, beside the DAG folder. */
export function ownPrograms({ dagsDir }: Pick<AirflowPlaces, 'dagsDir'>): AirflowPrograms {
  const folder = join(dirname(dagsDir), '.venv');
  return { folder, python: join(folder, 'bin', 'python'), program: join(folder, 'bin', 'airflow') };
}

/**
 * Reads what is installed from the environment's own files; `undefined` when it is absent or incomplete. An environment of
 * the student's own has no marker.
 */
export async function readAirflow(
  paths: AirflowPrograms & { readonly marker?: string },
): Promise<OrchestratorEnvironment | undefined> {
  const found = await readPackages(paths.folder, paths.python, paths.marker);
  const airflow = found?.version('apache_airflow');
  if (found === undefined || airflow === undefined) return undefined;
  const provider = (name: string) => found.version(`apache_airflow_providers_${name}`);
  return {
    python: paths.python,
    pythonVersion: found.pythonVersion,
    airflow,
    providers: {
      amazon: provider('amazon'),
      postgres: provider('postgres'),
      snowflake: provider('snowflake'),
    },
  };
}

/** How Airflow is installed. */
export function airflowInstallation({ assetsDir, uvLock }: AirflowPlaces): Installation {
  return {
    tool: 'airflow',
    requirements: join(assetsDir, 'requirements.txt'),
    uv: uvLock,
    isComplete: async paths => (await readAirflow(paths)) !== undefined,
  };
}

/**
 * The whole environment of an Airflow process. Everything it listens on is loopback; it sends no statistics.
 * @param connections `AIRFLOW_CONN_…` and `AIRFLOW_VAR_…`, secrets included
 * @param port of the interface
 */
export function processEnvironment(
  places: AirflowPlaces,
  paths: AirflowPrograms,
  connections: Readonly<Record<string, string>>,
  port: number,
): Record<string, string> {
  const env = childEnvironment();
  // Behind a school's proxy this machine must still be reached directly.
  const direct = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  const url = `http://127.0.0.1:${port}`;
  return {
    ...env,
    // Airflow starts its parts by the bare name `airflow`.
    PATH: [dirname(paths.program), env.PATH].filter(Boolean).join(delimiter),
    PYTHONUTF8: '1',
    PYTHONUNBUFFERED: '1',
    NO_COLOR: '1',
    NO_PROXY: direct,
    no_proxy: direct,
    AIRFLOW_HOME: places.homeDir,
    AIRFLOW__CORE__DAGS_FOLDER: places.dagsDir,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    // Its default of 32 takes 5 GB of memory.
    AIRFLOW__CORE__PARALLELISM: '2',
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: `${AIRFLOW_USER}:admin`,
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: passwordFile(places),
    AIRFLOW__API__HOST: '127.0.0.1',
    AIRFLOW__API__PORT: String(port),
    AIRFLOW__API__BASE_URL: url,
    AIRFLOW__API__WORKERS: '1',
    AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '10',
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: 'False',
    ...connections,
  };
}

/** Who logs in to the interface. */
export const AIRFLOW_USER = 'shopstream';

/** Airflow's own file of passwords. */
export function passwordFile({ homeDir }: Pick<AirflowPlaces, 'homeDir'>): string {
  return join(homeDir, 'passwords.json');
}
