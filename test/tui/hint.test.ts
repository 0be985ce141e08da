import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { progressOf } from '../../src/engine/state.ts';
import { type FixtureOptions, fixtureFailure, fixtureSession, newWorld, type World } from './fixture/lab.ts';
import { KEY, Screen, type ScreenOptions } from './screen.ts';

function start(t: TestContext, world: World, options: ScreenOptions & FixtureOptions = {}) {
  const { holder, ...rest } = options;
  const session = fixtureSession(world, holder === undefined ? {} : { holder });
  const screen = new Screen(session, rest);
  t.after(() => screen.close());
  return { screen, session };
}

test('h goes from a nudge to the cause to the commands, then does it and says so in the progress', async t => {
  const world = newWorld();
  world.connected = true;
  const { screen, session } = start(t, world);
  await screen.press('n', KEY.enter);
  await screen.shows('était déjà en ordre');
  await screen.press('h');
  await screen.shows("Pas besoin d'indice");
  await screen.press('n', 'h');
  await screen.shows('Indice 1 sur 3');
  await screen.shows("Une seule chose n'est pas comme il faut : « base shopstream ».");
  assert.ok(!screen.text().includes("La base n'existe pas."));
  await screen.press('h');
  await screen.shows('Indice 2 sur 3');
  await screen.shows("→ La base n'existe pas.");
  await screen.press('h');
  await screen.shows('Indice 3 sur 3');
  await screen.shows('CREATE DATABASE shopstream');
  await screen.shows('notée « avec aide »');
  await screen.press('h');
  await screen.shows('Faire « Créer la base shopstream » pour vous ?');
  await screen.press('n');
  assert.ok(!world.database);
  await screen.press('h');
  await screen.shows('o oui');
  await screen.press('o');
  await screen.shows('Fait et vérifié');
  await screen.shows('✓ fait (avec aide)');
  assert.equal(progressOf(session.state, 'postgres.create-database').assisted, true);
  assert.equal(progressOf(session.state, 'postgres.connect').assisted, undefined);
  await screen.press(KEY.tab);
  await screen.shows(/Créer la base shopstream.* \(avec aide\) fait/);
  await screen.press(KEY.tab);
  // Undone, it can be done again by oneself.
  await screen.press('r');
  await screen.shows('o oui');
  await screen.press('o');
  await screen.shows('○ à faire');
  assert.equal(progressOf(session.state, 'postgres.create-database').assisted, undefined);
});

test('hints read the state: what blocks and what refuses have hints of their own', async t => {
  const world = newWorld();
  const { screen } = start(t, world, { lang: 'en' });
  await screen.press('n', 'n', KEY.enter);
  await screen.shows('blocked');
  await screen.press('h');
  await screen.shows('Look first at what this step stands on: “the server answers”.');
  world.connected = true;
  world.failure = fixtureFailure();
  await screen.press(KEY.enter);
  await screen.shows('The server refuses to create the database');
  await screen.press('h', 'h');
  await screen.shows('Hint 2 of 3');
  await screen.shows('something did not answer, or');
  await screen.shows('Ask the administrator for the CREATEDB right');
});

test('another instance holds the lab: the hints are there, doing it is not', async t => {
  const holder = { pid: 4321, since: '2026-01-05T10:00:00.000Z', command: 'run' };
  const world = newWorld();
  const { screen } = start(t, world, { holder, columns: 50, rows: 14 });
  await screen.press('n', 'h', 'h', 'h');
  await screen.shows('Indice 3 sur 3');
  await screen.press('h');
  await screen.shows('Lecture seule');
  assert.deepEqual(world.executed, []);
});
