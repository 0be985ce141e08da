import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readJournal } from '../../src/engine/journal/reader.ts';
import { type Asked, judge, type Question, questionsOf, shuffled } from '../../src/engine/questions.ts';
import { Session } from '../../src/engine/session.ts';
import { lab } from '../../steps/index.ts';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { openSession } from '../helpers/lab-session.ts';

type Ready = Extract<Asked, { kind: 'ready' }>;

/** Optional chapters need more than `run --all` does. */
const QUESTIONS = lab.chapters.filter(({ optional }) => optional !== true).flatMap(questionsOf);

/** The right answers of every question, by the machine's real systems. */
async function answers(machine: LabMachine): Promise<ReadonlyMap<string, Asked>> {
  const { settings, ports, close } = await openSession(machine);
  try {
    const { state } = await readJournal(`${machine.home}/journal/sandbox.ndjson`, lab);
    const session = new Session({ lab, settings, ports, state });
    const { signal } = new AbortController();
    const asked = await Promise.all(
      QUESTIONS.map(async question => [question.id, await session.ask(question, signal)] as const),
    );
    return new Map(asked);
  } finally {
    await close();
  }
}

function ready(asked: Asked | undefined, { id }: Question): Ready {
  assert.equal(asked?.kind, 'ready', `${id}: ${JSON.stringify(asked)}`);
  return asked as Ready;
}

/** What a person types to give the right answer, and a wrong one. */
function typed(question: Question, { answer }: Ready): { readonly right: string; readonly wrong: string } {
  if (answer.kind === 'number')
    return { right: String(answer.value).replace('.', ','), wrong: String(answer.value + 1_000_001) };
  const at = shuffled(question).findIndex(({ id }) => id === answer.right);
  assert.ok(at >= 0, `${question.id} has no option ${answer.right}`);
  return { right: String(at + 1), wrong: String(at === 0 ? 2 : 1) };
}

function values(of: ReadonlyMap<string, Asked>): ReadonlyMap<string, number> {
  return new Map(
    QUESTIONS.flatMap(question => {
      const { answer } = ready(of.get(question.id), question);
      return answer.kind === 'number' ? [[question.id, answer.value] as const] : [];
    }),
  );
}

/** What a person is told to run in order to find out does run, as one statement that reads. */
async function assertFound(machine: LabMachine): Promise<void> {
  const { settings, ports, close } = await openSession(machine);
  try {
    const { postgres, warehouse } = await ports.openReaders(['postgres', 'warehouse']);
    for (const { id, definition } of QUESTIONS) {
      const { language, code } = definition.find(settings);
      if (language !== 'sql') continue;
      const rows = definition.needs.includes('warehouse')
        ? (await warehouse.query(code)).rows
        : await postgres.query(code);
      assert.ok(rows.length > 0, `${id}: ${code}`);
    }
  } finally {
    await close();
  }
}

describe('questions', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  test('before anything is done, each says which step it waits for', async () => {
    assert.equal((await machine.run(['run', 'postgres'])).code, 0);
    const asked = await answers(machine);
    for (const question of QUESTIONS) {
      const found = asked.get(question.id);
      if (question.chapter.id === 'postgres') ready(found, question);
      else {
        assert.equal(found?.kind, 'not-ready', question.id);
        assert.equal(found?.kind === 'not-ready' && found.step.id, question.definition.step);
      }
    }
  });

  test('with the whole lab done, the right answer is accepted and a wrong one refused, with its reason', async () => {
    const ran = await machine.run(['run', '--all']);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const asked = await answers(machine);
    for (const question of QUESTIONS) {
      const found = ready(asked.get(question.id), question);
      const { right, wrong } = typed(question, found);
      assert.equal(judge(question, found, right).kind, 'right', `${question.id}: ${right}`);
      const refused = judge(question, found, wrong);
      assert.equal(refused.kind, 'wrong', `${question.id}: ${wrong}`);
      const { answer } = found;
      if (answer.kind === 'choice') {
        assert.ok(refused.kind === 'wrong' && refused.why !== undefined, question.id);
        for (const { id } of shuffled(question))
          assert.ok(answer.why[id], `${question.id}: ${id} has no reason`);
      } else {
        for (const { value, why } of answer.mistakes) {
          const judged = judge(question, found, String(value));
          if (judged.kind === 'wrong') assert.equal(judged.why, why, `${question.id}: ${value}`);
        }
      }
      for (const words of Object.values(answer.explanation)) assert.doesNotMatch(words, /NaN|undefined|null/);
    }
    await assertFound(machine);
    const found = values(asked);
    assert.deepEqual(
      ['marts.true-orders', 'marts.missing-products', 'dbt.lines-left-out', 'export.second-day'].map(id =>
        found.get(id),
      ),
      [4515, 2, 1475, 10_000],
    );
  });

  test('another data set has other right answers', async () => {
    const first = values(await answers(machine));
    // Another seed alone keeps the totals that the handout prints.
    const ran = await machine.run(['run', '--all', '--seed', 'autre', '--scale', '2']);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const second = values(await answers(machine));
    const changed = [...second].filter(([id, value]) => value !== first.get(id)).map(([id]) => id);
    for (const id of ['data.users-without-order', 'dbt.lines-left-out', 'marts.true-orders'])
      assert.ok(changed.includes(id), `${id} is not computed: ${changed.join(', ')}`);
  });
});
