import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { progressOf, type StepProgress } from '../../src/engine/state.ts';
import type { ReportMade } from '../../src/ui/report/made.ts';
import { type FixtureOptions, fixtureFailure, fixtureSession, newWorld, type World } from './fixture/lab.ts';
import { KEY, Screen, type ScreenOptions } from './screen.ts';

const DONE: StepProgress = { state: 'verified', checks: [], at: '2026-01-05T10:00:00.000Z', ms: 1200 };
const HALFWAY = { steps: { 'postgres.connect': DONE, 'postgres.create-database': DONE } };

function start(t: TestContext, world: World, options: ScreenOptions & FixtureOptions = {}) {
  const { state, holder, ...rest } = options;
  const session = fixtureSession(world, {
    ...(state === undefined ? {} : { state }),
    ...(holder === undefined ? {} : { holder }),
  });
  const screen = new Screen(session, rest);
  t.after(() => screen.close());
  return { screen, session };
}

test('what has changed is mended from the welcome screen on one key', async t => {
  const world = newWorld();
  const { screen, session } = start(t, world, { state: HALFWAY, lang: 'en' });
  await screen.shows('Welcome back. You were at:');
  await screen.shows('1 has changed since:');
  await screen.shows('the server answers (expected yes, seen no)');
  await screen.shows('? 1 other stands on that and could not be judged');
  await screen.shows('f  mends what has changed');
  await screen.press('f');
  await screen.shows(/Mended in .*: 2 steps executed, all is well\./);
  assert.deepEqual(world.executed, ['connect', 'create-database']);
  assert.equal(progressOf(session.state, 'postgres.create-database').state, 'verified');
});

test('a system that takes longer than the deadline keeps nobody waiting', async t => {
  const world = newWorld();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.answer = promise;
  const { screen } = start(t, world, { state: HALFWAY });
  await screen.shows('Les 2 étapes déjà faites sont revérifiées');
  await screen.shows('prend plus de deux secondes');
  await screen.press(KEY.enter);
  await screen.shows('étape 1/2  Générer les données');
  resolve();
  await screen.shows('Bon retour. 2 étapes revérifiées en');
});

test('a journal that was lost, or is another lab’s, can be made again on one key', async t => {
  const world = newWorld();
  world.connected = true;
  world.database = true;
  world.mark = 'another';
  const { screen, session } = start(t, world, { suspectLost: true });
  await screen.shows('Le journal de progression est vide, alors que ce TP a déjà servi ici.');
  await screen.shows('un travail que ce journal ne connaît pas');
  await screen.shows('i  reconstruit la progression');
  // Looking notes nothing: it may be somebody else's work.
  assert.deepEqual(session.state.steps, {});
  await screen.press('i');
  assert.deepEqual(await screen.left, { rebuild: true });
});

test('nothing is offered when the systems are empty, and a key says so', async t => {
  const world = newWorld();
  // A server that answers holds for anybody: it is nobody's work.
  world.connected = true;
  const { screen } = start(t, world, { suspectLost: true });
  await screen.shows('PostgreSQL, la source');
  await screen.press('i');
  await screen.shows('Rien à reconstruire');
  await screen.press('f');
  await screen.shows("Cette page n'est pas une étape");
});

test('a step that is blocked is mended from below: what it stands on first', async t => {
  const world = newWorld();
  const { screen } = start(t, world);
  await screen.press('n', 'n', KEY.enter);
  await screen.shows('bloqué');
  await screen.shows("f  réparer : fait d'abord ce dont dépend cette étape (« Se connecter à");
  await screen.press('f');
  await screen.shows('Réparé en');
  await screen.shows('étape 2/2  Créer la base shopstream');
  assert.deepEqual(world.executed, ['connect', 'create-database']);
  await screen.press('f');
  await screen.shows('Rien à réparer');
});

test('a red check shows expected, actual and its query; what running does not mend is undone first, after asking', async t => {
  const world = newWorld();
  world.connected = true;
  world.database = true;
  world.stuck = 999;
  const { screen } = start(t, world, { state: HALFWAY });
  await screen.shows('2 étapes en ordre');
  await screen.press(KEY.enter, KEY.enter);
  await screen.shows(/✗ users +1 000 +999 +incorrect/);
  await screen.shows("→ La table users n'a pas le nombre de lignes attendu");
  await screen.shows('SELECT count(*) FROM users');
  assert.ok(!screen.text().includes('SELECT count(*) FROM orders'));
  await screen.shows("f  réparer : l'exécuter n'a pas suffi");
  await screen.press('f');
  await screen.shows('Défaire « Générer les données », puis la refaire ?');
  await screen.press('n');
  assert.deepEqual(world.executed, ['generate']);
  await screen.press('f');
  await screen.shows('o oui');
  await screen.press('o');
  await screen.shows('Réparé en');
  await screen.shows(/✓ users +1 000 +1 000 +correct/);
  assert.deepEqual(world.executed, ['generate', 'undo generate', 'generate']);
});

test("the step's own causes come first, and not on the first rung of the hints", async t => {
  const world = newWorld();
  world.connected = true;
  world.failure = fixtureFailure();
  const { screen } = start(t, world, { columns: 50, rows: 14 });
  await screen.press('n', KEY.enter);
  await screen.shows('en ordre');
  await screen.press('n', KEY.enter);
  await screen.shows('Le serveur refuse de créer la base');
  await screen.press(KEY.end);
  await screen.shows(/Cause la plus probable :\s+→ Votre compte est celui d’un lecteur\./);
  await screen.press('h');
  await screen.shows('Indice 1 sur 3');
  await screen.press(KEY.end);
  assert.ok(!screen.text().includes('lecteur'));
  await screen.press('h');
  await screen.shows('→ Votre compte est celui d’un lecteur.');
});

test('the report is written on a key and its summary shown, with where it is and how to open it', async t => {
  const made: ReportMade = {
    document: {
      lang: 'fr',
      title: 'TP Cloud : Pipeline Moderne',
      subtitle: 'Étudiant(e) : Inès Élodie',
      contents: 'Sommaire',
      sections: [
        {
          number: '',
          title: 'Synthèse',
          blocks: [
            { kind: 'facts', items: [['Étapes vérifiées', '2 / 3']] },
            { kind: 'paragraph', text: 'Deux lignes.', tone: 'good' },
            {
              kind: 'table',
              table: {
                columns: [{ name: 'Chapitre' }, { name: 'Contrôles', numeric: true }],
                rows: [{ cells: ['PostgreSQL', '2 / 2'] }],
              },
            },
          ],
        },
      ],
    },
    files: ['/home/inès/ShopStreamTP/rapport/rapport.html', '/home/inès/ShopStreamTP/rapport/rapport.md'],
    kept: ['/home/inès/ShopStreamTP/rapport/rapport.md.copie-1'],
    problems: [],
  };
  let fails = true;
  const report = async () => {
    if (fails) throw fixtureFailure();
    return made;
  };
  const { screen } = start(t, newWorld(), { report });
  await screen.press('R');
  await screen.shows('Le serveur refuse');
  fails = false;
  screen.resize(80, 40);
  await screen.press(KEY.tab, 'R');
  await screen.shows('Étudiant(e) : Inès Élodie');
  await screen.shows('rapport/rapport.html');
  await screen.shows(/Pour l'ouvrir : (xdg-open|open|start) "\/home/);
  await screen.shows('votre version est gardée dans');
  await screen.shows(/PostgreSQL +2 \/ 2/);
  screen.resize(50, 14);
  await screen.shows('PG─S3');
  await screen.press(KEY.end);
  await screen.shows(/PostgreSQL +2 \/ 2/);
  await screen.press(KEY.escape);
  await screen.shows('PostgreSQL · ouverture');
});

test('where no report can be written from, the key says so', async t => {
  const { screen } = start(t, newWorld());
  await screen.press('R');
  await screen.shows("Le rapport ne peut pas être écrit d'ici.");
});
