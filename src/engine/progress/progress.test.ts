import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { same } from '../../i18n/text.ts';
import { expectEqual } from '../../lab/check.ts';
import { LabError } from '../../lab/errors.ts';
import { readJournal } from '../journal/reader.ts';
import { JournalWriter } from '../journal/writer.ts';
import { emptyState, type LabState, progressOf, reduce } from '../state.ts';
import { fixtureLab, newWorld } from '../testing/fixture-lab.ts';
import { decodeProgress, encodeProgress, progressFile } from './file.ts';
import { planImport } from './import.ts';
import { adoptLineage, foreignLineage } from './lineage.ts';

const lab = fixtureLab(newWorld());
const OF = { app: '0.1.0', target: 'sandbox', lineage: 'there' } as const;
const AT = '2026-01-31T08:00:00.000Z';

/** A journal's state with checks, a problem and a path in them: nothing that may travel. */
const STATE: LabState = {
  exportDate: '2026-01-31',
  steps: {
    'one.a': {
      state: 'verified',
      at: AT,
      ms: 1200,
      assisted: true,
      checks: [
        expectEqual('x', same('/home/ines/x'), { expected: 1, actual: 1, query: 'psql -U ines /home/ines' }),
      ],
    },
    'one.b': { state: 'skipped', at: AT, reason: 'seen\u001B[31m\nbefore', checks: [] },
    'two.c': {
      state: 'failed',
      at: AT,
      checks: [],
      problem: { text: same('no'), raw: 'ECONNREFUSED /home/ines', exitCode: 1 },
    },
    'two.d': { state: 'drifted', at: AT, checks: [] },
    'old.gone': { state: 'verified', at: AT, checks: [] },
  },
};

test('a progress file holds states, times and reasons, and nothing of the machine', () => {
  const encoded = encodeProgress(progressFile(STATE, OF));
  assert.doesNotMatch(encoded, /ines|psql|ECONNREFUSED/);
  const { steps } = decodeProgress(encoded, 'p.json');
  assert.deepEqual(steps['one.a'], { state: 'verified', at: AT, ms: 1200, assisted: true });
  assert.equal(steps['one.b']?.reason, STATE.steps['one.b']?.reason);
});

test('what was done elsewhere is stale here, skips keep their reason, failures say nothing of this computer', () => {
  const file = progressFile(STATE, OF);
  const plan = planImport(lab, emptyState, file);
  const state = plan.events.reduce<LabState>((before, event) => reduce(lab, before, event, AT), emptyState);
  const states = lab.steps.map(({ id }) => `${id} ${progressOf(state, id).state}`);
  assert.deepEqual(states, ['one.a stale', 'one.b skipped', 'two.c pending', 'two.d stale', 'two.e pending']);
  assert.equal(progressOf(state, 'one.a').ms, 1200);
  assert.equal(progressOf(state, 'one.a').assisted, true);
  // Somebody else's words reach a terminal: no control character comes with them.
  assert.equal(progressOf(state, 'one.b').reason, 'seen [31m before');
  assert.deepEqual(plan.unknown, ['old.gone']);
});

test('a step that this home knows something of keeps what it knows', () => {
  const here: LabState = { steps: { 'one.a': { state: 'verified', checks: [], ms: 5 } } };
  const { events, kept } = planImport(lab, here, progressFile(STATE, OF));
  assert.deepEqual(kept, ['one.a']);
  assert.deepEqual(
    events.map(({ id }) => id),
    ['one.b', 'two.d'],
  );
});

test('a file that is damaged, newer or something else is refused and says so', () => {
  const file = progressFile(STATE, OF);
  const encoded = encodeProgress(file);
  const changed = (changes: object) => JSON.stringify({ ...file, ...changes });
  const step = (changes: object) => changed({ steps: { 'one.a': { state: 'verified', ...changes } } });
  const refusals: readonly [string, RegExp][] = [
    ['', /not a progress file/],
    ['\0\0\0', /not a progress file/],
    ['null', /not a progress file/],
    ['[]', /not a progress file/],
    ['{"kind":"header"}', /not a progress file/],
    [encoded.slice(0, -20), /damaged or incomplete/],
    [changed({ format: 2, app: '9.0.0' }), /newer version of the program \(9\.0\.0\)/],
    [changed({ format: '1' }), /damaged/],
    [changed({ target: 'moon' }), /damaged/],
    [changed({ lineage: '' }), /damaged/],
    [changed({ steps: [] }), /damaged/],
    [changed({ steps: { 'one.a': null } }), /damaged/],
    [step({ state: 'constructor' }), /damaged/],
    [step({ at: 'yesterday' }), /damaged/],
    [step({ ms: -1 }), /damaged/],
    [step({ reason: {} }), /damaged/],
    [step({ assisted: 'yes' }), /damaged/],
  ];
  for (const [content, expected] of refusals) {
    assert.throws(
      () => decodeProgress(content, 'p.json'),
      (error: unknown) => {
        assert.ok(error instanceof LabError && error.advice !== undefined, content);
        assert.match(error.text.en, expected, content);
        return error.exitCode === 2;
      },
    );
  }
  assert.equal(decodeProgress(`\uFEFF${encoded.replaceAll('\n', '\r\n')}`, 'p.json').lineage, 'there');
  const tricky = encoded.replace(/"steps": \{/, '"steps": {"__proto__":{"state":"verified"},');
  assert.equal(planImport(lab, emptyState, decodeProgress(tricky, 'p.json')).events.length, 3);
});

test('the mark of another journal is seen in the checks, and its journal begun anew beside the old one', async () => {
  const [step] = lab.steps;
  assert.ok(step !== undefined);
  const check = expectEqual('lineage', same('lineage'), { expected: 'here', actual: 'there' });
  assert.equal(
    foreignLineage([{ step, checks: [check], verdict: 'failed', at: '', ms: 1, requests: [] }]),
    'there',
  );
  const own = expectEqual('lineage', same('lineage'), { expected: 'here', actual: 'here' });
  assert.equal(
    foreignLineage([{ step, checks: [own], verdict: 'passed', at: '', ms: 1, requests: [] }]),
    undefined,
  );

  const folder = await mkdtemp(join(tmpdir(), 'shopstream-progress-'));
  try {
    const path = join(folder, 'journal', 'sandbox.ndjson');
    const lost = await adoptLineage(path, lab, 'there', '0.1.0');
    assert.deepEqual([lost.keptAs, lost.before], [undefined, emptyState]);
    const journal = await JournalWriter.open(path, lab, '0.1.0');
    assert.equal(journal.lineage, 'there');
    await journal.record({ event: 'import', id: 'one.a', state: 'stale', ms: 7 }, AT);
    await journal.close();
    const foreign = await adoptLineage(path, lab, 'elsewhere', '0.1.0');
    assert.equal(progressOf(foreign.before, 'one.a').ms, 7);
    assert.equal((await readdir(join(folder, 'journal'))).length, 2);
    const { header, state } = await readJournal(path, lab);
    assert.deepEqual([header?.lineage, state], ['elsewhere', emptyState]);
    assert.equal((await readJournal(foreign.keptAs ?? '', lab)).seq, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});
