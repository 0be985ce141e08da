import assert from 'node:assert/strict';
import test from 'node:test';
import { LabError } from '../../lab/errors.ts';
import { diagnose } from './diagnose.ts';
import { explain } from './explain.ts';
import { redact } from './redact.ts';

test('a driver’s code finds the cause and stays with it', async () => {
  const problem = await explain(
    Object.assign(new Error('password authentication failed'), { code: '28P01' }),
  );
  assert.equal(problem.code, '28P01');
  assert.match(problem.text.fr, /refuse le mot de passe/);
  assert.equal(problem.raw, 'password authentication failed');
  assert.equal(problem.diagnosis?.id, 'PG-03');
  assert.deepEqual(problem.diagnosis?.cause, problem.text);
  assert.deepEqual(problem.diagnosis?.fix, problem.advice);
  assert.equal(problem.exitCode, 1);
});

test('words find the cause where there is no code', async () => {
  const problem = await explain(new Error('Error assuming AWS_ROLE. Please verify the role'));
  assert.match(problem.text.en, /IAM role refuses Snowflake/);
});

test('a system error names its path, and says its code once', async () => {
  const denied = { code: 'EACCES', path: '/home/inès/journal' };
  const problem = await explain(Object.assign(new Error('EACCES: permission denied, open'), denied));
  assert.match(problem.text.fr, /les droits qu’il faut sur \/home\/inès\/journal/);
  assert.equal(problem.raw, 'permission denied, open');
  assert.equal(problem.exitCode, 2);
});

test('an unknown error is said to be unknown, and shown as it is, without secrets', async () => {
  const problem = await explain(new Error('never seen hunter2-secret'), { secrets: ['hunter2-secret'] });
  assert.equal(problem.text.fr, 'Erreur que le TP ne connaît pas encore. Message brut : never seen •••');
  assert.equal(problem.raw, 'never seen •••');
  assert.equal(problem.diagnosis, undefined);
  assert.match((await explain('thrown text')).text.en, /Raw message: thrown text$/);
});

test('an error that brings its own words keeps them, and its exit code', async () => {
  const error = new LabError({ fr: 'Il manque Python.', en: 'Python is missing.' }, { exitCode: 2 });
  assert.deepEqual(await explain(error), { text: error.text, exitCode: 2 });
});

test('what caused an error with words of its own is diagnosed, and says what to do where they do not', async () => {
  const words = { fr: 'dbt run a échoué.', en: 'dbt run failed.' };
  const cause = new Error("Could not find profile named 'shopstream_dbt'");
  const fallback = { fr: 'Lisez le journal.', en: 'Read the log.' };
  const known = await explain(new LabError(words, { cause, fallback }), {
    program: 'node bin/shopstream.mjs',
  });
  assert.deepEqual(known.text, words);
  assert.equal(known.diagnosis?.id, 'DBT-01');
  assert.match(known.advice?.en ?? '', /"node bin\/shopstream\.mjs run dbt\.init-project"/);
  const unknown = await explain(new LabError(words, { cause: new Error('strange'), fallback }));
  assert.deepEqual(unknown.advice, fallback);
  const own = { fr: 'Demandez.', en: 'Ask.' };
  assert.deepEqual((await explain(new LabError(words, { cause, advice: own }))).advice, own);
});

test('commands are written for the person’s shell', async () => {
  const error = new Error('Region is missing');
  const fix = async (shell: 'sh' | 'powershell' | 'cmd') => (await diagnose(error, { shell }))?.fix.en;
  assert.match((await fix('sh')) ?? '', /export AWS_REGION='eu-west-3'$/);
  assert.match((await fix('powershell')) ?? '', /\$env:AWS_REGION = 'eu-west-3'$/);
  assert.match((await fix('cmd')) ?? '', /set "AWS_REGION=eu-west-3"$/);
});

test('no form of a secret is left in what is told', async () => {
  const secret = 'p@ss/word+1';
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  const clean = redact(`say ${forms.join(' and ')}`, [secret]);
  for (const form of forms) assert.ok(!clean.includes(form), clean);
  const told = new LabError({ fr: `refusé : ${secret}`, en: `refused: ${secret}` });
  assert.equal((await explain(told, { secrets: [secret] })).text.fr, 'refusé : •••');
  const caught = new Error(`Could not find profile named '${secret}'`);
  const known = await diagnose(caught, { secrets: [secret] });
  assert.ok(!JSON.stringify(known).includes(secret));
});
