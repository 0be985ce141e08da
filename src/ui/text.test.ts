import assert from 'node:assert/strict';
import test from 'node:test';
import { fixtureLab, newWorld } from '../engine/testing/fixture-lab.ts';
import { same } from '../i18n/text.ts';
import { sanitize } from './sanitize.ts';
import { table } from './table.ts';
import { TextReporter } from './text.ts';

test('a verified step is told with what was expected and found', () => {
  const lines: string[] = [];
  const reporter = new TextReporter(fixtureLab(newWorld()), 'fr', line => lines.push(line));
  reporter.event({ event: 'step', id: 'one.a', phase: 'prerequisites' });
  reporter.event({ event: 'step', id: 'one.a', phase: 'executing' });
  reporter.event({ event: 'log', id: 'one.a', line: '\u001b[31mCOPY 5000\u001b[0m' });
  const check = {
    id: 'rows',
    label: same('orders'),
    verdict: 'failed',
    expected: 5000,
    actual: 4999,
  } as const;
  reporter.event({ event: 'step', id: 'one.a', phase: 'failed', ms: 1200, checks: [check] });
  assert.deepEqual(lines, [
    '',
    '[1/5] one.a — a',
    '  ▶ exécution',
    '    | COPY 5000',
    '  ✗ à corriger (1,2 s)',
    '    ✗ orders  attendu 5000  obtenu 4999',
  ]);
});

test('a table is padded, numbers to the right, long cells cut', () => {
  assert.deepEqual(
    table(
      ['id', 'name'],
      [
        ['1', 'Élise'],
        ['10', 'x'.repeat(50)],
      ],
    ),
    ['id  name', `──  ${'─'.repeat(40)}`, ' 1  Élise', `10  ${'x'.repeat(39)}…`],
  );
});

test('nothing of a program’s output can steer the terminal', () => {
  const hostile =
    'a\u001b]52;c;ZXZpbA==\u0007b\u001b[2Jc\u001bPq\u001b\\d\u202ee\u0008f\u001b]8;;http://x\u001b\\g';
  assert.equal(sanitize(hostile), 'abcdefg');
  assert.equal(sanitize('tab\there'), 'tab\there');
});
