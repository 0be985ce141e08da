import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { spawn } from '@lydell/node-pty';
import { packageRoot } from '../src/lab/content.ts';
import { median } from './measure.ts';

/**
 * The screen from the start of its process to the first complete frame on a pseudo-terminal of 120 × 40, against a Node that
 * writes one word: CPU of all threads, wall clock, resident memory. `node bench/tui.ts [RUNS]`; runs are interleaved. Linux
 * only, because the figures are read from /proc.
 */
interface Start {
  /** Milliseconds. */
  readonly cpu: number;
  readonly wall: number;
  /** Megabytes. */
  readonly memory: number;
}

const runs = Number(process.argv[2] ?? 15);
/** ink puts each frame between the marks of a synchronized update. */
const FRAME_END = '\u001b[?2026l';
const WORD = 'ready';
const home = mkdtempSync(join(tmpdir(), 'shopstream-bench-'));

const cases = {
  'node writing a word': {
    args: ['-e', `process.stdout.write('${WORD}'); setInterval(() => {}, 1000)`],
    until: WORD,
  },
  'shopstream, first frame': { args: [join(packageRoot, 'bin', 'shopstream.mjs')], until: FRAME_END },
} as const;
type Case = keyof typeof cases;

/** CPU of a process's threads in nanoseconds. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const [ran = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(ran);
  }, 0);
}

function memoryOf(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * 4096) / 1e6;
}

/** Starts a case, measures it when it has written what shows that it is there, and ends it. */
function measure({ args, until }: (typeof cases)[Case], end: NodeJS.Signals = 'SIGKILL'): Promise<Start> {
  const { NO_COLOR: _, CI: __, ...inherited } = process.env;
  const env = {
    ...inherited,
    TERM: 'xterm-256color',
    SHOPSTREAM_HOME: join(home, 'home'),
    SHOPSTREAM_WORKSPACE: join(home, 'workspace'),
  };
  const began = performance.now();
  const terminal = spawn(process.execPath, [...args], { cols: 120, rows: 40, env });
  return new Promise(resolve => {
    let output = '';
    let start: Start | undefined;
    terminal.onData(data => {
      output += data;
      if (start !== undefined || !output.includes(until)) return;
      const { pid } = terminal;
      start = { cpu: cpuOf(pid) / 1e6, wall: performance.now() - began, memory: memoryOf(pid) };
      terminal.kill(end);
    });
    terminal.onExit(() => {
      if (start === undefined) throw new Error(`It ended without a frame: ${output.slice(-500)}`);
      resolve(start);
    });
  });
}

const names = Object.keys(cases) as Case[];
const measured = new Map<Case, Start[]>(names.map(name => [name, []]));
try {
  // Node writes what it compiled at a normal end: a person's second start is measured, not the first of a new build.
  await measure(cases['shopstream, first frame'], 'SIGTERM');
  for (let run = 0; run < runs; run++) {
    for (const name of names) measured.get(name)?.push(await measure(cases[name]));
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

const base = measured.get('node writing a word') ?? [];
for (const name of names) {
  const starts = measured.get(name) ?? [];
  const ratio = (of: 'cpu' | 'wall' | 'memory') =>
    median(starts.map((start, run) => start[of] / (base[run]?.[of] ?? start[of])));
  const shown = (['cpu', 'wall', 'memory'] as const).map(of => {
    const unit = of === 'memory' ? 'MB' : 'ms';
    return `${of} ${median(starts.map(start => start[of])).toFixed(0)} ${unit} ${ratio(of).toFixed(2)}×`;
  });
  console.log(`${name.padEnd(26)} ${shown.join('   ')}`);
}
