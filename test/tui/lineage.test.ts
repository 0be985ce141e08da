import { type TestContext, test } from 'node:test';
import { fixtureSession, newWorld } from './fixture/lab.ts';
import { Screen, type ScreenOptions } from './screen.ts';

function start(t: TestContext, world: ReturnType<typeof newWorld>, options: ScreenOptions = {}): Screen {
  const screen = new Screen(fixtureSession(world), options);
  t.after(() => screen.close());
  return screen;
}

test('a data step shows the way of its table, and where it diverges with the queries that show it', async t => {
  const world = newWorld();
  const screen = start(t, world);
  await screen.press('a');
  await screen.shows('tout le TP est fait');
  await screen.shows('users : postgres 1 000 → vue 1 000 personnes');
  world.view = 998;
  await screen.press('v');
  await screen.shows('users : postgres 1 000 → vue 998 personnes ⟵ ici');
  await screen.shows('postgres SELECT count(*) FROM users');
  await screen.shows('vue SELECT count(*) FROM vue');
  // The step whose own count is right shows the same way: that is where one sees how far the rows came.
  await screen.press('p', '4');
  await screen.shows('vue 998 personnes ⟵ ici');
});
