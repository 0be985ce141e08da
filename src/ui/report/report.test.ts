import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StepProgress } from '../../engine/state.ts';
import type { StepResult } from '../../engine/validate.ts';
import { type Lang, same } from '../../i18n/text.ts';
import { type Check, defineChapter, defineLab, defineStep, expectEqual, unknown } from '../../lab/lab.ts';
import { chartSvg } from './chart.ts';
import { escapeMarkdown, fenced } from './escape.ts';
import { readFigures } from './figures.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { buildReport } from './model.ts';
import { OUTLINE } from './outline.ts';
import { redactor } from './redact.ts';

const HOSTILE =
  '</style><script>alert("x")</script><img src=x onerror=alert(1)>`|\u001b[31m\u202e[a](javascript:b)';

const step = (name: string, handout?: string, optional = false) =>
  defineStep({
    name,
    title: { fr: `Étape ${name}`, en: `Step ${name}` },
    ...(handout === undefined ? {} : { handout }),
    needs: [],
    optional,
    prerequisites: async () => [],
    execute: async () => {},
    verify: async () => ({ checks: [] }),
    commands: () => [],
  });

const lab = defineLab([
  defineChapter({
    id: 'data',
    folder: '01-data',
    title: { fr: 'Les données', en: 'The data' },
    steps: [
      step('inspect', '1.5'),
      step('load', '1.8.6'),
      step('extra', undefined, true),
      step('aside', '1.9.1'),
    ],
  }),
]);

function resultOf(id: string, verdict: StepResult['verdict'], checks: readonly Check[]): StepResult {
  const found = lab.steps.find(candidate => candidate.id === id);
  assert.ok(found !== undefined);
  return { step: found, verdict, checks, at: '', ms: 5, requests: [] };
}

const results: readonly StepResult[] = [
  {
    ...resultOf('data.inspect', 'passed', [
      expectEqual(
        'rows',
        { fr: 'Lignes', en: 'Rows' },
        { expected: 15112, actual: 15112, query: 'SELECT 1;' },
      ),
    ]),
    samples: [
      {
        title: same('users'),
        query: 'SELECT * FROM users LIMIT 10;',
        columns: ['id', 'name', 'amount', 'price'],
        rows: [[1234, HOSTILE, 1234.5, '1293.90']],
      },
    ],
  },
  resultOf('data.load', 'failed', [
    expectEqual(
      'count',
      { fr: 'Lignes chargées', en: 'Rows loaded' },
      { expected: 5000, actual: null, message: { fr: 'Chargez les lignes.', en: 'Load the rows.' } },
    ),
  ]),
  resultOf('data.extra', 'unknown', []),
  resultOf('data.aside', 'unknown', [unknown('x', same('x'), same('why'))]),
];

const steps: Readonly<Record<string, StepProgress>> = {
  'data.inspect': { state: 'verified', checks: [], at: '2026-01-31T09:05:07.000Z', ms: 2400, assisted: true },
  'data.aside': { state: 'skipped', checks: [], reason: HOSTILE },
};

async function reportIn(lang: Lang, marts: boolean) {
  const figures = await readFigures(
    async query => {
      if (!marts) throw new Error('does not exist');
      if (query.includes('COUNTED')) return [{ REVENUE: 1000, ORDERS: 4, COUNTED: 8 }];
      const name = query.includes('YYYY-MM') ? '2025-12' : HOSTILE;
      return [{ NAME: name, AMOUNT: 1234.5, N: 7, KIND: 'FRA', RANKED: 'A' }];
    },
    'DWH',
    new AbortController().signal,
  );
  const input = {
    results,
    state: { steps, exportDate: '2026-02-01' },
    figures,
    target: 'sandbox' as const,
    bucket: 'shopstream-datalake-ines',
    student: HOSTILE,
    version: '0.1.0',
    at: new Date('2026-02-03T10:00:00Z'),
    timeZone: 'Europe/Paris',
  };
  const document = buildReport(input, lang);
  return { html: renderHtml(document, 'body { margin: 0 }\n'), markdown: renderMarkdown(document) };
}

describe('the report', () => {
  test('has every section of the handout, in order, as HTML and as Markdown', async () => {
    const { html, markdown } = await reportIn('fr', true);
    const body = html.slice(html.indexOf('<main>'));
    assert.deepEqual(
      [...body.matchAll(/<span class="number">([\d.]+)<\/span>/g)].map(([, number]) => number),
      OUTLINE.map(({ number }) => number),
    );
    assert.deepEqual(
      [...markdown.matchAll(/^#{2,3} (1\.[\d.]+) /gm)].map(([, number]) => number),
      OUTLINE.map(({ number }) => number),
    );
  });

  test('says which steps were done for the student, in the summary and at the step', async () => {
    const { html, markdown } = await reportIn('fr', true);
    for (const text of [html, markdown]) {
      assert.match(text, /Étapes faites avec aide[\s\S]*data\.inspect/);
      assert.match(text, /exécutée et vérifiée en 2,4 s · avec aide/);
    }
    assert.match((await reportIn('en', true)).markdown, /Assisted steps/);
  });

  test('data never becomes code', async () => {
    const { html, markdown } = await reportIn('fr', true);
    assert.ok(html.includes('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'), 'the fixture is not in it');
    const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name));
    for (const tag of ['script', 'img', 'iframe', 'link', 'object']) assert.ok(!tags.has(tag), `<${tag}>`);
    assert.equal(html.match(/<\/style>/g)?.length, 1);
    assert.doesNotMatch(html, /<[^>]*\son\w+=/, 'an event handler');
    assert.match(html, /default-src 'none'/);
    assert.doesNotMatch(markdown.replace(/```[\s\S]*?```/g, ''), /<\w|[^\\]\]\(/);
    for (const text of [html, markdown]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what must not be there
      assert.doesNotMatch(text, /[\u001b\u202e]/);
    }
  });

  test('is in the language asked for, numbers and dates too', async () => {
    const [fr, en] = [await reportIn('fr', true), await reportIn('en', true)];
    for (const text of [fr.html, fr.markdown]) {
      assert.match(text, /Étudiant\(e\) :/);
      assert.match(text, /15\u202f112/);
      assert.match(text, /31 janvier 2026 à 10:05:07/);
      assert.match(text, /1er février 2026|1 février 2026/);
      assert.match(text, /exécutée et vérifiée en 2,4 s/);
      assert.match(text, /250,00\u00a0€/);
      assert.match(text, /déc\. 2025/);
    }
    for (const text of [en.html, en.markdown]) {
      assert.match(text, /Student:/);
      assert.match(text, /15,112/);
      assert.match(text, /31 January 2026 at 10:05:07/);
      assert.match(text, /executed and verified in 2\.4 s/);
      assert.match(text, /€250\.00/);
      assert.doesNotMatch(text, /étape|vérifi/i);
    }
    assert.match(fr.html, /<html lang="fr">/);
    assert.match(en.html, /<html lang="en">/);
  });

  test('says what is missing, what was put aside and why, and what could not be drawn', async () => {
    const { html, markdown } = await reportIn('en', false);
    for (const text of [html, markdown]) {
      assert.match(text, /What is missing[\s\S]*data\.load[\s\S]*Steps skipped[\s\S]*data\.aside/);
      assert.match(text, /Load the rows\./);
      assert.match(text, /Revenue by month: no data yet/);
      assert.match(text, /– optional, not done/);
      assert.match(text, /There is no row of orders to show/);
    }
    assert.doesNotMatch(html, /<svg/);
  });

  test('rows of a table stand in its own section; identifiers are not grouped in thousands', async () => {
    const { html } = await reportIn('fr', true);
    const section = html.slice(html.indexOf('1.5.1</span>', html.indexOf('<main>')));
    assert.match(section.slice(0, section.indexOf('1.5.2</span>')), /<td class="numeric">1234<\/td>/);
    assert.match(section, /<td class="numeric">1\u202f293,90<\/td>/);
    assert.equal(html.match(/SELECT \* FROM users LIMIT 10;/g)?.length, 1);
  });
});

describe('the drawings', () => {
  const items = (values: readonly number[]) =>
    values.map((value, index) => ({ label: `m${index}`, value, shown: `${value}` }));
  const chart = (shape: 'line' | 'bars', values: readonly number[]) =>
    chartSvg({ shape, title: 'T', columns: ['a', 'b'], items: items(values) });

  test('a bar is as long as its value', () => {
    const widths = [...chart('bars', [50, 100, 0, -5]).matchAll(/width="([\d.]+)"/g)].map(([, w]) =>
      Number(w),
    );
    assert.deepEqual(widths, [220, 440, 0, 0]);
  });

  test('a line goes from edge to edge, its highest point at the top', () => {
    const points = /points="([^"]+)"/.exec(chart('line', [0, 100, 50]))?.[1];
    assert.equal(points, '90,236 397,16 704,126');
  });

  test('nothing to draw, one point, and what is not a number', () => {
    assert.equal(chart('bars', []), '');
    assert.equal(chart('line', [Number.NaN]), '');
    assert.match(chart('line', [5]), /<rect/);
    assert.doesNotMatch(chart('bars', [0, 0]), /NaN|Infinity/);
  });
});

test('Markdown: one line, no meaning of its own, a fence that its content cannot close', () => {
  assert.equal(
    escapeMarkdown('- a\n# b | <c> *d* `e` [f](g)'),
    '\\- a \\# b \\| &lt;c&gt; \\*d\\* \\`e\\` \\[f\\](g)',
  );
  assert.equal(escapeMarkdown('1. x'), '1\\. x');
  assert.equal(escapeMarkdown('1.8.6'), '1.8.6');
  assert.equal(fenced('a\n```\nb', 'sql'), '````sql\na\n```\nb\n````');
});

test('secrets, key ids and paths of the machine are removed, the longest first', () => {
  const hide = redactor({
    secrets: ['', 'abc', 'abcdef'],
    places: [
      ['/home/ines', '~'],
      ['/home/ines/ShopStreamTP', 'ShopStreamTP'],
      ['C:\\Users\\Inès', '~'],
    ],
  });
  assert.equal(hide('/home/ines/ShopStreamTP/x /home/ines/y'), 'ShopStreamTP/x ~/y');
  assert.equal(hide('C:\\Users\\Inès\\a C:/Users/Inès/b "C:\\\\Users\\\\Inès\\\\c"'), '~\\a ~/b "~\\\\c"');
  assert.equal(hide('abcdef abc'), '••• •••');
  assert.equal(hide('AKIAIOSFODNN7EXAMPLE A_SFCRole=2_Mb1IU+/k='), 'AKIAIO…LE A_SFCRole=2_…');
});
