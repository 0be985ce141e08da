import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { same } from '../i18n/text.ts';
import { defineLab, type Lab } from '../lab/chapter.ts';
import { defineQuestion } from '../lab/question.ts';
import { readJournal } from './journal/reader.ts';
import { JournalWriter } from './journal/writer.ts';
import { decodeProgress, encodeProgress, progressFile } from './progress/file.ts';
import { planImport } from './progress/import.ts';
import { judge, type Question, questionsOf, readNumber, shuffled, waiting } from './questions.ts';
import { Session } from './session.ts';
import { emptyState, type LabState, questionProgress, reduce } from './state.ts';
import { fixtureLab, fixtureSettings, newWorld, noPorts, type World } from './testing/fixture-lab.ts';

const AT = '2026-01-05T10:00:00.000Z';
const find = () => ({ language: 'sql' as const, title: same('here'), code: 'SELECT 1;' });
const signal = new AbortController().signal;

/** The fixture's lab, with a number and a choice about what its first chapter makes. */
function questionedLab(world: World): Lab {
  const rows = defineQuestion({
    id: 'rows',
    kind: 'number',
    step: 'one.b',
    needs: [],
    tolerance: 0.5,
    text: same('How many?'),
    find,
    answer: async () => ({
      value: 1000 * (world.rows.get('b') ?? 0),
      mistakes: [{ value: 7320915.45, why: same('That is the revenue.') }],
      explanation: same('They were counted.'),
    }),
  });
  const best = defineQuestion({
    id: 'best',
    kind: 'choice',
    step: 'one.a',
    needs: [],
    text: same('Which one?'),
    options: ['one', 'two', 'three', 'four'].map(id => ({ id, text: same(id) })),
    find,
    answer: async () => {
      if (world.rows.get('a') === 99) throw new Error('gone');
      return { right: 'two', why: { one: same('No.'), two: same('Yes.') }, explanation: same('So it is.') };
    },
  });
  const { chapters } = fixtureLab(world);
  return defineLab(
    chapters.map(chapter => (chapter.id === 'one' ? { ...chapter, questions: [rows, best] } : chapter)),
  );
}

function questions(lab: Lab): readonly [Question, Question] {
  const [rows, best] = lab.chapters.flatMap(questionsOf);
  assert.ok(rows !== undefined && best !== undefined);
  return [rows, best];
}

test('a number is read as French and as English write it', () => {
  for (const [typed, readings] of [
    ['7 320 915,45', [7320915.45]],
    ['7\u202f320\u202f915,45 €', [7320915.45]],
    ['7,320,915.45', [7320915.45]],
    ['7.320.915,45', [7320915.45]],
    ["7'320'915.45", [7320915.45]],
    ['13,637', [13637, 13.637]],
    ['13 637 lignes', [13637]],
    ['1,234,567', [1234567]],
    ['90,3 %', [90.3]],
    ['90.3', [90.3]],
    ['−3', [-3]],
    ['0', [0]],
    ['', []],
    ['beaucoup', []],
    ['1 2; DROP', []],
    ['12 + 3', []],
  ] as const)
    assert.deepEqual(readNumber(typed), readings, typed);
});

test('the systems are asked, wrong answers say why, and the tries are counted up to the right one', async () => {
  const world = newWorld();
  const lab = questionedLab(world);
  const [rows, best] = questions(lab);
  const session = new Session({ lab, settings: fixtureSettings, ports: noPorts() });
  const early = await session.ask(rows, signal);
  assert.ok(early.kind === 'not-ready' && early.step.id === 'one.b' && early.problem === undefined);

  world.rows.set('a', 1).set('b', 2);
  const asked = await session.ask(rows, signal);
  assert.ok(asked.kind === 'ready');
  const wrong = judge(rows, asked, '7 320 915,45');
  assert.ok(wrong.kind === 'wrong' && wrong.why?.en === 'That is the revenue.');
  await session.answered(rows, wrong);
  await session.answered(rows, judge(rows, asked, 'two thousand'));
  assert.equal(questionProgress(session.state, rows.id)?.tries, 1, 'what is no answer is no try');
  for (const typed of ['2 000', '2,000', '2000.4'])
    assert.equal(judge(rows, asked, typed).kind, 'right', typed);
  assert.equal(judge(rows, asked, '2001').kind, 'wrong');
  await session.answered(rows, judge(rows, asked, '2000'));
  await session.answered(rows, wrong);
  const { tries, right } = questionProgress(session.state, rows.id) ?? {};
  assert.deepEqual({ tries, right }, { tries: 2, right: true });

  const choice = await session.ask(best, signal);
  assert.ok(choice.kind === 'ready');
  const order = shuffled(best).map(({ id }) => id);
  assert.deepEqual(
    order,
    shuffled(best).map(({ id }) => id),
  );
  assert.deepEqual(order.toSorted(), ['four', 'one', 'three', 'two']);
  for (const [at, id] of order.entries())
    assert.equal(judge(best, choice, ` ${at + 1} `).kind, id === 'two' ? 'right' : 'wrong');
  for (const typed of ['0', '5', 'two', '1.5', ''])
    assert.equal(judge(best, choice, typed).kind, 'unreadable');

  assert.equal(waiting(lab, session.state, rows.chapter), 0, 'its steps are not known to be done');
  await session.verify(lab.steps, signal);
  assert.equal(waiting(lab, session.state, rows.chapter), 1);

  world.rows.set('a', 99);
  const gone = await session.ask(best, signal);
  assert.ok(gone.kind === 'not-ready' && gone.step.id === 'one.a');
});

test('answers are kept in the journal and travel with the progress; what older programs wrote has none', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-questions-'));
  t.after(() => rm(folder, { recursive: true }));
  const world = newWorld();
  world.rows.set('a', 1).set('b', 2);
  const lab = questionedLab(world);
  const [rows, best] = questions(lab);
  const path = join(folder, 'journal.ndjson');
  const journal = await JournalWriter.open(path, lab, 'test');
  const session = new Session({ lab, settings: fixtureSettings, ports: noPorts(), journal });
  const asked = await session.ask(rows, signal);
  assert.ok(asked.kind === 'ready');
  for (const typed of ['1', '2000']) await session.answered(rows, judge(rows, asked, typed));
  await journal.close();
  const { state } = await readJournal(path, lab);
  assert.equal(questionProgress(state, rows.id)?.tries, 2);
  assert.equal(questionProgress(state, rows.id)?.right, true);

  const of = { app: '1.0.0', target: 'sandbox', lineage: 'l' } as const;
  const file = decodeProgress(encodeProgress(progressFile(state, of)), 'p.json');
  const { answers } = planImport(lab, emptyState, file);
  assert.deepEqual(answers, [{ event: 'answered', id: rows.id, right: true, tries: 2 }]);
  const there = answers.reduce<LabState>((before, event) => reduce(lab, before, event, AT), emptyState);
  assert.deepEqual(planImport(lab, there, file).answers, [], 'what is known here is kept');

  const old = progressFile(emptyState, of);
  assert.equal(old.questions, undefined);
  assert.deepEqual(planImport(lab, emptyState, decodeProgress(encodeProgress(old), 'p.json')).answers, []);
  assert.equal(questionProgress(emptyState, best.id), undefined);
  const damaged = encodeProgress({ ...file, questions: { [rows.id]: { tries: -1, right: true, at: AT } } });
  assert.throws(() => decodeProgress(damaged, 'p.json'));
});
