/** Whether Airflow can run here, and what to do where it cannot. */
import type { Text } from '../../src/i18n/text.ts';
import { type Check, expectThat, type LabSettings, programFor } from '../../src/lab/lab.ts';
import type { OrchestratorReader } from '../../src/ports/orchestrator.ts';

/** That the system is one on which Airflow runs. */
export function systemCheck({ supported }: OrchestratorReader, settings: LabSettings): Check {
  const pipeline = `${programFor(settings)} pipeline`;
  const check = expectThat(
    'system',
    { fr: 'Un système sur lequel Airflow fonctionne', en: 'A system that Airflow runs on' },
    supported,
    {
      expected: 'Linux, macOS, WSL 2',
      actual: supported ? process.platform : null,
      query: 'uname -s',
      message: {
        fr: `Airflow ne fonctionne pas sous Windows : il lui faut WSL 2 (« wsl --install ») ou un conteneur. Sans lui, « ${pipeline} » exécute ici le même graphe de tâches.`,
        en: `Airflow does not run on Windows: it needs WSL 2 ("wsl --install") or a container. Without it, "${pipeline}" runs the same task graph here.`,
      },
    },
  );
  return { ...check, requirement: true };
}

const ABSENT: Text = {
  fr: 'Airflow n’est pas installé, ou son installation a été interrompue : exécutez l’étape airflow.install.',
  en: 'Airflow is not installed, or its installation was interrupted: run the step airflow.install.',
};

/** That Airflow is installed. */
export async function installedCheck(orchestrator: OrchestratorReader): Promise<Check> {
  const environment = await orchestrator.environment();
  return expectThat(
    'airflow-installed',
    { fr: 'Airflow est installé', en: 'Airflow is installed' },
    environment !== undefined,
    {
      expected: true,
      actual: environment === undefined ? null : true,
      ...(environment === undefined ? {} : { query: `"${environment.python}" -m airflow version` }),
      message: ABSENT,
    },
  );
}
