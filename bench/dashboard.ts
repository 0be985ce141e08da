import { once } from 'node:events';
import process from 'node:process';
import type { Page } from 'playwright-core';
import { findBrowser, launch } from '../test/dashboard/browser.ts';
import { newMachine } from '../test/helpers/lab-process.ts';
import { median } from './measure.ts';

/**
 * The dashboard in a real browser, on marts of a whole run: from opening the address to the charts, and from a click on a
 * filter to the frame that shows it. `node bench/dashboard.ts [ROUNDS]`; the first opening, which is cold, is told apart.
 */
const rounds = Number(process.argv[2] ?? 15);

interface Opening {
  /** Milliseconds since the navigation began. */
  readonly painted: number;
  readonly drawn: number;
  /** CPU of the page's own thread. */
  readonly cpu: number;
}

const executable = await findBrowser();
if (executable === undefined) throw new Error('There is no Chrome, Edge or Chromium on this machine.');
const machine = await newMachine();
const browser = await launch(executable);
try {
  const ran = await machine.run(['run', '--all']);
  if (ran.code !== 0) throw new Error(ran.stderr);
  const server = machine.start(['dashboard', '--no-open']);
  try {
    const [line] = (await once(server.stdout?.setEncoding('utf8') ?? server, 'data')) as [string];
    await measure(line.trim());
  } finally {
    server.kill('SIGINT');
    await once(server, 'close');
  }
} finally {
  await browser.close();
  await machine.dispose();
}

async function measure(url: string): Promise<void> {
  const openings: Opening[] = [];
  for (let round = 0; round <= rounds; round++) openings.push(await openOnce(url));
  const [cold, ...warm] = openings;
  tell(
    'first paint',
    warm.map(({ painted }) => painted),
    cold?.painted,
  );
  tell(
    'charts drawn',
    warm.map(({ drawn }) => drawn),
    cold?.drawn,
  );
  tell(
    'charts drawn, CPU',
    warm.map(({ cpu }) => cpu),
    cold?.cpu,
  );
  const filters = await filterTimes(url);
  tell('a filter, to its frame', filters.times);
  process.stdout.write(`a filter, CPU: ${filters.cpu.toFixed(0)} ms\n`);
  tell('reading the marts again', await readTimes(url));
}

async function openOnce(url: string): Promise<Opening> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector('.growth-by-month svg path[fill]') === null) requestAnimationFrame(look);
        else performance.mark('charts');
      };
      requestAnimationFrame(look);
    });
    const spent = await cpuClock(page);
    await page.goto(url);
    await page.waitForFunction(
      () =>
        performance.getEntriesByName('charts').length > 0 &&
        performance.getEntriesByName('first-contentful-paint').length > 0,
    );
    const cpu = await spent();
    const times = await page.evaluate(() => ({
      painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      drawn: performance.getEntriesByName('charts')[0]?.startTime ?? Number.NaN,
    }));
    return { ...times, cpu };
  } finally {
    await page.close();
  }
}

/** From the click to the frame after the one in which everything was set. */
async function filterTimes(
  url: string,
): Promise<{ readonly times: readonly number[]; readonly cpu: number }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(url);
  await page.locator('.growth-by-month svg path').first().waitFor({ state: 'attached' });
  const spent = await cpuClock(page);
  const times = await page.evaluate(async () => {
    const chips = [...document.querySelectorAll<HTMLElement>('.slicer:not([hidden]) .chip')];
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
    const taken: number[] = [];
    for (const chip of [...chips, ...chips]) {
      await frame();
      const began = performance.now();
      chip.click();
      await frame();
      await frame();
      taken.push(performance.now() - began);
    }
    return taken;
  });
  const cpu = (await spent()) / times.length;
  await page.close();
  return { times, cpu };
}

/** Milliseconds of CPU that the page's main thread has spent since the call: what other work on the machine does not change. */
async function cpuClock(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const now = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  const start = await now();
  return async () => (await now()) - start;
}

async function readTimes(url: string): Promise<readonly number[]> {
  const data = url.replace('/?', '/data?');
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await (await fetch(data)).text();
    times.push(performance.now() - began);
  }
  return times;
}

function tell(what: string, times: readonly number[], cold?: number): void {
  const sorted = [...times].sort((a, b) => a - b);
  const first = cold === undefined ? '' : `, cold ${cold.toFixed(0)} ms`;
  process.stdout.write(
    `${what}: ${median(sorted).toFixed(0)} ms [${sorted[0]?.toFixed(0)}-${sorted.at(-1)?.toFixed(0)}]${first}\n`,
  );
}
