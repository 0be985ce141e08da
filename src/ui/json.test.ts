import assert from 'node:assert/strict';
import test from 'node:test';
import { explain } from '../engine/diagnosis/explain.ts';
import { fixtureLab, newWorld } from '../engine/testing/fixture-lab.ts';
import { same } from '../i18n/text.ts';
import { eventJson, validateJson } from './json.ts';

test('a failed step and a check that does not hold name the known error, in the language asked for', async () => {
  const problem = await explain(
    Object.assign(new Error('relation "orders" does not exist'), { code: '42P01' }),
  );
  const line = eventJson({ event: 'step', id: 'one.a', phase: 'failed', problem }, 'fr');
  const event = JSON.parse(line) as Record<string, Record<string, unknown>>;
  assert.deepEqual(event.diagnosis, {
    id: 'PG-17',
    cause: problem.text.fr,
    fix: problem.advice?.fr,
    remedy: { kind: 'run', step: 'postgres.create-tables' },
  });
  assert.equal(event.problem?.text, problem.text.fr);
  assert.equal(event.problem?.diagnosis, undefined);

  const { diagnosis } = problem;
  assert.ok(diagnosis !== undefined);
  const check = { id: 'reachable', label: same('x'), expected: null, actual: null, diagnosis };
  const [step] = fixtureLab(newWorld()).steps;
  assert.ok(step !== undefined);
  const result = {
    step,
    checks: [{ ...check, verdict: 'unknown' as const }],
    verdict: 'unknown' as const,
    at: '2026-11-24T12:00:00.000Z',
    ms: 1,
    requests: [],
  };
  const told = validateJson([result], 'sandbox', 'en').steps[0]?.checks[0];
  assert.deepEqual(told && 'diagnosis' in told && told.diagnosis, {
    id: 'PG-17',
    cause: diagnosis.cause.en,
    fix: diagnosis.fix.en,
    remedy: { kind: 'run', step: 'postgres.create-tables' },
  });
});
