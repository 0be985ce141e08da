import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { packageRoot } from '../src/lab/content.ts';
import { dataFolder } from '../src/sandbox/host/paths.ts';
import { removePostgres } from '../src/sandbox/postgres/main.ts';

/**
 * The whole lab on a fresh machine, step by step, then the same command again, which only verifies.
 * `node bench/lab.ts [RUNS] [--cold]`: `--cold` gives every run a dbt environment of its own.
 */
interface Run {
  /** Milliseconds by step id. */
  readonly steps: ReadonlyMap<string, number>;
  /** Wall-clock milliseconds of the process, from spawn to exit. */
  readonly total: number;
}

const cold = process.argv.includes('--cold');
const rounds = Number(process.argv.slice(2).find(word => /^\d+$/.test(word)) ?? 3);

async function runLab(environment: NodeJS.ProcessEnv): Promise<Run> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [join(packageRoot, 'dist', 'app', 'cli.js'), 'run', '--all', '--json'],
    {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const steps = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { event: string; id?: string; ms?: number };
    if (event.event === 'step' && event.id !== undefined && event.ms !== undefined)
      steps.set(event.id, event.ms);
  }
  const code = child.exitCode ?? (await new Promise(resolve => child.once('close', resolve)));
  if (code !== 0) throw new Error(`The run ended with code ${code}.`);
  return { steps, total: performance.now() - began };
}

async function round(): Promise<{ first: Run; second: Run }> {
  const root = await mkdtemp(join(tmpdir(), 'shopstream-bench-'));
  try {
    const environment = {
      ...process.env,
      SHOPSTREAM_HOME: join(root, 'home'),
      SHOPSTREAM_WORKSPACE: join(root, 'workspace'),
      SHOPSTREAM_TOOLS: cold ? join(root, 'tools') : join(packageRoot, '.cache', 'tools'),
    };
    return { first: await runLab(environment), second: await runLab(environment) };
  } finally {
    await removePostgres(dataFolder(join(root, 'home'), 'postgres'));
    await rm(root, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2).padStart(7)} s`;

const results: { first: Run; second: Run }[] = [];
for (let done = 0; done < rounds; done++) results.push(await round());

console.log(
  `${rounds} rounds, ${cpus().length} cores, Node ${process.version}, dbt environment ${cold ? 'cold' : 'warm'}; medians`,
);
console.log(`${'step'.padEnd(38)}  first run   second run`);
for (const id of results[0]?.first.steps.keys() ?? []) {
  const of = (which: 'first' | 'second') =>
    seconds(median(results.map(result => result[which].steps.get(id) ?? 0)));
  console.log(`${id.padEnd(38)} ${of('first')}  ${of('second')}`);
}
const totals = (which: 'first' | 'second') => seconds(median(results.map(result => result[which].total)));
console.log(`${'the process, from start to exit'.padEnd(38)} ${totals('first')}  ${totals('second')}`);
