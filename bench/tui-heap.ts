import { join } from 'node:path';
import process from 'node:process';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { packageRoot } from '../src/lab/content.ts';

/**
 * The screen in this process, with a step that tells 18,000 things one after another (ten minutes at thirty a second): the
 * heap that is left after collecting, and the bytes of a spinner that moves alone. `node bench/tui-heap.ts`, after
 * `npm run build`, whose compiled files it runs. Exit code 1 when a gate is missed.
 */
const UPDATES = 18_000;
/** Told between two drawings, of which there are twelve a second. */
const BURST = 60;
const built = (path: string) => import(join(packageRoot, 'dist', path));
const { mount } = (await built('src/ui/tui/mount.js')) as typeof import('../src/ui/tui/mount.tsx');
const { UNICODE } = (await built('src/ui/tui/glyphs.js')) as typeof import('../src/ui/tui/glyphs.ts');
const { fixtureSession, newWorld } = (await built(
  'test/tui/fixture/lab.js',
)) as typeof import('../test/tui/fixture/lab.ts');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes of objects that are still reachable. */
function heap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

const world = newWorld();
world.connected = true;
world.database = true;
const { promise: gate, resolve: release } = Promise.withResolvers<void>();
world.gate = gate;
const session = fixtureSession(world);
const stdin = Object.assign(new PassThrough(), {
  isTTY: true,
  setRawMode: () => {},
  ref: () => {},
  unref: () => {},
});
let bytes = 0;
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    bytes += chunk.length;
    done();
  },
});
const stdout = Object.assign(sink, { columns: 120, rows: 40, isTTY: true });
const abort = new AbortController();
const left = mount(
  session,
  { lang: 'fr', signal: abort.signal, noColor: false, logPath: '/logs', notices: [] },
  {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    glyphs: UNICODE,
    calm: 0,
  },
);

let missed = false;
function tell(what: string, figure: number, unit: string, limit: number): void {
  if (figure > limit) missed = true;
  console.log(`${what.padEnd(44)} ${figure.toFixed(2).padStart(8)} ${unit.padEnd(5)} gate ${limit}`);
}

await after(200);
stdin.write('a');
await after(1500);
const before = bytes;
await after(5000);
tell('a spinner alone, five seconds', (bytes - before) / 5000, 'kB/s', 5);
const figures: number[] = [];
for (let told = 0; told < UPDATES; told += BURST) {
  for (let at = 0; at < BURST; at += 1) {
    world.log?.(`ligne ${told + at} : ${'x'.repeat(60)}`);
  }
  await after(90);
  if ((told / BURST) % 50 === 49) figures.push(heap());
}
console.log(figures.map(figure => figure.toFixed(1)).join('  '));
const [first = 0] = figures;
tell('heap after 18,000 updates / after 3,000', (figures.at(-1) ?? 0) / first, '', 1.1);
release();
abort.abort();
await left;
process.exitCode = missed ? 1 : 0;
