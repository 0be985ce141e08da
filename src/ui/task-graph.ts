/** A running graph of tasks: drawn as a DAG with the state of each task, told line by line, or as JSON. */
import type { GraphEvent, TaskEvent } from '../engine/task-graph.ts';
import { formatDuration, type Lang, say, text } from '../i18n/text.ts';
import type { TaskGraph, TaskState } from '../lab/task-graph.ts';
import type { Sign } from './glyphs.ts';
import { sanitize } from './sanitize.ts';

/** Airflow's names of the states are kept in both languages: they are what its interface shows. */
const TASK_SIGNS: Readonly<Record<TaskState, Sign>> = {
  queued: { glyph: '○', ascii: '[ ]', word: { fr: 'en attente', en: 'queued' } },
  running: { glyph: '▶', ascii: '[>]', word: { fr: 'en cours', en: 'running' } },
  retry: { glyph: '↻', ascii: '[~]', word: { fr: 'nouvelle tentative', en: 'up for retry' } },
  success: { glyph: '✓', ascii: '[x]', word: { fr: 'réussie', en: 'success' } },
  failed: { glyph: '✗', ascii: '[!]', word: { fr: 'en échec', en: 'failed' } },
  upstream_failed: { glyph: '⊘', ascii: '[-]', word: { fr: 'amont en échec', en: 'upstream failed' } },
  interrupted: { glyph: '~', ascii: '[.]', word: { fr: 'interrompue', en: 'interrupted' } },
};

/** The last event of each task, by its id. */
type Latest = ReadonlyMap<string, TaskEvent>;

/** Where a graph is drawn. */
export interface Canvas {
  readonly lang: Lang;
  readonly ascii: boolean;
  /** Columns. */
  readonly width: number;
}

/** `export[users]` is the copy `users` of the task `export`. */
function copyOf(id: string): { readonly task: string; readonly copy: string | undefined } {
  const [, task = id, copy] = /^(\w+)\[(\w+)\]$/.exec(id) ?? [];
  return { task, copy };
}

/** The graph as lines, from the first task down to the last; the copies of a task stand beside each other. */
export function graphLines(graph: TaskGraph, latest: Latest, canvas: Canvas): readonly string[] {
  const groups = Map.groupBy(graph.tasks, ({ id }) => copyOf(id).task);
  const indent = Math.max(...[...groups.keys()].map(name => name.length)) + 5;
  const side = canvas.ascii ? '|' : '│';
  return [...groups].flatMap(([name, tasks], at) => {
    const cells = tasks.map(({ id }) => cellOf(id, latest.get(id), canvas));
    const rows = inColumns(cells, canvas.width - indent);
    const lines = rows.map(
      (row, index) => ` ${(index === 0 ? `${side} ${name}` : side).padEnd(indent - 1)}${row}`,
    );
    return at === 0 ? lines : [` ${side}`, ...lines];
  });
}

function cellOf(id: string, event: TaskEvent | undefined, { lang, ascii }: Canvas): string {
  const sign = TASK_SIGNS[event?.state ?? 'queued'];
  const { copy } = copyOf(id);
  return [ascii ? sign.ascii : sign.glyph, ...(copy === undefined ? [] : [copy]), wordsOf(event, lang)].join(
    ' ',
  );
}

/** What came of a task, or its state in words; from the second attempt on, with its number. */
function wordsOf(event: TaskEvent | undefined, lang: Lang): string {
  if (event === undefined) return say(TASK_SIGNS.queued.word, lang);
  const { state, attempt, result, ms } = event;
  const word = say(TASK_SIGNS[state].word, lang);
  const counted = attempt > 1 || state === 'retry' ? `${word} (${attempt})` : word;
  if (state !== 'success') return counted;
  const time = ms === undefined ? '' : `, ${formatDuration(ms, lang)}`;
  return `${result === undefined ? counted : say(result, lang)}${time}`;
}

/** Cells beside each other, in as many columns of equal width as fit. */
function inColumns(cells: readonly string[], width: number): readonly string[] {
  const widest = Math.max(...cells.map(cell => cell.length)) + 2;
  const columns = Math.max(1, Math.floor(width / widest));
  const rows: string[] = [];
  for (let from = 0; from < cells.length; from += columns) {
    const row = cells.slice(from, from + columns).map(cell => cell.padEnd(widest));
    rows.push(row.join('').trimEnd().slice(0, Math.max(20, width)));
  }
  return rows;
}

/** One event as one line, for a log; nothing for one that only says that a task waits. */
export function eventLine(event: GraphEvent, lang: Lang): string | undefined {
  switch (event.event) {
    case 'task': {
      if (event.state === 'queued') return undefined;
      const sign = TASK_SIGNS[event.state];
      const result = event.state === 'success' ? wordsOf(event, lang) : problemWords(event, lang);
      const attempt = event.attempt > 1 ? ` (${event.attempt})` : '';
      return `  ${sign.glyph} ${event.id} : ${say(sign.word, lang)}${attempt}${result === '' ? '' : ` : ${result}`}`;
    }
    case 'log':
      return `    | ${event.id} | ${sanitize(event.line)}`;
    case 'end':
      return endLine(event, lang);
  }
}

/** The problem of an attempt, in one line. */
function problemWords({ problem }: TaskEvent, lang: Lang): string {
  return problem === undefined ? '' : sanitize(say(problem.text, lang)).replaceAll('\n', ' ');
}

/** How it ended, in one line. */
export function endLine(end: Extract<GraphEvent, { event: 'end' }>, lang: Lang): string {
  const { success, failed, upstreamFailed, interrupted } = end;
  return text(to => {
    const state = interrupted ? ENDS.interrupted[to] : failed > 0 ? ENDS.failed[to] : ENDS.success[to];
    return to === 'fr'
      ? `${state} ${success} tâches réussies, ${failed} en échec, ${upstreamFailed} non lancées (amont en échec).`
      : `${state} ${success} tasks succeeded, ${failed} failed, ${upstreamFailed} not started (upstream failed).`;
  })[lang];
}

const ENDS = {
  success: { fr: 'Pipeline réussi :', en: 'Pipeline succeeded:' },
  failed: { fr: 'Pipeline en échec :', en: 'Pipeline failed:' },
  interrupted: { fr: 'Pipeline interrompu :', en: 'Pipeline interrupted:' },
};

/** One event as one line of JSON, texts in one language. */
export function graphEventJson(event: GraphEvent, lang: Lang): string {
  if (event.event !== 'task') return JSON.stringify(event);
  const { problem, result, ...plain } = event;
  return JSON.stringify({
    ...plain,
    ...(result === undefined ? {} : { result: say(result, lang) }),
    ...(problem === undefined
      ? {}
      : {
          problem: {
            text: say(problem.text, lang),
            ...(problem.code === undefined ? {} : { code: problem.code }),
          },
        }),
  });
}
