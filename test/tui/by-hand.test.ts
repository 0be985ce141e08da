import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { progressOf } from '../../src/engine/state.ts';
import { type FixtureOptions, fixtureSession, newWorld, type World } from './fixture/lab.ts';
import { KEY, Screen, type ScreenOptions } from './screen.ts';

async function start(t: TestContext, world: World, options: ScreenOptions & FixtureOptions = {}) {
  const workspace = await mkdtemp(join(tmpdir(), 'shopstream-hand-'));
  const { state, holder, ...rest } = options;
  const session = fixtureSession(world, {
    workspace,
    ...(state === undefined ? {} : { state }),
    ...(holder === undefined ? {} : { holder }),
  });
  const screen = new Screen(session, { lookEvery: 20, ...rest });
  t.after(async () => {
    await screen.close();
    await rm(workspace, { recursive: true, force: true });
  });
  return { screen, session, workspace };
}

test('a step that is done elsewhere turns green by itself, and says what it waited for', async t => {
  const world = newWorld();
  const { screen, session, workspace } = await start(t, world);
  await screen.press('n', 'm');
  await screen.shows('À vous : faites cette étape avec vos propres outils.');
  await screen.shows('Attendu, pas encore vu : le serveur répond (attendu oui, vu non).');
  await screen.shows(/✗ 0 sur 1, vu (à l'instant|il y a \d+ s) +v maintenant/);
  await screen.shows('○ à faire');
  // What is not there yet is no failure, and no news.
  assert.deepEqual(session.state.steps, {});
  const sheet = join(workspace, 'commandes', 'postgres.connect.txt');
  await screen.shows('c copie ; sinon');
  assert.match(await readFile(sheet, 'utf8'), /^psql -h 127\.0\.0\.1 -U postgres$/m);

  await screen.press('c');
  await screen.shows('Copié : Dans un terminal.');
  assert.deepEqual(screen.clipboard, ['psql -h 127.0.0.1 -U postgres']);
  await screen.shows('Dans un terminal (copié)');

  world.connected = true;
  await screen.shows('Reconnu sur le vrai système');
  await screen.shows(/✓ le serveur répond +oui +oui +correct/);
  await screen.shows('✓ fait');
  assert.deepEqual(world.executed, []);
  assert.equal(progressOf(session.state, 'postgres.connect').state, 'verified');
});

test('one key leads to the other way of doing a step, and back', async t => {
  const world = newWorld();
  const { screen } = await start(t, world, { lang: 'en' });
  await screen.press('m');
  await screen.shows('This page is not a step');
  await screen.press('n', 'c');
  await screen.shows('First m, to do the step yourself');
  await screen.press('m');
  await screen.shows('Your turn: do this step with your own tools.');
  await screen.shows('v now');
  await screen.press('1');
  await screen.shows('seen');
  await screen.press('m');
  await screen.shows('do it myself');
  assert.ok(!screen.text().includes('v now'));
  await screen.press('m', KEY.enter);
  await screen.shows('Done and verified');
  assert.ok(!screen.text().includes('v now'));
  assert.deepEqual(world.executed, ['connect']);
});

test('saving a file of the step is looked at once', async t => {
  const world = newWorld();
  world.connected = true;
  const { screen, workspace } = await start(t, world, { lookEvery: 3_600_000 });
  await mkdir(join(workspace, 'projet', 'models'), { recursive: true });
  await screen.press('n', KEY.enter);
  await screen.shows('était déjà en ordre');
  await screen.press('n', 'm');
  await screen.shows('Enregistrer un fichier de projet fait regarder aussitôt.');
  await screen.shows('0 sur 1, vu');
  await writeFile(join(workspace, 'projet', 'models', 'dim.sql'), 'select 1');
  await screen.shows(/0 sur 1, vu .* \(dim\.sql enregistré\)/);
  world.database = true;
  await writeFile(join(workspace, 'projet', 'models', 'dim.sql'), 'select 2');
  await screen.shows('Reconnu sur le vrai système');
});

test('what holds already is said and the commands stay; at 50×14 all of it can be read', async t => {
  const world = newWorld();
  world.connected = true;
  const { screen } = await start(t, world, { columns: 50, rows: 14 });
  await screen.press('n', 'm');
  await screen.shows('Le vrai système est déjà comme il faut');
  await screen.shows('1 sur 1, vu');
  await screen.shows('Tout ce qui est attendu est là.');
  await screen.shows('c copie ; sinon');
  await screen.press(KEY.end);
  await screen.shows('psql -h 127.0.0.1 -U postgres');
});

test('another instance holds the lab: the step can be watched, nothing is written', async t => {
  const world = newWorld();
  const holder = { pid: 4321, since: '2026-01-05T10:00:00.000Z', command: 'run' };
  const { screen, workspace } = await start(t, world, { holder });
  await screen.press('n', 'm');
  await screen.shows('0 sur 1, vu');
  world.connected = true;
  await screen.shows('Reconnu sur le vrai système');
  await assert.rejects(readFile(join(workspace, 'commandes', 'postgres.connect.txt')), { code: 'ENOENT' });
});
