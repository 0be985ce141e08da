import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import pty from '@lydell/node-pty';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { formatsOf } from '../../src/dashboard/model/format.ts';
import { dashboardPage } from '../../src/dashboard/page.ts';
import { HOSTILE, SMALL } from '../../src/dashboard/testing/cube.ts';
import { packageRoot, readContent } from '../../src/lab/content.ts';
import type { Cell, Warehouse } from '../../src/ports/warehouse.ts';
import { finished, type LabMachine, newMachine, until } from '../helpers/lab-process.ts';
import { type LabSession, openSession } from '../helpers/lab-session.ts';
import { findBrowser, launch, open, type Watched } from './browser.ts';

const executable = await findBrowser();
const NO_BROWSER = 'NO BROWSER: install Chrome, Edge or Chromium, or the page itself is not tested';
if (executable === undefined) process.stderr.write(`! ${NO_BROWSER}\n`);

const fr = formatsOf('fr');
const cents = (value: Cell | undefined) => (value == null ? null : Math.round(Number(value) * 100));
const number = (value: Cell | undefined) => (value == null ? null : Number(value));
/** How each card writes its number. */
const CARD_FORMATS: Readonly<Record<string, (value: Cell | undefined) => string>> = {
  revenue: value => fr.euro(cents(value)),
  orders: value => fr.integer(number(value)),
  basket: value => fr.euroCents(cents(value)),
  previous: value => fr.euro(cents(value)),
  growth: value => fr.percent(number(value), true),
};

type Row = Readonly<Record<string, Cell>>;
/** How each chart's table and each table writes a row of its own query. */
const ROW_FORMATS: Readonly<Record<string, (row: Row) => readonly string[]>> = {
  'revenue-by-date': row => [
    fr.date(String(row['SALE_DATE']).slice(0, 10)),
    fr.euroCents(cents(row['TOTAL_REVENUE'])),
  ],
  'revenue-by-country': row => [
    fr.value('country', String(row['COUNTRY_CODE'])),
    fr.euroCents(cents(row['TOTAL_REVENUE'])),
  ],
  'revenue-by-category': row => [String(row['PRODUCT_CATEGORY']), fr.euroCents(cents(row['TOTAL_REVENUE']))],
  'growth-by-month': row => [
    fr.month(String(row['MONTH']).slice(0, 7)),
    fr.euroCents(cents(row['REVENUE'])),
    fr.euroCents(cents(row['PREVIOUS_REVENUE'])),
    fr.percent(number(row['GROWTH']), true),
  ],
  products: row => [
    String(row['PRODUCT_NAME']),
    String(row['PRODUCT_CATEGORY']),
    fr.euroCents(cents(row['TOTAL_REVENUE'])),
    fr.integer(number(row['TOTAL_ORDERS'])),
    String(row['ABC_CLASS']),
    String(row['PERFORMANCE_TIER']),
  ],
  'customers-by-segment': row => [String(row['RFM_SEGMENT']), fr.integer(number(row['COUNT_CUSTOMER_KEY']))],
  'value-by-segment': row => [String(row['RFM_SEGMENT']), fr.euroCents(cents(row['LIFETIME_VALUE']))],
  'top-customers': row => [
    String(row['FULL_NAME']),
    String(row['EMAIL']),
    fr.value('country', String(row['COUNTRY_CODE'])),
    fr.euroCents(cents(row['LIFETIME_VALUE'])),
    fr.integer(number(row['TOTAL_ORDERS'])),
    String(row['RFM_SEGMENT']),
    String(row['CHURN_RISK']),
  ],
};

describe('dashboard', () => {
  let machine: LabMachine;
  let session: LabSession;
  let warehouse: Warehouse;
  let browser: Browser | undefined;
  let server: ChildProcess;
  let url: string;
  let scratch: string;
  const pages: Watched[] = [];
  const signal = new AbortController().signal;

  before(async () => {
    machine = await newMachine();
    scratch = await mkdtemp(join(tmpdir(), 'shopstream dashboard '));
  });
  after(async () => {
    await browser?.close();
    server?.kill('SIGTERM');
    await session?.close();
    await machine.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  const visit = async (address = url, options: Parameters<typeof open>[2] = {}) => {
    assert.ok(executable !== undefined);
    browser ??= await launch(executable);
    const watched = await open(browser, address, options);
    pages.push(watched);
    return watched;
  };
  const ask = async (sql: string): Promise<readonly Row[]> => (await warehouse.query(sql, [], signal)).rows;

  test('without marts it says what is missing and what to do, and serves nothing', async () => {
    assert.equal((await machine.run(['run', 'snowflake.connect'])).code, 0);
    const { code, stdout, stderr } = await machine.run(['dashboard', '--no-open']);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /n'existe pas encore dans l'entrepôt/);
    assert.match(stderr, /shopstream run --all/);
  });

  test('it prints an address on loopback with a token, and nothing else', async () => {
    const ran = await machine.run(['run', '--all']);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    session = await openSession(machine);
    ({ warehouse } = await session.ports.open(['warehouse'], signal));
    server = machine.start(['dashboard', '--no-open']);
    const [line] = (await once(server.stdout?.setEncoding('utf8') ?? server, 'data')) as [string];
    url = line.trim();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    const page = await (await fetch(url)).text();
    const data = JSON.parse(/id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '') as {
      cube: typeof SMALL;
    };
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    assert.equal(sum(data.cube.sales.revenue), 732_091_545);
    assert.equal(sum(data.cube.orders.count), 4515);
    assert.equal(sum(data.cube.products.totals.map(([, , , orders]) => orders)), 13_637);
    assert.equal(sum(data.cube.customers.totals.map(([, , , , , orders]) => orders)), 4515);
  });

  test('a port that is taken is told with the fix', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { code, stderr } = await machine.run(['dashboard', '--no-open', '--port', String(address.port)]);
    other.close();
    assert.equal(code, 2);
    assert.match(stderr, /est déjà pris par un autre programme[\s\S]*--port/);
  });

  const inBrowser = { skip: executable === undefined ? NO_BROWSER : false };

  /** Every card's and chart's own SQL, as the page shows it, gives what the page shows. */
  const compare = async (page: Page): Promise<number> => {
    const shown = page.locator('[role=tabpanel]:not([hidden])');
    const sqlOf = async (panel: ReturnType<Page['locator']>) => {
      const details = panel.locator('details.sql');
      if (!(await details.evaluate(element => (element as HTMLDetailsElement).open)))
        await details.locator('summary').click();
      await panel.locator('.code.sql code').first().waitFor();
      return panel.locator('.code.sql code').allTextContents();
    };
    let compared = 0;
    for (const card of await shown.locator('[data-card]').all()) {
      const id = (await card.getAttribute('data-card')) ?? '';
      const [sql = '', handout] = await sqlOf(card);
      const write = CARD_FORMATS[id] ?? String;
      assert.equal(await card.locator('.value').textContent(), write((await ask(sql))[0]?.['VALUE']), id);
      if (handout !== undefined)
        assert.equal(
          await card.locator('.handout span:last-child').textContent(),
          write((await ask(handout))[0]?.['VALUE']),
          `${id}, handout`,
        );
      compared += 1;
    }
    for (const panel of await shown.locator('[data-visual]').all()) {
      const id = (await panel.getAttribute('data-visual')) ?? '';
      const [sql = ''] = await sqlOf(panel);
      const data = panel.locator('details.data');
      if ((await data.count()) > 0 && !(await data.evaluate(element => (element as HTMLDetailsElement).open)))
        await data.locator('summary').click();
      const cells = await panel
        .locator('tbody')
        .first()
        .evaluate(body =>
          [...body.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.textContent)),
        );
      const write = ROW_FORMATS[id];
      assert.ok(write !== undefined, id);
      const rows = (await ask(sql)).map(write);
      assert.ok(rows.length > 0, id);
      const most = id === 'top-customers' ? 100 : 250;
      const sorted = (lines: readonly (readonly unknown[])[]) =>
        // The donut's query has no order of its own.
        id === 'customers-by-segment' ? lines.map(String).sort() : lines.map(String);
      const width = rows[0]?.length ?? 0;
      const wanted = id === 'revenue-by-date' ? rows : rows.slice(0, most);
      assert.deepEqual(sorted(cells.map(line => line.slice(0, width))), sorted(wanted), id);
      compared += 1;
    }
    return compared;
  };

  test('every value on the three pages is what its own SQL gives', inBrowser, async () => {
    const { page } = await visit();
    assert.equal(await compare(page), 9);
    assert.equal(await page.locator('[data-card=revenue] .value').textContent(), fr.euro(732_091_545));
    assert.equal(await page.locator('[data-card=orders] .value').textContent(), fr.integer(4515));
    await page.getByRole('tab', { name: 'Performance produits' }).click();
    assert.equal(await compare(page), 1);
    const total = page.locator('[role=tabpanel]:not([hidden]) tfoot');
    assert.match(
      (await total.textContent()) ?? '',
      new RegExp(`${fr.euroCents(732_091_545)}${fr.integer(13_637)}`),
    );
    await page.getByRole('tab', { name: 'Analyse clients' }).click();
    assert.equal(await compare(page), 3);
    assert.equal(await page.locator('.foot .control').getAttribute('data-agree'), 'true');
    await page.close();
  });

  test(
    'filters answer by click on buttons, legends and charts, and every value is again what SQL gives',
    inBrowser,
    async () => {
      const { page } = await visit();
      await page.getByRole('button', { name: 'France', exact: true }).click();
      await page.locator('.revenue-by-category .legend [data-code=Books] button').click();
      assert.match((await page.getByRole('status').textContent()) ?? '', /Pays : France · Catégorie : Books/);
      assert.equal(await compare(page), 9);
      await page.getByRole('button', { name: 'Effacer les filtres' }).click();
      // The topmost bar of the chart is France.
      const bars = page.locator('.revenue-by-country svg path[fill="#1a5f94"]');
      await bars.first().click();
      assert.match((await page.getByRole('status').textContent()) ?? '', /^Pays : France$/);
      await bars.first().click();
      assert.equal(await page.getByRole('status').textContent(), 'Toutes les données');

      await page.getByRole('button', { name: 'Allemagne' }).click();
      await page.getByRole('button', { name: 'Premium', exact: true }).click();
      await page.getByRole('tab', { name: 'Analyse clients' }).click();
      await page.locator('.slicer[data-dimension=rfm] [data-code=Champions]').click();
      assert.equal(await compare(page), 3);
      // A mart without countries says so rather than pretending to be filtered.
      await page.getByRole('tab', { name: 'Performance produits' }).click();
      assert.match(
        (await page.locator('.aside').textContent()) ?? '',
        /Sans effet sur cette page : Pays, Segment/,
      );
      assert.equal(await compare(page), 1);
      // The address keeps the state.
      await page.reload();
      await page.getByRole('tab', { name: 'Performance produits', selected: true }).waitFor();
      await page.close();
    },
  );

  test('both languages, both themes', inBrowser, async () => {
    const { page } = await visit();
    await page.getByRole('button', { name: 'English' }).click();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.equal(await page.locator('[data-card=revenue] .value').textContent(), '€7,320,915');
    await page.getByRole('tab', { name: 'Sales overview', selected: true }).waitFor();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: 'Dark' }).click();
    assert.notEqual(await ground(), light);
    await page.getByRole('button', { name: 'System' }).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('.revenue-by-country svg path[fill="#6bb3e8"]').first().waitFor();
    await page.close();
  });

  test('the keyboard alone reaches content, pages, filters, figures and SQL', inBrowser, async () => {
    const { page } = await visit();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Aller au contenu');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), "Vue d'ensemble des ventes");
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'Performance produits');
    await page.getByRole('tab', { name: 'Performance produits', selected: true }).waitFor();
    await page.keyboard.press('End');
    assert.equal(await focused(), 'Analyse clients');
    await page.keyboard.press('Home');
    const seen = new Set<string>();
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab');
      const name = await focused();
      if (name === 'France' && !seen.has('France')) await page.keyboard.press('Space');
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      );
      if (name !== '' && !seen.has('SQL et DAX'))
        assert.notEqual(outline, 'none', `the focus shows on ${name}`);
      seen.add(name);
    }
    assert.match((await page.getByRole('status').textContent()) ?? '', /France/);
    for (const wanted of ['English', 'Effacer les filtres', 'SQL et DAX', 'Données'])
      assert.ok(
        [...seen].some(name => name.startsWith(wanted)),
        wanted,
      );
    await page.close();
  });

  test('axe finds nothing serious, in any theme, on any page, with everything open', inBrowser, async () => {
    for (const theme of ['light', 'dark']) {
      for (const id of ['overview', 'products', 'customers']) {
        const { page } = await visit(`${url}#page=${id}&theme=${theme}&country=FRA&rfm=Champions`);
        // The days are too many rows for a checker, and say nothing that the months do not.
        const summaries = '[role=tabpanel]:not([hidden]) :is(.card, .panel:not(.revenue-by-date)) summary';
        for (const summary of await page.locator(summaries).all()) await summary.click();
        await page.evaluate(axe.source);
        const violations = await page.evaluate(async () => {
          const { axe: checker } = window as unknown as { axe: typeof import('axe-core') };
          const { violations: found } = await checker.run(document, { resultTypes: ['violations'] });
          return found
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(
              ({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
            );
        });
        assert.deepEqual(violations, [], `${id}, ${theme}`);
        await page.close();
      }
    }
  });

  test('fits a phone without scrolling sideways', inBrowser, async () => {
    for (const id of ['overview', 'products', 'customers']) {
      const { page } = await visit(`${url}#page=${id}`, { viewport: { width: 360, height: 740 } });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, id);
      await page.close();
    }
  });

  test(
    'an export is one file of at most 1.5 MB that filters from the disk and asks nobody',
    inBrowser,
    async () => {
      const file = join(scratch, 'tableau de bord.html');
      const exported = await machine.run(['dashboard', '--export', file]);
      assert.equal(exported.code, 0, exported.stderr);
      assert.equal(exported.stdout.trim(), file);
      assert.ok((await stat(file)).size < 1_500_000);
      const { page, asked } = await visit(pathToFileURL(file).href);
      await page.getByRole('button', { name: 'Italie' }).click();
      assert.equal(await compare(page), 9);
      assert.deepEqual(
        asked.filter(address => !/^(?:file|data):/.test(address)),
        [],
      );
      assert.equal(await page.getByRole('button', { name: 'Actualiser' }).count(), 0);
      await page.close();
      // It is never written over silently.
      await writeFile(file, 'mine');
      const refused = await machine.run(['dashboard', '--export', file]);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /existe déjà[\s\S]*--yes/);
      assert.equal(await readFile(file, 'utf8'), 'mine');
      assert.equal((await machine.run(['dashboard', '--export', file, '--yes'])).code, 0);
    },
  );

  test('a hostile name stays text in tables, charts and bubbles', inBrowser, async () => {
    const assets = {
      script: readFileSync(join(packageRoot, 'dist', 'app', 'dashboard.js'), 'utf8'),
      style: readContent('assets/dashboard/dashboard.css'),
    };
    const file = join(scratch, 'hostile.html');
    const values = {
      ...SMALL.values,
      country: [HOSTILE, 'USA'],
      category: ['Books', HOSTILE],
      rfm: [HOSTILE, 'Others'],
    };
    await writeFile(
      file,
      dashboardPage(assets, { lang: 'fr', live: false, cube: { ...SMALL, values } }).html,
    );
    for (const id of ['overview', 'products', 'customers']) {
      const { page } = await visit(`${pathToFileURL(file).href}#page=${id}`);
      for (const chart of await page.locator('[role=tabpanel]:not([hidden]) .chart svg').all()) {
        await chart.hover();
        const box = await chart.boundingBox();
        if (box !== null) await page.mouse.move(box.x + box.width / 3, box.y + box.height / 4);
      }
      await page.locator('.slicer:not([hidden]) .chip', { hasText: 'onerror' }).first().click();
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.title(), 'Tableau de bord ShopStream');
      assert.match((await page.locator('main').textContent()) ?? '', /<img src=x onerror/);
      await page.close();
    }
  });

  test(
    'figures are read again on request; marts that went away are told, and the figures stay',
    inBrowser,
    async () => {
      const { page } = await visit();
      const mart = 'SHOPSTREAM_DWH.CORE_MARTS.MART_CUSTOMER_LTV';
      await warehouse.execute(
        `UPDATE ${mart} SET LIFETIME_VALUE = LIFETIME_VALUE + 1000 WHERE EMAIL = (SELECT MAX(EMAIL) FROM ${mart})`,
      );
      await page.getByRole('button', { name: 'Actualiser' }).click();
      await page.locator('.foot .control[data-agree=false]').waitFor();
      await warehouse.execute(`DROP TABLE ${mart}`);
      await page.getByRole('button', { name: 'Actualiser' }).click();
      await page
        .getByRole('alert')
        .filter({ hasText: /MART_CUSTOMER_LTV.*shopstream run --all/ })
        .waitFor();
      assert.equal(await page.locator('[data-card=revenue] .value').textContent(), fr.euro(732_091_545));
      await until('the figures are no longer fresh', async () => (await fetch(url)).status === 503);
      const answer = await (await fetch(url)).text();
      assert.match(answer, /shopstream run --all/);
      await page.close();
    },
  );

  test('nothing went wrong in any page, and none asked anybody but its own server', inBrowser, () => {
    assert.ok(pages.length > 10);
    assert.deepEqual(
      pages.flatMap(({ problems }) => problems),
      [],
    );
    const strangers = pages
      .flatMap(({ asked }) => asked)
      .filter(address => !/^(?:file|data|blob):/.test(address) && !address.startsWith(new URL(url).origin));
    assert.deepEqual(strangers, []);
  });

  test('Ctrl-C ends it with 130 and frees its port; q on a terminal with 0', async () => {
    const ended = finished(server);
    server.kill('SIGINT');
    assert.equal((await ended).code, 130);
    await assert.rejects(fetch(url));
    const restored = await machine.run(['run', '--all']);
    assert.equal(restored.code, 0, restored.stderr);
    const terminal = pty.spawn(
      process.execPath,
      [join(packageRoot, 'dist', 'app', 'cli.js'), 'dashboard', '--no-open'],
      {
        cols: 120,
        rows: 30,
        env: machine.environment as Record<string, string>,
      },
    );
    let said = '';
    const exit = new Promise<number>(resolve => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    terminal.onData(data => {
      if (!said.includes('token=') && (said + data).includes('token='))
        setTimeout(() => terminal.write('q'), 0);
      said += data;
    });
    assert.equal(await exit, 0, said);
  });
});
