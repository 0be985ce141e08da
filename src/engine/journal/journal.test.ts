import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { LabError } from '../../lab/errors.ts';
import { Session } from '../session.ts';
import { progressOf } from '../state.ts';
import { fixtureLab, fixtureSettings, newWorld, noPorts } from '../testing/fixture-lab.ts';
import { encodeLine } from './line.ts';
import { decodeJournal, readJournal } from './reader.ts';
import { JournalWriter } from './writer.ts';

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-journal-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function record(path: string): Promise<void> {
  const lab = fixtureLab(newWorld());
  const journal = await JournalWriter.open(path, lab, '0.0.0');
  try {
    const session = new Session({
      lab,
      settings: fixtureSettings,
      ports: noPorts(),
      state: journal.state,
      journal,
    });
    await session.run(lab.steps, new AbortController().signal);
  } finally {
    await journal.close();
  }
}

test('a run is remembered by the next reader', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    await record(path);
    const { state, header } = await readJournal(path, fixtureLab(newWorld()));
    assert.match(header?.lineage ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(progressOf(state, 'two.e').state, 'verified');
    assert.equal(progressOf(state, 'two.e').checks[0]?.actual, 5);
  }));

test('every prefix of a journal is read as the events it still holds, and nothing else', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    await record(path);
    const lab = fixtureLab(newWorld());
    const bytes = await readFile(path);
    const whole = decodeJournal(bytes, lab).seq;
    let last = 0;
    for (let length = 0; length <= bytes.length; length++) {
      const { seq, validBytes } = decodeJournal(bytes.subarray(0, length), lab);
      assert.ok(seq >= last && validBytes <= length);
      last = seq;
    }
    assert.equal(last, whole);
  }));

test('a flipped bit ends the journal before it, never changes what it says', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    await record(path);
    const lab = fixtureLab(newWorld());
    const bytes = await readFile(path);
    const ends = [...bytes.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index] : []));
    for (let index = 0; index < bytes.length; index += 7) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8));
      const before = ends.filter(end => end < index).length;
      const { header, seq } = decodeJournal(damaged, lab);
      assert.equal((header === undefined ? 0 : 1) + seq, before);
    }
  }));

test('a damaged end is set aside, said, and the journal goes on', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    await record(path);
    const { length } = await readFile(path);
    await truncate(path, length - 5);
    const lab = fixtureLab(newWorld());
    const journal = await JournalWriter.open(path, lab, '0.0.0');
    assert.ok((journal.recovery?.bytes ?? 0) > 0);
    await journal.record({ event: 'skip', id: 'one.a', reason: 'seen before' }, new Date().toISOString());
    await journal.close();
    const { state, validBytes, totalBytes } = await readJournal(path, lab);
    assert.equal(validBytes, totalBytes);
    assert.equal(progressOf(state, 'one.a').reason, 'seen before');
    assert.equal((await readdir(folder)).filter(name => name.includes('.bad-')).length, 1);
  }));

test('garbage in place of a journal is kept and an empty one begun', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    for (const garbage of [
      '',
      '\0\0\0\0',
      '[]',
      '\uFEFF{}',
      '{"__proto__":{"x":1}}\n',
      'x'.repeat(100_000),
    ]) {
      await writeFile(path, garbage);
      const journal = await JournalWriter.open(path, fixtureLab(newWorld()), '0.0.0');
      await journal.close();
      assert.equal(journal.recovery?.bytes ?? 0, Buffer.byteLength(garbage));
      assert.deepEqual(journal.state.steps, {});
    }
  }));

test('a journal of a newer format is refused, not overwritten', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    const line = encodeLine({ kind: 'header', format: 2 as 1, lineage: 'x', app: '9.0.0' });
    await writeFile(path, line);
    await assert.rejects(
      JournalWriter.open(path, fixtureLab(newWorld()), '0.0.0'),
      (error: unknown) =>
        error instanceof LabError && error.exitCode === 2 && error.text.en.includes('9.0.0'),
    );
    assert.equal(await readFile(path, 'utf8'), line);
  }));

test('a step that ran when the journal ends was interrupted', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    const lab = fixtureLab(newWorld());
    const journal = await JournalWriter.open(path, lab, '0.0.0');
    await journal.record({ event: 'step', id: 'one.a', phase: 'executing' }, new Date().toISOString());
    await journal.close();
    assert.equal(progressOf((await readJournal(path, lab)).state, 'one.a').state, 'interrupted');
  }));

test('events that are recorded at the same moment are all kept, in order', () =>
  withFolder(async folder => {
    const path = join(folder, 'journal.ndjson');
    const lab = fixtureLab(newWorld());
    const journal = await JournalWriter.open(path, lab, '0.0.0');
    const at = new Date().toISOString();
    const reasons = Array.from({ length: 50 }, (_, index) => `reason ${index}`);
    await Promise.all(reasons.map(reason => journal.record({ event: 'skip', id: 'one.a', reason }, at)));
    await journal.close();
    const { state, seq, validBytes, totalBytes } = await readJournal(path, lab);
    assert.equal(validBytes, totalBytes);
    assert.equal(seq, 50);
    assert.equal(progressOf(state, 'one.a').reason, 'reason 49');
  }));
