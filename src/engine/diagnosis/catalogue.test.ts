import assert from 'node:assert/strict';
import test from 'node:test';
import { LabError } from '../../lab/errors.ts';
import { CATALOGUE } from './catalogue/index.ts';
import { diagnose } from './diagnose.ts';
import type { ErrorSample } from './entry.ts';
import { matches } from './match.ts';
import { see } from './see.ts';

interface Said {
  readonly code: string | undefined;
  readonly message: string;
}

function said(sample: ErrorSample): Said {
  return typeof sample === 'string'
    ? { code: undefined, message: sample }
    : { code: sample[0], message: sample[1] };
}

function isSystem(code: string | undefined): boolean {
  return code !== undefined && /^E[A-Z_]+$/.test(code);
}

/** The same error as each layer between the service and the lab hands it on. */
const WRAPPERS: Readonly<Record<string, (said: Said) => unknown>> = {
  bare: ({ code, message }) => Object.assign(new Error(message), code === undefined ? {} : { code }),
  'error of pg': ({ code, message }) =>
    Object.assign(new Error(message), { name: 'error', severity: 'FATAL', code, routine: 'auth_failed' }),
  'exception of the AWS SDK': ({ code, message }) =>
    Object.assign(new Error(message), {
      name: code ?? 'CredentialsProviderError',
      ...(isSystem(code) ? {} : { $metadata: { httpStatusCode: 400 } }),
    }),
  'error of snowflake-sdk': ({ code, message }) =>
    Object.assign(new Error(message), {
      name: 'OperationFailedError',
      code: code !== undefined && /^\d+$/.test(code) ? Number(code) : code,
      sqlState: '42501',
      // An error of the system keeps its own shape inside the driver's.
      ...(isSystem(code) ? {} : { externalize() {} }),
    }),
  'line of dbt’s log': ({ code, message }) =>
    `10:00:01  Database Error in model dim_customers (models/core/dim_customers.sql)\n10:00:01    ${
      code !== undefined && /^\d{6}$/.test(code) ? `${code} (42S02): ` : ''
    }${code !== undefined && !/^\d{6}$/.test(code) ? `${code}: ` : ''}${message.replaceAll('\n', '\n10:00:01    ')}`,
  'failure of execa': ({ code, message }) =>
    Object.assign(new Error(`Command failed with exit code 1: tool --flag\n\n${message}`), {
      shortMessage: 'Command failed with exit code 1: tool --flag',
      exitCode: 1,
      stderr:
        code === undefined
          ? message
          : `An error occurred (${code}) when calling the Thing operation: ${message}`,
    }),
  'cause of a cause': ({ code, message }) =>
    new Error('could not go on', {
      cause: new Error('the connection failed', { cause: Object.assign(new Error(message), { code }) }),
    }),
  'error among several': ({ code, message }) =>
    new AggregateError([
      Object.assign(new Error(message), { code }),
      Object.assign(new Error(message), { code }),
    ]),
};

/** SQLSTATEs and the codes of Node do not stand in a line of dbt's log or of a program's output in this form. */
function survives(wrapper: string, { code, message }: Said): boolean {
  const isWritten = wrapper === 'line of dbt’s log' || wrapper === 'failure of execa';
  if (!isWritten || code === undefined) return true;
  return !/^(?:[0-9A-Z]{5}|[A-Z]+_[A-Z_]+)$/.test(code) || message.includes(code);
}

for (const [name, wrap] of Object.entries(WRAPPERS)) {
  test(`every sample names its own entry and no other: ${name}`, () => {
    const wrong: string[] = [];
    let looked = 0;
    for (const entry of CATALOGUE) {
      for (const sample of entry.samples.map(said)) {
        if (!survives(name, sample)) continue;
        looked += 1;
        const [first, second] = matches(CATALOGUE, see(wrap(sample)));
        if (first?.entry.id === entry.id && (second === undefined || second.weight < first.weight)) continue;
        wrong.push(
          `${entry.id} "${sample.message.slice(0, 60)}": ${first?.entry.id} before ${second?.entry.id}`,
        );
      }
    }
    assert.ok(looked > 120, `${looked} samples`);
    assert.deepEqual(wrong, []);
  });
}

test('every entry is complete, in both languages, and its placeholders can be filled', async () => {
  const ids = CATALOGUE.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.filter(id => !id.startsWith('SYS-')).length >= 137);
  for (const entry of CATALOGUE) {
    assert.ok(entry.samples.length > 0 && entry.when.length > 0, entry.id);
    for (const sample of entry.samples.map(said)) {
      const known = await diagnose(Object.assign(new Error(sample.message), { code: sample.code }));
      assert.equal(known?.id, entry.id);
      for (const words of [known.cause, known.fix]) {
        // dbt's own braces stand in one advice; a placeholder has a bar, a blank or no bracket twice.
        assert.ok(
          !/(?<!\{)\{(?:\d|path|set|program)/.test(`${words.fr}${words.en}`),
          `${entry.id}: ${words.fr}`,
        );
        assert.ok(words.fr.length > 15 && words.en.length > 15, entry.id);
        assert.notEqual(words.fr, words.en);
      }
    }
  }
});

test('French is set as French is', () => {
  for (const { id, cause, fix } of CATALOGUE) {
    for (const words of [cause.fr, fix.fr]) {
      const prose = words.replaceAll(/«[^»]*»/g, '').replaceAll(/https?:\S+/g, '');
      assert.ok(!/[a-zéè)]{3,}[:!?](?:\s|$)/.test(prose), `${id}: ${words}`);
      assert.ok(!/\b[dlnsjmtcq]'[a-zéèêA-Z]/.test(prose), `${id}: straight apostrophe: ${words}`);
    }
  }
});

test('nothing is named that is not known', async () => {
  for (const message of ['never seen', 'Something failed', 'exit code 1', 'null', '']) {
    assert.equal(await diagnose(new Error(message)), undefined, message);
  }
  assert.equal(await diagnose(undefined), undefined);
  assert.equal(await diagnose(new LabError({ fr: 'à nous', en: 'ours' })), undefined);
});

test('a chain of causes that leads back to itself ends', async () => {
  const error = new Error('round');
  error.cause = error;
  assert.equal(await diagnose(error), undefined);
});

test('a very long output is read at its end', async () => {
  const known = await diagnose(`${'x\n'.repeat(500_000)}Region is missing`);
  assert.equal(known?.id, 'AWS-03');
});
