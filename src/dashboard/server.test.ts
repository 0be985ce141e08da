import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, test } from 'node:test';
import { LabError } from '../lab/errors.ts';
import { dashboardPage } from './page.ts';
import { emptyMart } from './problems.ts';
import { type Dashboard, type DashboardOptions, startDashboard } from './server.ts';
import { SMALL } from './testing/cube.ts';

const assets = { script: "document.title = '</script><!-- x';", style: 'body { color: red; }' };
let served: Dashboard | undefined;

afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function serve(more: Partial<DashboardOptions> = {}): Promise<URL> {
  served = await startDashboard({
    assets,
    lang: 'fr',
    port: undefined,
    first: SMALL,
    read: async () => SMALL,
    explain: async error => {
      assert.ok(error instanceof LabError && error.advice !== undefined);
      return { text: error.text, advice: error.advice };
    },
    ...more,
  });
  return new URL(served.url);
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** A request with any Host, which `fetch` would not send. */
function ask(url: URL, options: { host?: string; method?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method: options.method ?? 'GET', headers: options.host === undefined ? {} : { host: options.host } },
      response => {
        let body = '';
        response.setEncoding('utf8').on('data', chunk => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asked.on('error', reject).end();
  });
}

test('the page comes with its token, on loopback, is kept by nobody and may load nothing', async () => {
  const url = await serve();
  assert.equal(url.hostname, '127.0.0.1');
  assert.ok((url.searchParams.get('token') ?? '').length >= 32);
  const { status, headers, body } = await ask(url);
  assert.equal(status, 200);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; script-src 'sha256-/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /script-src[^;]*unsafe|https?:|\*/);
  // The one script that may run is the one that is there.
  const scripts = [...body.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code]) => code ?? '');
  assert.equal(scripts.length, 1);
  const hash = createHash('sha256')
    .update(scripts[0] ?? '')
    .digest('base64');
  assert.ok(policy.includes(`'sha256-${hash}'`));
  assert.doesNotMatch(body, /<(?:script|link|img)[^>]*\s(?:src|href)="(?!data:)/);
});

test('without the token, with a wrong one, or under another name: 403, and no figure', async () => {
  const url = await serve();
  const without = new URL(url);
  without.search = '';
  const wrong = new URL(url);
  const token = url.searchParams.get('token') ?? '';
  // Any sign may stand at the end of a random token: the wrong one ends in another.
  wrong.searchParams.set('token', `${token.slice(0, -1)}${token.endsWith('_') ? '-' : '_'}`);
  const data = new URL('/data', url);
  for (const refused of [
    await ask(without),
    await ask(wrong),
    await ask(data),
    await ask(url, { host: 'evil.example' }),
    await ask(url, { host: `evil.example:${url.port}` }),
    await ask(url, { host: '127.0.0.1' }),
  ]) {
    assert.equal(refused.status, 403);
    assert.doesNotMatch(refused.body, /Atlas|<script/);
  }
  assert.equal((await ask(url, { host: `localhost:${url.port}` })).status, 200);
});

test('it is read only, and has nothing but its page and its data', async () => {
  const url = await serve();
  assert.equal((await ask(url, { method: 'POST' })).status, 405);
  const head = await ask(url, { method: 'HEAD' });
  assert.deepEqual([head.status, head.body], [200, '']);
  const other = new URL(`/../../etc/passwd${url.search}`, url);
  assert.equal((await ask(other)).status, 404);
});

test('the data are read again at each question, once for all who ask meanwhile', async () => {
  let reads = 0;
  let gate = Promise.resolve();
  const url = await serve({
    read: async () => {
      reads += 1;
      const readAt = `2026-01-0${reads}T00:00:00.000Z`;
      await gate;
      return { ...SMALL, readAt };
    },
  });
  const data = new URL(`/data${url.search}`, url);
  assert.match((await ask(data)).body, /2026-01-01/);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const both = [ask(data), ask(data)];
  // A later question that waits for nothing: when it is answered, both have arrived.
  await ask(new URL(`/nothing${url.search}`, url));
  resolve();
  for (const { body } of await Promise.all(both)) assert.match(body, /2026-01-02/);
  assert.equal(reads, 2);
});

test('marts that went away are told with the fix, in the data and as a page', async () => {
  const url = await serve({
    read: async () => {
      throw emptyMart('SHOPSTREAM_DWH.CORE_MARTS.MART_SALES_OVERVIEW');
    },
  });
  const { status, body } = await ask(new URL(`/data${url.search}`, url));
  assert.equal(status, 200);
  const { problem } = JSON.parse(body) as { problem: { text: { fr: string }; advice: { fr: string } } };
  assert.match(problem.text.fr, /MART_SALES_OVERVIEW est vide/);
  assert.match(problem.advice.fr, /shopstream run --all/);
});

test('a port that is taken is told, with what to do', async () => {
  const { port } = await serve();
  const first = served;
  try {
    await assert.rejects(serve({ port: Number(port) }), (error: unknown) => {
      assert.ok(error instanceof LabError);
      assert.equal(error.exitCode, 2);
      assert.match(error.text.en, new RegExp(`Port ${port} is taken`));
      assert.match(error.advice?.fr ?? '', /--port/);
      return true;
    });
  } finally {
    served = first;
  }
});

test('an exported page asks nobody: not even its own origin', () => {
  const { html, policy } = dashboardPage(assets, { lang: 'en', live: false, cube: SMALL });
  assert.match(policy, /connect-src 'none'/);
  assert.ok(html.includes(policy));
  // What a product is called ends neither the data nor the page.
  assert.equal([...html.matchAll(/<\/script>/g)].length, 2);
  const data = /id="data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  assert.deepEqual((JSON.parse(data) as { cube: unknown }).cube, SMALL);
});
