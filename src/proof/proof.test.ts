import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { canonicalJson } from './canonical.ts';
import { decodeReport, UnreadableReport } from './decode.ts';
import { NOTICE, REPORT_FORMAT, type ReportBody } from './report.ts';
import { fingerprintOf, isSigned, newKey, signingKey } from './signature.ts';

test('canonical JSON does not depend on the order of keys, and every value shows', () => {
  const one = { b: [1, { d: null, c: 'é"\n' }], a: 1.5 };
  assert.equal(canonicalJson(one), '{"a":1.5,"b":[1,{"c":"é\\"\\n","d":null}]}');
  assert.equal(canonicalJson({ a: 1.5, b: [1, { c: 'é"\n', d: null }] }), canonicalJson(one));
  assert.notEqual(canonicalJson({ a: [1, 2] }), canonicalJson({ a: [2, 1] }));
  assert.equal(canonicalJson(JSON.parse('{"__proto__":1,"a":2}')), '{"__proto__":1,"a":2}');
  let deep: unknown = 0;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.throws(() => canonicalJson(deep), RangeError);
});

test('a home has one key, which only its owner reads, and its signatures show every edit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-key-'));
  try {
    const path = join(folder, 'credentials', 'report-key.pem');
    const keys = await Promise.all([signingKey(path), signingKey(path)]);
    const again = await signingKey(path);
    assert.deepEqual(new Set([...keys, again].map(({ key }) => key.fingerprint)).size, 1);
    assert.match(again.key.fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
    assert.equal(again.key.fingerprint, fingerprintOf(again.key.public));
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.match(await readFile(path, 'utf8'), /^-----BEGIN PRIVATE KEY-----/);

    const body = { student: 'inès', done: 29, steps: [{ id: 'a' }] };
    const signature = again.sign(body);
    assert.ok(isSigned({ steps: [{ id: 'a' }], done: 29, student: 'inès' }, again.key.public, signature));
    assert.ok(!isSigned({ ...body, done: 30 }, again.key.public, signature));
    assert.ok(!isSigned(body, newKey().key.public, signature));
    assert.ok(!isSigned(body, 'no key', signature));
    assert.ok(!isSigned(body, again.key.public, 'no signature'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

const body: ReportBody = {
  format: REPORT_FORMAT,
  version: 1,
  createdAt: '2026-01-02T03:04:05.000Z',
  student: 'ines',
  target: 'sandbox',
  lineage: 'l',
  data: { seed: '1', scale: 1, businessDays: 0 },
  totals: null,
  fingerprints: [],
  steps: [],
  questions: [],
  done: 0,
  total: 0,
  versions: { lab: '1' },
  machine: { os: 'linux', arch: 'x64', locale: 'fr' },
  notice: NOTICE,
  key: newKey().key,
};
const report = { ...body, signature: 'x' };
const read = (json: string) => decodeReport(JSON.parse(json));
const changed = (fields: object) => JSON.stringify({ ...report, ...fields });

test('a report is read field by field, and nothing else comes with it', () => {
  const decoded = read(
    JSON.stringify(report).replace('{', '{"__proto__":{"student":"x"},"constructor":1,"unknown":2,'),
  );
  assert.deepEqual(
    { ...decoded, versions: { ...decoded.versions } },
    { ...report, notice: { fr: '', en: '' } },
  );
  assert.equal(({} as { student?: string }).student, undefined);
  const polluted = read(changed({ versions: JSON.parse('{"__proto__":"1","lab":"2"}') }));
  assert.deepEqual(Object.keys(polluted.versions), ['__proto__', 'lab']);
  assert.equal(Object.getPrototypeOf(polluted.versions), null);
});

test('what is missing, of another kind or too large is named', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['[]', /report/],
    [changed({ version: 2 }), /newer/],
    [changed({ student: 5 }), /student/],
    [changed({ student: 'x'.repeat(201) }), /student/],
    [changed({ createdAt: 'yesterday' }), /createdAt/],
    [changed({ done: null }), /done/],
    [changed({ steps: {} }), /steps/],
    [changed({ steps: [null] }), /steps/],
    [changed({ fingerprints: Array.from({ length: 201 }, () => ({})) }), /fingerprints/],
    [changed({ data: { seed: '1', scale: '1', businessDays: 0 } }), /scale/],
    [changed({ key: undefined }), /key/],
  ];
  for (const [json, message] of cases) {
    assert.throws(
      () => read(json),
      (error: unknown) => error instanceof UnreadableReport && message.test(error.message),
      json.slice(0, 60),
    );
  }
  const check = { id: 'c', verdict: 'passed', expected: 1, actual: 1, at: '', ms: 0 };
  const step = { id: 's', optional: false, verdict: 'passed', at: '', ms: 0 };
  const most = Array.from({ length: 1500 }, () => check);
  const two = [
    { ...step, checks: most },
    { ...step, checks: most },
  ];
  assert.equal(read(changed({ steps: two.slice(1) })).steps[0]?.checks.length, 1500);
  assert.throws(() => read(changed({ steps: two })), UnreadableReport);
});
