import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { LabState, StepProgress } from '../../src/engine/state.ts';
import { ASCII, UNICODE } from '../../src/ui/tui/glyphs.ts';
import { BINDINGS } from '../../src/ui/tui/keys/table.ts';
import { cells } from '../../src/ui/tui/text/cells.ts';
import { type FixtureOptions, fixtureFailure, fixtureSession, newWorld, type World } from './fixture/lab.ts';
import { KEY, Screen, type ScreenOptions } from './screen.ts';

const open: Screen[] = [];

function start(world: World, options: ScreenOptions & FixtureOptions = {}): Screen {
  const { state, holder, ...rest } = options;
  const session = fixtureSession(world, {
    ...(state === undefined ? {} : { state }),
    ...(holder === undefined ? {} : { holder }),
  });
  const screen = new Screen(session, rest);
  open.push(screen);
  return screen;
}

afterEach(async () => {
  for (const screen of open.splice(0)) await screen.close();
});

const DONE: StepProgress = { state: 'verified', checks: [], at: '2026-01-05T10:00:00.000Z', ms: 1200 };

/** A world in which both steps of the first chapter are done, and the journal that says so. */
function halfway(): { readonly world: World; readonly state: LabState } {
  const world = newWorld();
  world.connected = true;
  world.database = true;
  return { world, state: { steps: { 'postgres.connect': DONE, 'postgres.create-database': DONE } } };
}

/** The welcome of somebody who comes back, and on to the page. */
async function goOn(screen: Screen): Promise<void> {
  await screen.shows('Bon retour. Vous étiez à :');
  await screen.press(KEY.enter);
}

function gate(world: World): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.gate = promise;
  return resolve;
}

function assertFits(screen: Screen, columns: number, rows: number): void {
  const shown = screen.rows();
  assert.equal(shown[rows - 1], '', 'the last row of the terminal stays free');
  for (const row of shown) assert.ok(cells(row) <= columns, `too wide: ${row}`);
}

test('the whole lab is done with Enter alone, from the opening to the last step', async () => {
  const world = newWorld();
  const screen = start(world);
  await screen.shows('PostgreSQL, la source');
  await screen.shows('0/3 ✓');
  await screen.press(KEY.enter);
  await screen.shows('étape 1/2  Se connecter à PostgreSQL');
  await screen.shows('○ à faire');
  assertFits(screen, 80, 24);
  for (const next of [
    'Créer la base shopstream',
    'Ce que vous avez',
    'Générer les données',
    'Regarder les données',
  ]) {
    if (!next.startsWith('Générer')) {
      await screen.press(KEY.enter);
      await screen.shows('Fait et vérifié');
      await screen.shows('correct');
    }
    await screen.press(KEY.enter);
    await screen.shows(next);
  }
  assert.deepEqual(world.executed, ['connect', 'create-database', 'generate']);
  await screen.shows('3/3 ✓');
});

test('the verification shows expected and actual, and the first rows in a table that fits', async () => {
  const { world, state } = halfway();
  const screen = start(world, { state });
  await goOn(screen);
  await screen.shows('étape 1/2  Générer les données');
  await screen.press(KEY.enter);
  await screen.shows(/✓ order_items +15 112 +15 112 +correct/);
  await screen.press('n', KEY.enter);
  await screen.shows('Les dix premières lignes de users');
  await screen.shows('美咲');
  await screen.press(KEY.end);
  await screen.shows(/ 10 +personne10/);
  assertFits(screen, 80, 24);
});

test('a step that fails tells the cause and the advice first, the raw message behind d', async () => {
  const world = newWorld();
  world.failure = fixtureFailure();
  const screen = start(world);
  await screen.press('a');
  await screen.shows('✗ Le serveur refuse de créer la base');
  await screen.shows('→ Demandez le droit CREATEDB');
  await screen.shows('Arrêt à « Créer la base shopstream »');
  assert.ok(!screen.text().includes('permission denied'));
  await screen.press('d');
  await screen.shows('permission denied to create database');
  world.failure = undefined;
  await screen.press(KEY.enter);
  await screen.shows('✓ fait');
});

test('while a step runs its measures and output are live, keys are refused with the reason, Ctrl-C stops it', async () => {
  const { world, state } = halfway();
  const release = gate(world);
  const screen = start(world, { state });
  await goOn(screen);
  await screen.shows('étape 1/2  Générer les données');
  await screen.press(KEY.enter);
  await screen.shows('▶ en cours');
  await screen.shows(/orders +█+·+ +2 500 \/ 5 000/);
  await screen.shows(/\d\d:\d\d:\d\d {2}COPY orders FROM STDIN rouge/);
  await screen.press(KEY.enter);
  await screen.shows('« Générer les données » est en cours');
  await screen.press('a', 'r', 's');
  await screen.press('q');
  await screen.shows('Interrompre « Générer les données » et quitter ?');
  await screen.press('n', KEY.ctrlC);
  await screen.shows('~ interrompu');
  await screen.shows('⏎ reprendre');
  assert.deepEqual(world.executed, ['generate']);
  release();
  await screen.press(KEY.enter);
  await screen.shows('✓ fait');
  await screen.press(KEY.ctrlC);
  assert.deepEqual(await screen.left, { code: 130, hurry: false });
  assert.ok(!screen.isOpen);
});

test('Enter right after a run has ended does not act on what came after it', async () => {
  const screen = start(newWorld(), { calm: 60_000 });
  await screen.press('n', KEY.enter);
  await screen.shows('Fait et vérifié');
  await screen.press(KEY.enter);
  await screen.shows('Touche ignorée');
  await screen.shows('étape 1/2');
});

test('a step is skipped with a reason and reset after a question that names what goes', async () => {
  const world = newWorld();
  const screen = start(world);
  await screen.press('a');
  await screen.shows('tout le TP est fait');
  await screen.press('p', 'p', 'p');
  await screen.shows('Créer la base shopstream');
  await screen.press('s');
  await screen.shows('Rien à passer');
  await screen.press('r');
  await screen.shows('Sera supprimé ce que cette étape a fait : base shopstream.');
  await screen.shows('Deviendront à revérifier : « Générer les données »');
  await screen.press('n');
  assert.ok(world.database);
  await screen.press('r');
  await screen.shows('o oui');
  await screen.press('o');
  await screen.shows('○ à faire');
  assert.ok(!world.database);
  await screen.press('s');
  await screen.shows('Pour quelle raison ?');
  await screen.press(KEY.enter);
  await screen.shows('Une raison est nécessaire');
  await screen.press('d', 'é', 'j', 'à', ' ', 'l', 'à', 'x', KEY.backspace, KEY.enter);
  await screen.shows('– passé');
  await screen.press('4');
  await screen.shows('Raison : déjà là');
});

test('on opening what the journal says is done is verified again, and what has changed comes to the screen', async () => {
  const { world, state } = halfway();
  world.database = false;
  const screen = start(world, { state });
  await screen.shows('Bon retour. Vous étiez à : 1.2 Créer la base shopstream (5 janv.');
  await screen.shows(/✓ 1 étape en ordre, vue en /);
  await screen.shows(
    /✗ 1 a changé depuis :\s+Créer la base shopstream\s+base shopstream \(attendu shopstream, vu rien\)/,
  );
  await screen.shows('○ 2 restent à faire');
  assertFits(screen, 80, 24);
  await screen.press(KEY.enter);
  await screen.shows('étape 2/2  Créer la base shopstream');
  await screen.shows("La base n'existe pas.");
  await screen.press(KEY.enter);
  await screen.shows('Fait et vérifié');
});

test('a session that may only look names who holds the lab', async () => {
  const { world, state } = halfway();
  const holder = { pid: 4321, since: '2026-01-05T10:00:00.000Z', command: 'run' };
  const screen = start(world, { state, holder });
  await screen.shows('lecture seule');
  await goOn(screen);
  await screen.shows('étape 1/2  Générer les données');
  await screen.press(KEY.enter);
  await screen.shows('le processus 4321 (run) tient ce TP');
  await screen.press('v');
  await screen.shows('quelque chose manque ou diffère');
  assert.deepEqual(world.executed, []);
});

test('the map shows every step with its state, and leads to it; from 100 columns on it stands at the left', async () => {
  const { world, state } = halfway();
  const screen = start(world, { state });
  await screen.press(KEY.tab);
  await screen.shows(/✓ Créer la base shopstream +fait +1,2 s/);
  await screen.shows(/› +○ Générer les données +à faire/);
  await screen.press(KEY.up, KEY.up, KEY.enter);
  await screen.shows('étape 2/2  Créer la base shopstream');
  screen.resize(120, 40);
  await screen.shows(/› +✓ Créer la base shopstream +fait │ Créer la base/);
  assertFits(screen, 120, 40);
  screen.resize(50, 14);
  await screen.shows('[1 Leçon] 2 Cmdes');
  assertFits(screen, 50, 14);
  screen.resize(200, 60);
  await screen.shows(/› +✓ Créer la base shopstream +fait │ Créer la base/);
  assertFits(screen, 200, 60);
});

test('at 50×14 everything can be reached and nothing is wider than the screen, in both languages', async () => {
  const screen = start(newWorld(), { columns: 50, rows: 14 });
  await screen.shows('PostgreSQL · ouverture');
  await screen.press('n');
  await screen.shows('1.1 Se connecter');
  assertFits(screen, 50, 14);
  await screen.press(KEY.end);
  await screen.shows('mauvais serveur.');
  await screen.press('a');
  await screen.shows('exécutées en');
  assertFits(screen, 50, 14);
  await screen.press('L');
  await screen.shows('actual');
  await screen.press(KEY.tab);
  await screen.shows('Map of the lab');
  await screen.shows(/✓ Generate the data +done/);
  assertFits(screen, 50, 14);
});

test('a terminal that is too small says so, and the screen comes back with its size', async () => {
  const screen = start(newWorld(), { columns: 40, rows: 10 });
  await screen.shows('Terminal trop petit (40×10)');
  for (const [columns, rows] of [
    [1, 1],
    [3, 2],
    [300, 2],
    [12, 90],
    [80, 24],
  ] as const)
    screen.resize(columns, rows);
  await screen.shows('PostgreSQL, la source');
  screen.resize(20, 5);
  await screen.shows('Terminal trop petit');
  await screen.press('q');
  assert.deepEqual(await screen.left, { code: 0, hurry: false });
});

test('the help shows every key of the table', async () => {
  const screen = start(newWorld(), {
    columns: 120,
    rows: 70,
    notices: [{ fr: 'Un avis.', en: 'A notice.' }],
  });
  await screen.shows('Un avis.');
  await screen.press('?');
  await screen.shows('Les touches');
  for (const { shown, help } of BINDINGS) {
    if (shown !== undefined && help !== undefined) {
      await screen.shows(shown(UNICODE));
      await screen.shows(help.fr.slice(0, 40));
    }
  }
  await screen.shows('/home/inès/ShopStreamTP');
  await screen.press(KEY.escape);
  await screen.shows('PostgreSQL, la source');
});

test('a terminal without Unicode signs gets words and ASCII', async () => {
  const { world, state } = halfway();
  const screen = start(world, { state, glyphs: ASCII });
  await goOn(screen);
  await screen.shows('[ ] à faire');
  await screen.press(KEY.tab);
  await screen.shows(/\[x\] Se connecter à PostgreSQL +fait/);
  assert.doesNotMatch(screen.text(), /[✓✗○▶━─│›⏎]/);
});

test('pasted text is no key, however long it is', async () => {
  const world = newWorld();
  const screen = start(world);
  await screen.shows('PostgreSQL, la source');
  await screen.press(`\u001b[200~${'aqrs\r'.repeat(200_000)}\u001b[201~`);
  await screen.shows('1 000 000 caractères collés');
  await screen.press('aqrs\r'.repeat(50));
  await screen.shows('250 caractères collés');
  assert.deepEqual(world.executed, []);
});

test('a flood of output costs few frames, and its end can be read', async () => {
  const { world, state } = halfway();
  world.flood = 20_000;
  const release = gate(world);
  const screen = start(world, { state });
  await goOn(screen);
  await screen.shows('étape 1/2  Générer les données');
  const { writes } = screen;
  const began = Date.now();
  await screen.press(KEY.enter);
  await screen.shows('ligne 20000');
  // Two writes a frame besides the frame itself (synchronized output), some thirty frames a second at most.
  const frames = Math.ceil(((Date.now() - began) / 1000) * 30) + 2;
  assert.ok(
    screen.writes - writes <= 3 * frames,
    `${screen.writes - writes} writes in ${Date.now() - began} ms`,
  );
  await screen.press(KEY.home);
  await screen.shows('lignes précédentes ne sont plus gardées');
  release();
  await screen.shows('✓ fait');
});

test('an idle screen has no timer and writes nothing', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  const { world, state } = halfway();
  const screen = start(world, { state });
  await screen.shows('2 étapes en ordre');
  await goOn(screen);
  await screen.press('v');
  await screen.shows('quelque chose manque');
  const end = Date.now() + 3000;
  // The one timer that may be left is the wait below.
  while (timers() > before) {
    assert.ok(Date.now() < end, 'a timer goes on while nothing happens');
    await new Promise(resolve => setImmediate(resolve));
  }
  const { writes } = screen;
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(screen.writes, writes);
});

test('only a spinner moves: a frame of it is some tens of bytes', async () => {
  const { world, state } = halfway();
  gate(world);
  const screen = start(world, { state, columns: 120, rows: 40 });
  await goOn(screen);
  await screen.press(KEY.enter);
  await screen.shows(/orders +█+·+ +2 500 \/ 5 000/);
  const [writes, written] = [screen.writes, screen.written];
  const end = Date.now() + 8000;
  // A frame is three writes: it stands between the two marks of a synchronized update.
  while (screen.writes < writes + 3 * 15) {
    assert.ok(Date.now() < end, 'the spinner does not move');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  // Twelve such frames a second are 5 kB.
  const bytes = (screen.written - written) / ((screen.writes - writes) / 3);
  assert.ok(bytes <= 400, `${bytes} bytes a frame`);
});
