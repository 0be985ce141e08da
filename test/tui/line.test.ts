import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { progressOf } from '../../src/engine/state.ts';
import { runLine } from '../../src/ui/line/main.ts';
import { type FixtureOptions, fixtureFailure, fixtureSession, newWorld, type World } from './fixture/lab.ts';

const PATIENCE = 8000;

async function start(t: TestContext, world: World, options: FixtureOptions & { lang?: 'fr' | 'en' } = {}) {
  const { lang = 'fr', ...rest } = options;
  const workspace = await mkdtemp(join(tmpdir(), 'shopstream-line-'));
  const session = fixtureSession(world, { workspace, ...rest });
  const [input, output, abort] = [new PassThrough(), new PassThrough(), new AbortController()];
  let written = '';
  let read = 0;
  output.on('data', (chunk: Buffer) => {
    written += chunk.toString().replace(/[\u00a0\u202f]/g, ' ');
  });
  const ended = runLine(
    session,
    { lang, signal: abort.signal, notices: [] },
    { input, output, lookEvery: 20 },
  );
  t.after(async () => {
    abort.abort();
    await ended;
    await rm(workspace, { recursive: true, force: true });
  });
  return {
    session,
    abort,
    ended,
    written: () => written,
    type: (line: string) => input.write(`${line}\n`),
    end: () => input.end(),
    /** Waits for words that come after those that were waited for before. */
    async says(wanted: string | RegExp): Promise<void> {
      const deadline = Date.now() + PATIENCE;
      for (;;) {
        const rest = written.slice(read);
        const at = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted);
        if (at >= 0) {
          read += at + 1;
          return;
        }
        if (Date.now() > deadline) throw new Error(`Never said: ${wanted}. Said:\n${rest}`);
        await after(5);
      }
    },
  };
}

test('the lab is done in sentences, with numbered choices', async t => {
  const world = newWorld();
  const lab = await start(t, world);
  await lab.says('mode ligne. 0 étapes faites sur 3.');
  await lab.says('Chapitre 1, PostgreSQL. Ouverture.');
  await lab.says('1 continuer');
  lab.type('1');
  await lab.says('Étape 1 sur 2 : Se connecter à PostgreSQL. État : à faire.');
  await lab.says('1 exécuter, 2 faire moi-même, 3 vérifier');
  await lab.says('0 quitter. Votre choix :');
  lab.type('3');
  await lab.says('le serveur répond : attendu oui, obtenu non, incorrect.');
  await lab.says('Votre choix :');
  lab.type('1');
  await lab.says('Se connecter à PostgreSQL : fait.');
  await lab.says('Vérification, 1 ligne.');
  await lab.says('le serveur répond : attendu oui, obtenu oui, correct.');
  await lab.says('Fait et vérifié en');
  await lab.says('État : fait.');
  await lab.says('Votre choix :');
  lab.type('quarante');
  await lab.says("« quarante » n'est pas un des choix.");
  await lab.says('Votre choix :');
  lab.type('5');
  await lab.says('Pourquoi cette étape');
  await lab.says('Votre choix :');
  lab.type('8');
  await lab.says('5 Générer les données, à faire.');
  lab.type('5');
  await lab.says('Générer les données. État');
  await lab.says('Votre choix :');
  lab.type('13');
  await lab.says('Language: English.');
  await lab.says('1 run, 2 do it myself');
  lab.type('9');
  await lab.says('order_items: expected 15112, actual 15112, correct.');
  await lab.says('the whole lab is done');
  await lab.says('Your choice:');
  lab.type('0');
  await lab.says('Goodbye.');
  assert.equal(await lab.ended, 0);
  assert.deepEqual(world.executed, ['connect', 'create-database', 'generate']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing but lines may be written
  assert.doesNotMatch(lab.written(), /[\u0000-\u0009\u000b-\u001f\u007f]/);
});

test('a step that is done elsewhere is recognised, and only news are told', async t => {
  const world = newWorld();
  const lab = await start(t, world);
  await lab.says('Votre choix :');
  lab.type('1');
  await lab.says('Votre choix :');
  lab.type('2');
  await lab.says('Commande 1. Dans un terminal :\npsql -h 127.0.0.1 -U postgres\n');
  await lab.says('Ces commandes sont aussi dans');
  await lab.says(/\d\d:\d\d:\d\d, vu : 0 sur 1. Pas encore vu : le serveur répond\./);
  lab.type('');
  await lab.says('vu : 0 sur 1.');
  await after(100);
  assert.equal(lab.written().split('vu : 0 sur 1.').length, 3, 'the same again is not told by itself');
  world.connected = true;
  await lab.says('Reconnu sur le vrai système');
  await lab.says('État : fait.');
  assert.deepEqual(world.executed, []);
});

test('a failure tells its cause and what to do; skipping wants a reason, resetting a yes', async t => {
  const world = newWorld();
  world.connected = true;
  world.failure = fixtureFailure();
  const lab = await start(t, world);
  await lab.says('Votre choix :');
  lab.type('9');
  await lab.says('Le serveur refuse de créer la base');
  await lab.says("Demandez le droit CREATEDB à l'administrateur");
  await lab.says("Message d'origine : permission denied");
  await lab.says('Étape 2 sur 2 : Créer la base shopstream. État : à corriger.');
  await lab.says('Votre choix :');
  lab.type('11');
  await lab.says('Pour quelle raison ?');
  lab.type('');
  await lab.says('Annulé.');
  await lab.says('Votre choix :');
  world.failure = undefined;
  lab.type('4');
  await lab.says('Indice 1 sur 3.');
  await lab.says('Votre choix :');
  lab.type('4');
  await lab.says("Demandez le droit CREATEDB à l'administrateur");
  await lab.says('Votre choix :');
  lab.type('4');
  await lab.says('CREATE DATABASE shopstream');
  await lab.says('Votre choix :');
  lab.type('4');
  await lab.says('Écrivez oui');
  lab.type('oui');
  await lab.says('Fait et vérifié');
  assert.equal(progressOf(lab.session.state, 'postgres.create-database').assisted, true);
  await lab.says('Votre choix :');
  lab.type('12');
  await lab.says('Écrivez oui');
  lab.type('non');
  await lab.says('Annulé.');
  assert.ok(world.database);
  await lab.says('Votre choix :');
  lab.type('12');
  await lab.says('Écrivez oui');
  lab.type('oui');
  await lab.says('État : à faire.');
  assert.ok(!world.database);
  lab.end();
  assert.equal(await lab.ended, 0);
});

test('what has changed since is said on opening; an interruption stops what runs, with exit code 130', async t => {
  const world = newWorld();
  world.connected = true;
  world.gate = new Promise(() => {});
  const DONE = { state: 'verified' as const, checks: [], at: '2026-01-05T10:00:00.000Z' };
  const state = { steps: { 'postgres.connect': DONE, 'postgres.create-database': DONE } };
  const lab = await start(t, world, { state, lang: 'en' });
  await lab.says('Welcome back. You were at: 2.1 Generate the data');
  await lab.says('1 has changed since:\nCreate the database shopstream\ndatabase shopstream (expected');
  await lab.says('Write yes to mend');
  lab.type('');
  await lab.says('State: has drifted.');
  lab.type('9');
  await lab.says('Executing: Generate the data.');
  await lab.says('COPY orders');
  lab.abort.abort();
  assert.equal(await lab.ended, 130);
});

test('on a terminal, Ctrl-C ends it with exit code 130 and no sequence was ever written', async t => {
  const program = fileURLToPath(new URL('./fixture/program.js', import.meta.url));
  const pty = spawn(process.execPath, [program, '--line'], {
    cols: 80,
    rows: 24,
    env: { ...process.env, TERM: 'dumb' },
  });
  let output = '';
  const ready = new Promise<void>(resolve => {
    pty.onData(data => {
      output += data;
      if (output.includes('Votre choix :')) resolve();
    });
  });
  const exit = new Promise<number>(resolve => pty.onExit(({ exitCode }) => resolve(exitCode)));
  const timer = setTimeout(() => pty.kill('SIGKILL'), PATIENCE);
  t.after(() => clearTimeout(timer));
  await ready;
  pty.write('\u0003');
  assert.equal(await exit, 130);
  assert.ok(!output.includes('\u001b'), JSON.stringify(output));
});
