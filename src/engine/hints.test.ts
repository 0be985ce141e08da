import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../i18n/text.ts';
import { expectEqual, informative, unknown } from '../lab/check.ts';
import { hintsFor, nextHint } from './hints.ts';

const check = (id: string, actual: number, message?: string) =>
  expectEqual(id, same(`label of ${id}`), {
    expected: 1,
    actual,
    message: message === undefined ? undefined : same(message),
  });
const known = { prerequisites: [], checks: [], problem: undefined };

test('the nudge names what to look at, not the answer; the causes have it', () => {
  const { nudge, causes } = hintsFor({
    ...known,
    checks: [check('a', 1), check('b', 0, 'make b'), check('c', 0, 'make b'), check('d', 0, 'mend d')],
  });
  assert.match(nudge.en, /Begin with “label of b”: the other 2 points/);
  assert.doesNotMatch(nudge.en, /make b/);
  assert.deepEqual(causes, [same('make b'), same('mend d')]);
});

test('the same step has another hint in another state', () => {
  const checks = [check('bucket', 0, 'there is no bucket')];
  assert.match(hintsFor({ ...known, checks }).nudge.fr, /Une seule chose/);
  const blocked = hintsFor({ ...known, checks, prerequisites: [check('server', 0, 'start the server')] });
  assert.match(blocked.nudge.fr, /s'appuie : « label of server »/);
  assert.deepEqual(blocked.causes, [same('start the server')]);
  const problem = {
    text: same('The server refuses.'),
    advice: same('Ask for the right.'),
    exitCode: 1 as const,
  };
  const refused = hintsFor({ ...known, checks: [unknown('reachable', same('r'), same('x'))], problem });
  assert.match(refused.nudge.en, /did not answer, or refused/);
  assert.equal(refused.causes[0]?.en, 'The server refuses. Ask for the right.');
});

test('what is right, or merely informative, is no cause', () => {
  const extra = informative(unknown('cli', same('cli'), same('no cli')));
  const { nudge, causes } = hintsFor({ ...known, checks: [check('a', 1), extra] });
  assert.match(nudge.en, /nothing is missing/);
  assert.deepEqual(causes, []);
});

test('the ladder has three steps before it is done for the person', () => {
  assert.deepEqual([nextHint(0), nextHint(1), nextHint(2), nextHint(3)], [1, 2, 3, 3]);
});
