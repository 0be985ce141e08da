import { text } from '../../src/i18n/text.ts';
import {
  type Check,
  defineStep,
  expectEqual,
  expectThat,
  programFor,
  type Verification,
} from '../../src/lab/lab.ts';
import type { Dag, DagReading } from '../../src/ports/orchestrator.ts';
import { addFiles, removeFiles } from '../06-dbt/files.ts';
import { contentOf } from '../06-dbt/project.ts';
import { installedCheck, systemCheck } from './availability.ts';
import { DAG_FILE, DAG_FILES, DAGS } from './files.ts';
import { DAG, RETRIES, TASKS } from './graph.ts';
import { withoutAirflow } from './install.ts';

/** Whether a task comes somewhere before another in the DAG that was read. */
function precedes(dag: Dag, earlier: string, later: string): boolean {
  const task = dag.tasks.find(({ id }) => id === later);
  return task?.upstream.some(id => id === earlier || precedes(dag, earlier, id)) ?? false;
}

function readingChecks({ errors, dags }: DagReading): readonly Check[] {
  const dag = dags.find(({ id }) => id === DAG);
  const faults = Object.entries(errors);
  const lastLines = faults.map(
    ([file, words]) => `${file} : ${words.trimEnd().split('\n').slice(-4).join('\n')}`,
  );
  const missing = TASKS.filter(({ id }) => dag?.tasks.every(task => task.id !== id) ?? true);
  const edges = TASKS.flatMap(({ id, after }) => after.map(before => [before, id] as const));
  const broken = edges.filter(([before, id]) => dag === undefined || !precedes(dag, before, id));
  const tries = TASKS.flatMap(({ id }) => dag?.tasks.find(task => task.id === id)?.retries ?? []);
  const edit = (fr: string, en: string) => ({ fr: `${fr} ${MEND.fr}`, en: `${en} ${MEND.en}` });
  return [
    {
      ...expectEqual(
        'import-errors',
        { fr: 'Fichiers qu’Airflow ne peut pas lire', en: 'Files that Airflow cannot read' },
        {
          expected: 0,
          actual: faults.length,
          query: 'airflow dags list-import-errors',
          message: edit(
            `Airflow ne peut pas lire ce fichier.\n${lastLines.join('\n')}\n`,
            `Airflow cannot read this file.\n${lastLines.join('\n')}\n`,
          ),
        },
      ),
      ...(faults.length === 0 ? {} : { said: lastLines.join('\n') }),
    },
    expectEqual(
      'tasks',
      text(lang => (lang === 'fr' ? `Tâches de ${DAG}` : `Tasks of ${DAG}`)),
      {
        expected: TASKS.length,
        actual: dag === undefined ? null : TASKS.length - missing.length,
        query: `airflow tasks list ${DAG}`,
        message: edit(
          `Tâches introuvables : ${missing.map(({ id }) => id).join(', ')}.`,
          `Missing tasks: ${missing.map(({ id }) => id).join(', ')}.`,
        ),
      },
    ),
    expectEqual(
      'dependencies',
      { fr: 'Dépendances entre les tâches', en: 'Dependencies between the tasks' },
      {
        expected: edges.length,
        actual: dag === undefined ? null : edges.length - broken.length,
        query: `airflow dags show ${DAG}`,
        message: edit(
          `Ne se suivent plus : ${broken.map(edge => edge.join(' → ')).join(', ')}.`,
          `No longer follow each other: ${broken.map(edge => edge.join(' → ')).join(', ')}.`,
        ),
      },
    ),
    expectThat(
      'retries',
      { fr: 'Nouvelles tentatives de chaque tâche', en: 'Retries of each task' },
      tries.length > 0 && Math.min(...tries) >= RETRIES,
      {
        expected: RETRIES,
        actual: tries.length === 0 ? null : Math.min(...tries),
        query: `airflow dags details ${DAG}`,
        message: edit(
          'Une panne d’une seconde ferait échouer la nuit entière : gardez retries=2 dans default_args.',
          'A fault of one second would fail the whole night: keep retries=2 in default_args.',
        ),
      },
    ),
    expectEqual(
      'catchup',
      { fr: 'Rattrapage des jours écoulés (catchup)', en: 'Catching up on past days (catchup)' },
      {
        expected: false,
        actual: dag?.catchup ?? null,
        query: `airflow dags details ${DAG}`,
        message: edit(
          'Avec catchup=True, Airflow rejouerait chaque jour depuis start_date.',
          'With catchup=True, Airflow would replay each day since start_date.',
        ),
      },
    ),
    expectEqual(
      'max-active-runs',
      { fr: 'Exécutions en même temps (max_active_runs)', en: 'Runs at a time (max_active_runs)' },
      {
        expected: 1,
        actual: dag?.maxActiveRuns ?? null,
        query: `airflow dags details ${DAG}`,
        message: edit(
          'Deux exécutions qui vident et chargent les mêmes tables se marcheraient dessus.',
          'Two runs that empty and load the same tables would get in each other’s way.',
        ),
      },
    ),
  ];
}

const MEND = {
  fr: `Corrigez ${DAG_FILE.path}. Pour retrouver celui du TP : « shopstream reset airflow.dag », puis cette étape ; le vôtre est gardé en copie.`,
  en: `Correct ${DAG_FILE.path}. To get the lab’s back: "shopstream reset airflow.dag", then this step; yours is kept as a copy.`,
};

function fileCheck(content: string | undefined): Check {
  return expectThat('dag-file', { fr: 'Le fichier du DAG', en: 'The DAG’s file' }, content !== undefined, {
    expected: DAG_FILE.path,
    actual: content === undefined ? null : DAG_FILE.path,
    query: `ls ${DAG_FILE.path}`,
    message: {
      fr: `${DAG_FILE.path} est absent : exécutez cette étape.`,
      en: `${DAG_FILE.path} is absent: run this step.`,
    },
  });
}

export const dag = defineStep({
  name: 'dag',
  title: { fr: 'Écrire le DAG', en: 'Write the DAG' },
  needs: ['orchestrator', 'workspace'],
  after: ['airflow.install'],

  async prerequisites({ ports, settings }) {
    return [systemCheck(ports.orchestrator, settings), await installedCheck(ports.orchestrator)];
  },

  async execute({ ports, signal, log }) {
    await addFiles(ports.workspace, DAG_FILES, log);
    log('$ airflow dags list-import-errors');
    const { errors } = await ports.orchestrator.keepDags(signal);
    for (const [file, words] of Object.entries(errors)) log(`${file}: ${words}`);
  },

  async verify({ ports, signal }): Promise<Verification> {
    const [installed, content] = await Promise.all([
      installedCheck(ports.orchestrator),
      ports.workspace.read(DAG_FILE.path),
    ]);
    if (installed.verdict === 'failed' || content === undefined)
      return { checks: [installed, fileCheck(content)] };
    const reading = await ports.orchestrator.readDags(signal);
    const tasks = reading.dags.find(({ id }) => id === DAG)?.tasks ?? [];
    return {
      checks: [installed, fileCheck(content), ...readingChecks(reading)],
      samples: [
        {
          title: { fr: 'Les tâches, comme Airflow les lit', en: 'The tasks, as Airflow reads them' },
          query: `airflow tasks list ${DAG}`,
          columns: ['TASK', 'AFTER', 'RETRIES', 'MAPPED'],
          rows: tasks.map(({ id, upstream, retries, mapped }) => [id, upstream.join(', '), retries, mapped]),
        },
      ],
    };
  },

  async undo({ ports, log }) {
    await removeFiles(ports.workspace, DAG_FILES, log);
    await ports.workspace.remove(`${DAGS}/__pycache__`);
  },

  async materials({ ports }) {
    await addFiles(ports.workspace, DAG_FILES, () => {});
  },

  watches: [DAGS],
  async rerun({ ports, signal }) {
    await ports.orchestrator.keepDags(signal);
  },

  commands(settings) {
    if (process.platform === 'win32') return [withoutAirflow(settings)];
    const airflow = `${programFor(settings)} airflow --`;
    return [
      {
        language: 'python',
        title: text(() => DAG_FILE.path),
        code: contentOf(DAG_FILE).trim(),
        file: DAG_FILE.asset,
      },
      {
        language: 'shell',
        title: { fr: 'Ce qu’Airflow en lit', en: 'What Airflow reads of it' },
        code: [`${airflow} dags list-import-errors`, `${airflow} tasks list ${DAG}`].join('\n'),
      },
    ];
  },
});
