import process from 'node:process';
import { PIPELINE_PORTS, pipelineGraph } from '../../steps/08-airflow/pipeline.ts';
import { diagnosisContext } from '../engine/environment.ts';
import { type GraphEvent, runGraph, type TaskEvent } from '../engine/task-graph.ts';
import type { Lang } from '../i18n/text.ts';
import type { TaskGraph } from '../lab/task-graph.ts';
import { eventLine, graphEventJson, graphLines } from '../ui/task-graph.ts';
import { TextReporter } from '../ui/text.ts';
import { glyphsFor } from '../ui/tui/glyphs.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { withLab } from './with-lab.ts';

/** `pipeline [--date D] [--json]`: Airflow's task graph, run by the lab itself and drawn while it runs. */
export function pipeline(options: Options): Promise<number> {
  return withLab(
    options,
    context => openExclusively(context, 'pipeline'),
    async ({ session, notices }, { lang }, interruption) => {
      tellNotices(notices, lang);
      const { signal } = interruption;
      const ports = await session.ports.open(PIPELINE_PORTS, signal);
      // dbt's imports overlap the exports.
      ports.dbt.warm();
      const graph = pipelineGraph({ ports, settings: session.settings, date: options.date });
      const teller = options.json ? jsonTeller(lang) : tellerFor(graph, lang);
      const problems: TaskEvent[] = [];
      let code = 1;
      for await (const event of runGraph(graph, signal, () => diagnosisContext(session))) {
        teller(event);
        if (event.event === 'task' && event.state === 'failed') problems.push(event);
        if (event.event === 'end') code = event.failed > 0 ? 1 : 0;
      }
      if (!options.json) tellProblems(problems, new TextReporter(session.lab, lang, write));
      return signal.aborted ? (interruption.exitCode() ?? 130) : code;
    },
  );
}

type Teller = (event: GraphEvent) => void;

const write = (line: string) => process.stdout.write(`${line}\n`);

function jsonTeller(lang: Lang): Teller {
  return event => write(graphEventJson(event, lang));
}

/** On a terminal that is high enough the graph is drawn again at each event; elsewhere each event is a line. */
function tellerFor(graph: TaskGraph, lang: Lang): Teller {
  const { stdout, env } = process;
  const plain = (event: GraphEvent) => {
    const line = eventLine(event, lang);
    if (line !== undefined) write(line);
  };
  const { ascii } = glyphsFor(env, process.platform);
  const latest = new Map<string, TaskEvent>();
  const draw = () => graphLines(graph, latest, { lang, ascii, width: (stdout.columns ?? 80) - 1 });
  const isStill = !stdout.isTTY || (env['ACCESSIBLE'] ?? '') !== '' || env['TERM'] === 'dumb';
  if (isStill || draw().length + 2 > (stdout.rows ?? 0)) return plain;
  let drawn = 0;
  return event => {
    if (event.event === 'log') return;
    if (event.event === 'end') return plain(event);
    latest.set(event.id, event);
    const lines = draw();
    // Back to the first line of the last drawing, and away with it.
    stdout.write(`${drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
}

function tellProblems(failed: readonly TaskEvent[], reporter: TextReporter): void {
  for (const { id, problem } of failed) {
    if (problem === undefined) continue;
    write(`\n✗ ${id}`);
    reporter.problem(problem);
  }
}
