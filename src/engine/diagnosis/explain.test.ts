import assert from 'node:assert/strict';
import test from 'node:test';
import { LabError } from '../../lab/errors.ts';
import { explain } from './explain.ts';
import { redact } from './redact.ts';

test('a driver’s code finds the cause and stays with it', () => {
  const problem = explain(Object.assign(new Error('password authentication failed'), { code: '28P01' }));
  assert.equal(problem.code, '28P01');
  assert.match(problem.text.fr, /refuse le mot de passe/);
  assert.equal(problem.raw, 'password authentication failed');
  assert.equal(problem.exitCode, 1);
});

test('words find the cause where there is no code', () => {
  const problem = explain(new Error('Error assuming AWS_ROLE: User: x is not authorized'));
  assert.match(problem.text.en, /IAM role refuses Snowflake/);
});

test('a system error names its path, and says its code once', () => {
  const denied = { code: 'EACCES', path: '/home/inès/journal' };
  const problem = explain(Object.assign(new Error('EACCES: permission denied, open'), denied));
  assert.match(problem.text.fr, /les droits qu'il faut sur \/home\/inès\/journal/);
  assert.equal(problem.raw, 'permission denied, open');
  assert.equal(problem.exitCode, 2);
});

test('an unknown error is shown as it is', () => {
  assert.equal(explain(new Error('never seen')).text.fr, 'never seen');
  assert.equal(explain('thrown text').text.fr, 'thrown text');
});

test('an error that brings its own words keeps them, and its exit code', () => {
  const error = new LabError({ fr: 'Il manque Python.', en: 'Python is missing.' }, { exitCode: 2 });
  assert.deepEqual(explain(error), { text: error.text, exitCode: 2 });
});

test('no form of a secret is left in what is told', () => {
  const secret = 'p@ss/word+1';
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  const clean = redact(`say ${forms.join(' and ')}`, [secret]);
  for (const form of forms) assert.ok(!clean.includes(form), clean);
  const problem = explain(new LabError({ fr: `refusé : ${secret}`, en: `refused: ${secret}` }), [secret]);
  assert.equal(problem.text.fr, 'refusé : •••');
});
