import { defineQuestion, programFor, type QuestionDefinition } from '../../src/lab/lab.ts';
import type { DagRun, OrchestratorReader } from '../../src/ports/orchestrator.ts';
import { told } from '../figures.ts';
import { DAG } from './graph.ts';

async function lastRun(orchestrator: OrchestratorReader, signal: AbortSignal): Promise<DagRun> {
  const last = await orchestrator.lastRun(DAG, signal);
  if (last === undefined) throw new Error(`There is no run of ${DAG}.`);
  return last;
}

const taskInstances = defineQuestion({
  id: 'task-instances',
  kind: 'number',
  step: 'airflow.run',
  needs: ['orchestrator'],
  unit: { fr: 'tâches exécutées', en: 'task instances' },
  text: {
    fr: 'Le fichier du DAG déclare sept tâches. Combien de tâches (« task instances ») une exécution a-t-elle vraiment lancées ?',
    en: 'The DAG’s file declares seven tasks. How many task instances did one run really start?',
  },
  find: settings => ({
    language: 'shell',
    title: {
      fr: 'La vérification compte les exemplaires verts de chaque tâche',
      en: 'The verification counts the green copies of each task',
    },
    code: `${programFor(settings)} validate airflow.run`,
  }),
  async answer({ ports, signal }) {
    const { tasks } = await lastRun(ports.orchestrator, signal);
    const names = new Set(tasks.map(({ task }) => task)).size;
    const copies = Map.groupBy(tasks, ({ task }) => task);
    const most = Math.max(...[...copies.values()].map(({ length }) => length));
    return {
      value: tasks.length,
      mistakes: [
        {
          value: names,
          why: {
            fr: 'Ce sont les tâches déclarées ; expand() fait de certaines plusieurs exemplaires.',
            en: 'These are the declared tasks; expand() makes several copies of some.',
          },
        },
        {
          value: names + most,
          why: {
            fr: 'Plus d’une tâche est multipliée par expand().',
            en: 'More than one task is multiplied by expand().',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(tasks.length)} : ${[...copies].map(([task, { length }]) => `${task} × ${n(length)}`).join(', ')}. Chaque exemplaire a son propre journal, ses propres tentatives : si une table échoue, les autres sont déjà faites.`,
        n =>
          `${n(tasks.length)}: ${[...copies].map(([task, { length }]) => `${task} × ${n(length)}`).join(', ')}. Each copy has a log of its own, and attempts of its own: if one table fails, the others are done already.`,
      ),
    };
  },
});

const attempts = defineQuestion({
  id: 'attempts',
  kind: 'number',
  step: 'airflow.dag',
  needs: ['orchestrator'],
  unit: { fr: 'fois', en: 'times' },
  text: {
    fr: 'check_rows échoue sans cesse. Combien de fois Airflow l’exécute-t-il en tout, avant de la déclarer « failed » ?',
    en: 'check_rows fails again and again. How many times does Airflow run it in all, before it declares it “failed”?',
  },
  find: settings => ({
    language: 'shell',
    title: { fr: 'Dans un terminal', en: 'In a terminal' },
    code: `${programFor(settings)} airflow -- dags details ${DAG}`,
  }),
  async answer({ ports, signal }) {
    const { dags } = await ports.orchestrator.readDags(signal);
    const task = dags.find(({ id }) => id === DAG)?.tasks.find(({ id }) => id === 'check_rows');
    if (task === undefined) throw new Error('There is no task check_rows.');
    return {
      value: task.retries + 1,
      mistakes: [
        {
          value: task.retries,
          why: {
            fr: 'retries compte les nouvelles tentatives, après la première exécution.',
            en: 'retries counts the attempts after the first run.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(task.retries + 1)} : une première fois, puis ${n(task.retries)} nouvelles tentatives (retries=${task.retries}), séparées de retry_delay. Entre deux, son état est « up_for_retry » ; ensuite elle est « failed », et dbt_run « upstream_failed ».`,
        n =>
          `${n(task.retries + 1)}: once, then ${n(task.retries)} more attempts (retries=${task.retries}), retry_delay apart. In between its state is “up_for_retry”; then it is “failed”, and dbt_run “upstream_failed”.`,
      ),
    };
  },
});

const replayed = defineQuestion({
  id: 'replayed-day',
  kind: 'choice',
  step: 'airflow.run',
  needs: ['orchestrator', 'postgres'],
  text: {
    fr: 'Vous rejouez le pipeline à la date d’il y a trois jours (backfill). Que contient le fichier orders de ce dossier daté ?',
    en: 'You replay the pipeline for the date of three days ago (backfill). What does the file orders of that dated folder hold?',
  },
  options: [
    {
      id: 'now',
      text: {
        fr: 'Toutes les commandes qui sont dans PostgreSQL maintenant',
        en: 'All orders that are in PostgreSQL now',
      },
    },
    {
      id: 'as-it-was',
      text: {
        fr: 'Les commandes telles qu’elles étaient il y a trois jours',
        en: 'The orders as they were three days ago',
      },
    },
    {
      id: 'that-day',
      text: { fr: 'Les commandes passées ce jour-là seulement', en: 'The orders placed on that day only' },
    },
    { id: 'nothing', text: { fr: 'Rien : ce jour est passé', en: 'Nothing: that day is over' } },
  ],
  find: settings => ({
    language: 'shell',
    title: { fr: 'Rejouer, puis regarder le dossier', en: 'Replay, then look at the folder' },
    code: `${programFor(settings)} airflow -- dags test ${DAG} 2026-01-01\naws s3 ls s3://${settings.bucket}/raw/postgres/orders/ --recursive`,
  }),
  async answer({ ports, signal }) {
    const [row] = await ports.postgres.query<{ total: number }>(
      'SELECT count(*) AS total FROM orders',
      [],
      signal,
    );
    const total = row?.total ?? 0;
    const { tasks } = await lastRun(ports.orchestrator, signal);
    const moved = tasks.find(({ task, returned }) => task === 'export' && tableOf(returned) === 'orders');
    return {
      right: 'now',
      why: {
        now: {
          fr: 'Le SELECT de l’export n’a pas de condition sur la date.',
          en: 'The SELECT of the export has no condition on the date.',
        },
        'as-it-was': {
          fr: 'PostgreSQL ne garde pas l’état d’il y a trois jours : une ligne changée a perdu son ancienne valeur.',
          en: 'PostgreSQL does not keep the state of three days ago: a changed row has lost its former value.',
        },
        'that-day': {
          fr: 'La date décide du dossier, pas des lignes : lisez copy_statement dans le DAG.',
          en: 'The date decides the folder, not the rows: read copy_statement in the DAG.',
        },
        nothing: {
          fr: 'Airflow exécute la date qu’on lui donne ; les tables, elles, sont toujours là.',
          en: 'Airflow runs the date that it is given; the tables are still there.',
        },
      },
      explanation: told(
        n =>
          `Les ${n(total)} commandes de maintenant (la dernière exécution en a exporté ${n(rowsIn(moved?.returned))}). Un export complet ne se rejoue pas dans le passé : seul le nom du dossier change. Pour pouvoir rejouer un jour, il faut un export incrémental (WHERE updated_at…) et une source qui garde son histoire.`,
        n =>
          `The ${n(total)} orders of now (the last run exported ${n(rowsIn(moved?.returned))}). A full export cannot be replayed in the past: only the folder’s name changes. To replay a day takes an incremental export (WHERE updated_at…) and a source that keeps its history.`,
      ),
    };
  },
});

function tableOf(returned: unknown): unknown {
  return typeof returned === 'object' && returned !== null ? Reflect.get(returned, 'table') : undefined;
}

function rowsIn(returned: unknown): number {
  return typeof returned === 'object' && returned !== null ? Number(Reflect.get(returned, 'rows')) : 0;
}

/** What one run is made of, how often a task is tried, and what a date does and does not decide. */
export const questions: readonly QuestionDefinition[] = [taskInstances, attempts, replayed];
