/** Grades a room of reports, each of another seed, from the start of the process to its exit; and what adding up a seed takes. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { packageRoot } from '../src/lab/content.ts';
import type { SignedReport } from '../src/proof/report.ts';
import { expectedFigures } from '../steps/proof/expected.ts';
import { honest } from '../test/helpers/room.ts';

const ROUNDS = 5;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** `[REPORT]`: a file that `validate --report` wrote. */
const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Give a report that "validate --report F" wrote.');
const real = JSON.parse(await readFile(source, 'utf8')) as SignedReport;

const seeds: number[] = [];
for (let index = 0; index < 100; index++) {
  const began = performance.now();
  expectedFigures({ seed: `seed ${index}`, scale: 1, businessDays: 0 });
  seeds.push(performance.now() - began);
}
process.stdout.write(
  `one seed: first ${seeds[0]?.toFixed(1)} ms, median ${median(seeds).toFixed(1)} ms; a hundred: ${seeds.reduce((a, b) => a + b).toFixed(0)} ms\n`,
);

const home = await mkdtemp(join(tmpdir(), 'shopstream-bench-'));
try {
  for (const [room, seed] of [
    ['100 reports of 100 seeds', undefined],
    ['100 reports of one seed', 'same'],
  ] as const) {
    const folder = await mkdtemp(join(home, 'room-'));
    for (let index = 0; index < 100; index++) {
      const report = honest(real, `student-${index}`, index, undefined, seed);
      await writeFile(join(folder, `${index}.json`), JSON.stringify(report));
    }
    const times = Array.from({ length: ROUNDS }, () => {
      const began = performance.now();
      execFileSync(process.execPath, [
        join(packageRoot, 'dist', 'app', 'cli.js'),
        'grade',
        folder,
        '--home',
        home,
      ]);
      return performance.now() - began;
    });
    process.stdout.write(
      `${room}: ${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})\n`,
    );
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
