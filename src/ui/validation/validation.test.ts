import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepResult } from '../../engine/validate.ts';
import { same } from '../../i18n/text.ts';
import { defineChapter, defineLab } from '../../lab/chapter.ts';
import { type Check, expectEqual, unknown, type Verdict } from '../../lab/check.ts';
import { defineStep } from '../../lab/step.ts';
import { renderHtml } from '../report/html.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { validationDocument } from './document.ts';
import { junitXml } from './junit.ts';
import { type Validation, validationOf } from './model.ts';
import { parseXml, schemaErrors, type XmlElement } from './testing/junit-schema.ts';

const step = (name: string) =>
  defineStep({
    name,
    title: { fr: `L'étape « ${name} »`, en: `The step "${name}"` },
    needs: [],
    prerequisites: async () => [],
    execute: async () => {},
    verify: async () => ({ checks: [] }),
    commands: () => [],
  });

const lab = defineLab([
  defineChapter({
    id: 'one',
    folder: '01-one',
    title: same('One & only'),
    steps: [step('good'), step('bad')],
  }),
  defineChapter({ id: 'two', folder: '02-two', title: same('Two'), steps: [step('after')] }),
]);

const HOSTILE = ']]>"\'<script>alert(1)</script>\u0000\u001b[31m\u202e\ufffe\ud800 & é 🙂\n\t\u0085';

function result(id: string, verdict: Verdict, checks: readonly Check[], blame?: string): StepResult {
  const find = (wanted: string) => lab.steps.find(candidate => candidate.id === wanted);
  const found = find(id);
  assert.ok(found !== undefined);
  const guilty = blame === undefined ? undefined : find(blame);
  return {
    step: found,
    verdict,
    checks,
    at: '2026-01-02T03:04:05.678Z',
    ms: 1234,
    requests: [],
    ...(guilty === undefined ? {} : { blame: guilty }),
  };
}

const results: readonly StepResult[] = [
  result('one.good', 'passed', [
    {
      ...expectEqual('rows', same('Rows'), {
        expected: 1000,
        actual: 1000,
        query: 'SELECT count(*) FROM t;',
      }),
      at: '2026-01-02T03:04:06.000Z',
      ms: 12,
      queryId: '01-abc',
    },
  ]),
  result('one.bad', 'failed', [
    expectEqual('name', same(HOSTILE), {
      expected: HOSTILE,
      actual: null,
      query: HOSTILE,
      message: same(HOSTILE),
    }),
  ]),
  result('two.after', 'unknown', [unknown('stands-on', same('x'), same('not checked'))], 'one.bad'),
];

const validation: Validation = validationOf(results, {
  lang: 'fr',
  target: 'sandbox',
  student: 'inès',
  version: '1.0.0',
  at: '2026-01-02T03:04:07.000Z',
  ms: 2500,
});

function all(element: XmlElement, name: string): readonly XmlElement[] {
  return [
    ...(element.name === name ? [element] : []),
    ...element.children.flatMap(child => all(child, name)),
  ];
}

test('JUnit is well-formed XML that keeps the schema, whatever the texts hold', () => {
  const root = parseXml(junitXml(validation));
  assert.deepEqual(schemaErrors(root), []);
  assert.equal(root.name, 'testsuites');
  assert.deepEqual(
    [root.attributes.tests, root.attributes.failures, root.attributes.time],
    ['3', '1', '2.500'],
  );
  const suites = all(root, 'testsuite').map(({ attributes }) => [
    attributes.name,
    attributes.tests,
    attributes.failures,
    attributes.skipped,
    attributes.timestamp,
  ]);
  assert.deepEqual(suites, [
    ['one', '2', '1', '0', '2026-01-02T03:04:05'],
    ['two', '1', '0', '1', '2026-01-02T03:04:05'],
  ]);
  const cases = all(root, 'testcase');
  assert.deepEqual(
    cases.map(({ attributes }) => `${attributes.classname} ${attributes.name} ${attributes.time}`),
    ['one.good rows 0.012', 'one.bad name 1.234', 'two.after stands-on 1.234'],
  );
  assert.match(cases[0]?.children.find(({ name }) => name === 'system-out')?.text ?? '', /query id: 01-abc/);
  const [failure] = all(root, 'failure');
  assert.match(failure?.text ?? '', /<script>alert\(1\)<\/script>.*é 🙂\n/s);
  assert.equal(failure?.attributes.type, 'failed');
  assert.match(all(root, 'skipped')[0]?.attributes.message ?? '', /^one\.bad: /);
  assert.deepEqual(
    all(root, 'property')
      .map(({ attributes }) => attributes.name)
      .slice(0, 5),
    ['title', 'target', 'student', 'version', 'lang'],
  );
});

test('the rules notice what breaks them', () => {
  assert.throws(() => parseXml('<a><b></a>'));
  assert.throws(() => parseXml('<a>&nbsp;</a>'));
  assert.throws(() => parseXml('<a>\u0001</a>'));
  assert.throws(() => parseXml('<a b="<"/>'));
  const wrong = parseXml(
    '<testsuites skipped="1"><testsuite name="x" time="a"><failure/></testsuite></testsuites>',
  );
  assert.equal(schemaErrors(wrong).length, 6);
});

test('HTML and Markdown tell verdicts, who is at fault, requests and query ids, and run nothing', () => {
  const document = validationDocument(validation);
  const html = renderHtml(document, '');
  for (const sign of ['<script', '\u001b', '\u202e']) assert.ok(!html.includes(sign), sign);
  assert.match(html, /Content-Security-Policy/);
  for (const words of ['1 / 3', 'à cause de one.bad', '01-abc', '&lt;script&gt;', '03:04:06'])
    assert.ok(html.includes(words), words);
  const markdown = renderMarkdown(document);
  assert.match(markdown, /SELECT count\(\*\) FROM t;/);
  assert.doesNotMatch(markdown.replace(/```[\s\S]*?```/g, ''), /<script/);
});
