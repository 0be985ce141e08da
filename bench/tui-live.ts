import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as after } from 'node:timers/promises';
import { type IPty, spawn } from '@lydell/node-pty';
import { packageRoot } from '../src/lab/content.ts';

/**
 * The built program on a pseudo-terminal of 120 × 40: what an idle screen writes, and how soon a key answers while the lab runs
 * from its first step on (starts the services, generates, loads, exports, loads again). `node bench/tui-live.ts`; with the dbt environment of
 * SHOPSTREAM_TOOLS, or else it is installed. Each figure has its gate; the exit code is 1 when one is missed.
 */
const home = mkdtempSync(join(tmpdir(), 'shopstream-bench-'));
const { NO_COLOR: _, CI: __, ...inherited } = process.env;
const environment = {
  ...inherited,
  TERM: 'xterm-256color',
  SHOPSTREAM_LANG: 'fr',
  SHOPSTREAM_HOME: join(home, 'home'),
  SHOPSTREAM_WORKSPACE: join(home, 'workspace'),
};

/** The program on its terminal, and all that it has written. */
class Sitting {
  written = '';
  readonly #terminal: IPty;
  readonly exit: Promise<unknown>;

  constructor() {
    const program = join(packageRoot, 'bin', 'shopstream.mjs');
    this.#terminal = spawn(process.execPath, [program], { cols: 120, rows: 40, env: environment });
    this.#terminal.onData(data => {
      this.written += data;
    });
    this.exit = new Promise(resolve => this.#terminal.onExit(resolve));
  }

  press(key: string): void {
    this.#terminal.write(key);
  }

  /** Milliseconds until `wanted` is written, from now. */
  async writes(wanted: string, patience = 60_000): Promise<number> {
    const from = this.written.length;
    const began = performance.now();
    while (!this.written.includes(wanted, from)) {
      if (performance.now() - began > patience)
        throw new Error(`${wanted} was never written: ${JSON.stringify(this.written.slice(-600))}`);
      await after(1);
    }
    return performance.now() - began;
  }

  /** Bytes that are written in so many milliseconds. */
  async bytesIn(ms: number): Promise<number> {
    const from = this.written.length;
    await after(ms);
    return Buffer.byteLength(this.written.slice(from));
  }
}

/** Milliseconds that keys took which open and close the help, while `going`; in order of size. */
async function answers(sitting: Sitting, going: (keys: number) => boolean): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; going(at) || at % 2 === 1; at += 1) {
    // At any moment of a frame, as a person does.
    await after(20 + (at % 7) * 9);
    sitting.press('?');
    times.push(await sitting.writes(at % 2 === 0 ? 'Les touches' : ' aide'));
  }
  return times.toSorted((a, b) => a - b);
}

/** Milliseconds of a run during which keys are pressed. */
const RUN = 15_000;

let missed = false;
function tell(what: string, figure: number, unit: string, gate: number): void {
  if (figure > gate) missed = true;
  console.log(`${what.padEnd(52)} ${figure.toFixed(1).padStart(8)} ${unit.padEnd(5)} gate ${gate}`);
}

const sitting = new Sitting();
try {
  await sitting.writes('Pourquoi le cloud');
  await after(1000);
  tell('idle, ten seconds', await sitting.bytesIn(10_000), 'B', 0);
  const at = (times: readonly number[], share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const idle = await answers(sitting, keys => keys < 60);
  tell('60 keys while nothing runs, median', at(idle, 0.5), 'ms', 50);
  tell('60 keys while nothing runs, p95', at(idle, 0.95), 'ms', 50);
  sitting.press('a');
  await sitting.writes('arrêter');
  const began = performance.now();
  // A whole run takes about that long; the help that opens and closes hides what says that it has ended.
  const busy = await answers(sitting, () => performance.now() - began < RUN);
  tell(`${busy.length} keys during a run, median`, at(busy, 0.5), 'ms', 50);
  tell(`${busy.length} keys during a run, p95`, at(busy, 0.95), 'ms', 50);
} finally {
  sitting.press('\u0003');
  await Promise.race([sitting.exit, after(15_000)]);
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = missed ? 1 : 0;
