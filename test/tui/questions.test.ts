import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { questionsOf, shuffled } from '../../src/engine/questions.ts';
import type { Session } from '../../src/engine/session.ts';
import { questionProgress } from '../../src/engine/state.ts';
import { runLine } from '../../src/ui/line/main.ts';
import { newWorld, type World } from './fixture/lab.ts';
import { questionedSession } from './fixture/questions.ts';
import { KEY, Screen, type ScreenOptions } from './screen.ts';

const PATIENCE = 8000;

function start(t: TestContext, world: World, options: ScreenOptions = {}) {
  const session = questionedSession(world);
  const screen = new Screen(session, options);
  t.after(() => screen.close());
  return { screen, session };
}

/** The number that an option of the first question is shown with. */
function numberOf(session: Session, id: string): string {
  const [question] = session.lab.chapters.flatMap(questionsOf);
  assert.ok(question);
  return String(shuffled(question).findIndex(option => option.id === id) + 1);
}

test('a question waits for its step, says why an answer is wrong, and explains after three', async t => {
  const world = newWorld();
  const { screen, session } = start(t, world);
  await screen.press('u');
  await screen.shows('Question 1 sur 2 · sans réponse');
  await screen.shows('porte sur ce que fait l’étape « Créer la base');
  await screen.press('1');
  await screen.shows('Pas encore : cette question');
  assert.equal(questionProgress(session.state, 'postgres.encoding'), undefined);

  world.connected = true;
  world.database = true;
  await screen.press('n');
  await screen.shows('Question 2 sur 2');
  await screen.press('p');
  await screen.shows('Question 1 sur 2');
  await screen.shows('SELECT count(*) FROM orders;');
  await screen.press(numberOf(session, 'latin1'));
  await screen.shows('Pas encore. LATIN1 ne sait pas écrire 美咲.');
  assert.ok(!screen.text().includes('Le script le demande'));
  await screen.press(numberOf(session, 'ascii'));
  await screen.shows('Toute base en a un.');
  await screen.press(KEY.enter);
  await screen.shows('Votre réponse :');
  await screen.press('9', KEY.enter);
  await screen.shows('rien n’est compté');
  assert.equal(questionProgress(session.state, 'postgres.encoding')?.tries, 2);
  await screen.press(numberOf(session, 'latin1'));
  await screen.shows('3 essais, pas encore juste');
  await screen.shows('UTF8 écrit les prénoms de tous les pays.');
  await screen.shows('Le script le demande.');
  await screen.press(numberOf(session, 'utf8'));
  await screen.shows('juste après 4 essais');
  await screen.press('1');
  await screen.shows('Vous avez déjà trouvé');
  const { tries, right } = questionProgress(session.state, 'postgres.encoding') ?? {};
  assert.deepEqual({ tries, right }, { tries: 4, right: true });
});

test('a number is typed as the language writes it, and the end of a chapter invites to it', async t => {
  const world = newWorld();
  world.connected = true;
  world.database = true;
  const { screen, session } = start(t, world, { lang: 'en' });
  await screen.press('n', 'n', 'v');
  await screen.shows('all is well');
  await screen.press('p', 'v');
  await screen.shows('Chapter finished: 2 questions to see whether');
  await screen.shows('all is clear, with u.');
  await screen.press('g', KEY.enter);
  await screen.shows('Done and verified');
  await screen.press('u');
  await screen.shows('How many orders are there?');
  await screen.press('1');
  await screen.shows('Your answer: 1');
  await screen.press('5', ',', '1', '1', '2', KEY.enter);
  await screen.shows('Not yet. These are their lines.');
  await screen.press('5', ' ', '0', '0', '0', ',', '0', KEY.enter);
  await screen.shows('right after 2 tries');
  await screen.shows('There are 5000.');
  assert.equal(questionProgress(session.state, 'data.orders')?.right, true);
  await screen.press(KEY.enter);
  await screen.shows('1 Lesson');
  await screen.press('L', 'u');
  await screen.shows('Il y en a 5000.');
  await screen.press('c');
  await screen.shows('Copié : Dans pgAdmin.');
  assert.equal(screen.clipboard.at(-1), 'SELECT count(*) FROM orders;');
});

test('the smallest and a large screen show the same question, and the map opens its chapter', async t => {
  for (const [columns, rows] of [
    [50, 14],
    [200, 60],
  ] as const) {
    const world = newWorld();
    world.connected = true;
    world.database = true;
    const { screen, session } = start(t, world, { columns, rows });
    await screen.press(KEY.tab, 'u');
    await screen.shows('Dans quel encodage est la base ?');
    await screen.press(numberOf(session, 'utf8'));
    await screen.shows('juste au premier essai');
    for (let at = 0; at < 30 && !screen.text().includes('SELECT count(*)'); at += 1) {
      await screen.press(KEY.down);
      await after(20);
    }
    await screen.shows('SELECT count(*) FROM orders;');
    await screen.press(KEY.escape);
    await screen.shows('ouverture');
  }
});

test('the line mode asks one question after another, with numbered answers', async t => {
  const world = newWorld();
  world.connected = true;
  world.database = true;
  const session = questionedSession(world);
  const [input, output, abort] = [new PassThrough(), new PassThrough(), new AbortController()];
  let written = '';
  let read = 0;
  output.on('data', (chunk: Buffer) => {
    written += chunk.toString().replace(/[\u00a0\u202f]/g, ' ');
  });
  const ended = runLine(session, { lang: 'fr', signal: abort.signal, notices: [] }, { input, output });
  t.after(async () => {
    abort.abort();
    await ended;
  });
  const says = async (wanted: string) => {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const at = written.indexOf(wanted, read);
      if (at >= 0) {
        read = at + 1;
        return;
      }
      if (Date.now() > end) throw new Error(`Never said: ${wanted}. Said:\n${written.slice(read)}`);
      await after(5);
    }
  };
  const type = (line: string) => input.write(`${line}\n`);
  await says('17 questions');
  type('17');
  await says('Question 1 sur 2, sans réponse.');
  await says('1 ');
  await says('Votre réponse');
  type(numberOf(session, 'latin1'));
  await says('Pas encore. LATIN1 ne sait pas écrire');
  await says('Votre réponse');
  type(numberOf(session, 'utf8'));
  await says('Juste. Le script le demande.');
  await says('UTF8 écrit les prénoms');
  await says('Question 2 sur 2, sans réponse.');
  await says('Pas encore : cette question porte sur ce que fait l’étape « Générer les données »');
  await says('Votre choix :');
  assert.equal(questionProgress(session.state, 'postgres.encoding')?.tries, 2);
  type('9');
  await says('tout le TP est fait');
  await says('Votre choix :');
  type('17');
  await says('Combien de commandes');
  await says('Votre réponse');
  type('5 000');
  await says('Juste.');
  await says('Il y en a 5000.');
  await says('Toutes les questions');
  type('0');
  assert.equal(await ended, 0);
});
