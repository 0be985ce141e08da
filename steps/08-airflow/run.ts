import { say, type Text } from '../../src/i18n/text.ts';
import { defineStep, expectThat, LabError, localDate, programFor, unknown } from '../../src/lab/lab.ts';
import type { DagRun } from '../../src/ports/orchestrator.ts';
import { dbtReady } from '../06-dbt/dbt-command.ts';
import { installedCheck, systemCheck } from './availability.ts';
import { evidence, failedTasks } from './evidence.ts';
import { DAG_FILE } from './files.ts';
import { DAG } from './graph.ts';
import { withoutAirflow } from './install.ts';

/** Of the thousand lines that a run prints: tasks that begin and end, what they print, errors. */
const TELLING =
  /\[DAG TEST\] (?:starting|end)|\[(?:error|critical) |SubprocessHook|\[task\.stdout\]|^\S*(?:Error|Exception)\b/;

/** A line of Airflow's log without its time and its place in Airflow's code. */
export function tellingLine(line: string): string | undefined {
  if (!TELLING.test(line) || /Tmp dir root location|\bOutput:/.test(line)) return undefined;
  return (
    line
      .replace(/^\d{4}-\d\d-\d\dT\S+ /, '')
      .replace(/^\[\w+ *\] /, '')
      .replace(/ +\[[\w.]+\] (?:\w+=\S+ )*?(?=(?:task_id|map_index|loc)=)/, ' ')
      .replace(/ *\bloc=\S+$/, '')
      // A task that is alone.
      .replace(/ map_index=-1$/, '')
      .trimEnd()
  );
}

export const run = defineStep({
  name: 'run',
  title: { fr: 'Exécuter le pipeline avec Airflow', en: 'Run the pipeline with Airflow' },
  needs: ['orchestrator', 'workspace', 'dbt', 'postgres', 'objectStore', 'warehouse'],
  after: ['airflow.dag', 'export.tables', 'export.events', 'snowflake.load-staging', 'marts.publish'],

  async prerequisites({ ports, settings }) {
    const [installed, dbt, dag] = await Promise.all([
      installedCheck(ports.orchestrator),
      dbtReady(ports.dbt, ports.workspace),
      ports.workspace.read(DAG_FILE.path),
    ]);
    return [
      systemCheck(ports.orchestrator, settings),
      installed,
      expectThat('dag-file', { fr: 'Le fichier du DAG', en: 'The DAG’s file' }, dag !== undefined, {
        expected: DAG_FILE.path,
        actual: dag === undefined ? null : DAG_FILE.path,
        query: `ls ${DAG_FILE.path}`,
        message: {
          fr: `${DAG_FILE.path} est absent : exécutez l’étape airflow.dag.`,
          en: `${DAG_FILE.path} is absent: run the step airflow.dag.`,
        },
      }),
      ...dbt,
    ];
  },

  async execute({ ports, settings, signal, log, exportDate }) {
    const { orchestrator } = ports;
    log('$ airflow db migrate');
    await orchestrator.migrate(() => {}, signal);
    const args = ['dags', 'test', DAG, exportDate()];
    log(`$ airflow ${args.join(' ')}`);
    const errors: string[] = [];
    const code = await orchestrator.run(
      args,
      ({ text: line }) => {
        const telling = tellingLine(line);
        if (telling === undefined) return;
        log(telling);
        if (/^\S*(?:Error|Exception)\b/.test(telling)) errors.push(telling);
      },
      signal,
    );
    const last = await orchestrator.lastRun(DAG, signal);
    if (code !== 0 || last?.state !== 'success') throw runFailed(last, errors, say(LOGS, settings.lang));
  },

  async verify({ ports, settings, signal }) {
    const installed = await installedCheck(ports.orchestrator);
    if (installed.verdict === 'failed') return { checks: [installed] };
    const last = await ports.orchestrator.lastRun(DAG, signal);
    if (last === undefined) return { checks: [installed, noRun()] };
    return await evidence(last, ports, settings, signal);
  },

  async undo({ ports, log }) {
    await ports.orchestrator.forget();
    log('- AIRFLOW_HOME');
  },

  commands(settings) {
    if (process.platform === 'win32') return [withoutAirflow(settings)];
    return [
      {
        language: 'shell',
        title: { fr: 'Une exécution, dans ce terminal', en: 'One run, in this terminal' },
        code: `${programFor(settings)} airflow -- dags test ${DAG} ${localDate()}`,
      },
      {
        language: 'shell',
        title: {
          fr: 'Airflow entier, avec son interface (Ctrl-C l’arrête)',
          en: 'The whole of Airflow, with its interface (Ctrl-C stops it)',
        },
        code: `${programFor(settings)} airflow`,
      },
      withoutAirflow(settings),
    ];
  },
});

const LOGS: Text = {
  fr: 'Le journal de chaque tâche est dans l’interface (« shopstream airflow »), et dans le journal de cette étape.',
  en: 'Each task’s log is in the interface ("shopstream airflow"), and in this step’s log.',
};

function runFailed(last: DagRun | undefined, errors: readonly string[], logs: string): LabError {
  const tasks = last === undefined ? [] : failedTasks(last);
  const reason = [...new Set(errors)].slice(-3).join('\n');
  const words = [tasks.join(', '), reason].filter(part => part !== '').join('\n');
  return new LabError(
    { fr: `L’exécution du DAG a échoué. ${words}`, en: `The DAG’s run failed. ${words}` },
    {
      fallback: { fr: logs, en: logs },
      ...(reason === '' ? {} : { cause: new Error(reason) }),
    },
  );
}

function noRun() {
  return {
    ...unknown(
      'run-state',
      { fr: 'La dernière exécution du DAG', en: 'The DAG’s last run' },
      {
        fr: 'Le DAG n’a pas encore été exécuté : exécutez cette étape.',
        en: 'The DAG has not run yet: run this step.',
      },
      `airflow dags list-runs ${DAG}`,
    ),
    verdict: 'failed' as const,
    expected: 'success',
  };
}
