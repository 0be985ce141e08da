import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { packageRoot } from '../src/lab/content.ts';

/**
 * What starting costs, in CPU milliseconds (user and system) of whole processes, against `node -e ''`.
 * `node bench/startup.ts [RUNS]`; runs are interleaved, medians and the median of the ratios are printed.
 */
const runs = Number(process.argv[2] ?? 25);
const launcher = join(packageRoot, 'bin', 'shopstream.mjs');
const cases = {
  "node -e ''": ['-e', ''],
  'shopstream --version': [launcher, '--version'],
  'shopstream --help': [launcher, '--help'],
  'shopstream status': [launcher, 'status'],
} as const;
type Case = keyof typeof cases;

/** CPU milliseconds of one process from its start to its exit. */
function cpu(args: readonly string[]): number {
  const hook = join(packageRoot, 'bench', 'cpu-at-exit.cjs');
  const { output } = spawnSync(process.execPath, ['--require', hook, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  return Number(output[3]) / 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const names = Object.keys(cases) as Case[];
const measured = new Map<Case, number[]>(names.map(name => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const name of names) measured.get(name)?.push(cpu(cases[name]));
}
const base = measured.get("node -e ''") ?? [];
for (const name of names) {
  const values = measured.get(name) ?? [];
  const ratios = values.map((value, index) => value / (base[index] ?? value));
  console.log(
    `${name.padEnd(24)} ${median(values).toFixed(1).padStart(6)} ms   ${median(ratios).toFixed(2)}×`,
  );
}
