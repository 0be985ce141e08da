import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { packageRoot } from '../../src/lab/content.ts';
import { cells } from '../../src/ui/tui/text/cells.ts';
import { type LabMachine, newMachine, until } from '../helpers/lab-process.ts';
import { KEY } from './screen.ts';
import { isRestored, Terminal, type TerminalOptions } from './terminal.ts';

/** The whole lab, on a machine that does other things as well (milliseconds). */
const WHOLE_LAB = 180_000;
const CTRL_U = '\u0015';
const MODEL = join('shopstream_dbt', 'models', 'marts', 'mart_product_performance.sql');

describe('the built program on a terminal', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
    // One set of services for all sittings: each would start its own otherwise.
    assert.equal((await machine.run(['sandbox', 'up'])).code, 0);
  });
  after(async () => {
    await machine.dispose();
  });

  function start(
    t: TestContext,
    { args = [], ...options }: TerminalOptions & { readonly args?: readonly string[] } = {},
  ): Terminal {
    const terminal = new Terminal(process.execPath, [join(packageRoot, 'dist', 'app', 'cli.js'), ...args], {
      ...options,
      env: { ...machine.environment, ...options.env },
    });
    t.after(() => terminal.dispose());
    return terminal;
  }

  async function leave(terminal: Terminal): Promise<void> {
    await terminal.press('q');
    assert.equal(await terminal.exit, 0);
    assert.ok(isRestored(terminal.written), 'the terminal is not restored');
  }

  /** To a step by the map, which must have the screen to itself. */
  async function goTo(terminal: Terminal, title: string): Promise<void> {
    await terminal.press(KEY.tab);
    await terminal.shows('Carte du TP');
    const chosen = () => terminal.rows().find(row => row.trimStart().startsWith('›')) ?? '';
    for (const key of [KEY.up, KEY.down]) {
      for (let before = ''; before !== chosen() && !chosen().includes(title); ) {
        before = chosen();
        await terminal.press(key);
        await until('the cursor moves', () => chosen() !== before, 500).catch(() => {});
      }
    }
    await terminal.press(KEY.enter);
    await until('the map is left', () => !terminal.text().includes('Carte du TP'));
    await terminal.shows(title.slice(0, 20));
  }

  test('hints go as far as doing a step, which is then told as assisted', async t => {
    const terminal = start(t, { rows: 60 });
    await terminal.shows('ouverture');
    await terminal.press('n');
    await terminal.shows('4 Vérification');
    await terminal.press(KEY.enter);
    await terminal.shows('Fait et vérifié');
    await terminal.press('n');
    await terminal.shows('○ à faire');
    await terminal.press('h');
    await terminal.shows('Indice 1 sur 3');
    assert.doesNotMatch(terminal.text(), /→ |CREATE DATABASE/);
    await terminal.press('h');
    await terminal.shows(/Indice 2 sur 3.*→ /s);
    assert.doesNotMatch(terminal.text(), /CREATE DATABASE/);
    await terminal.press('h');
    await terminal.shows(/Indice 3 sur 3.*CREATE DATABASE shopstream/s);
    await terminal.press('h');
    await terminal.shows(/Faire « Créer la base de données shopstream ».* pour vous/s);
    await terminal.press('o');
    await terminal.shows('✓ fait (avec aide)');
    await terminal.press(KEY.tab);
    await terminal.shows(/Créer la base.*\(avec aide\)/);
    await leave(terminal);
  });

  test('a step done with a program of one’s own, by the commands that c copies, turns green by itself', async t => {
    const terminal = start(t, { rows: 60 });
    await terminal.shows('Bon retour.', 30_000);
    await terminal.press(KEY.enter);
    await goTo(terminal, 'Créer les tables OLTP');
    await terminal.press('m');
    await terminal.shows('À vous : faites');
    await terminal.shows('Attendu, pas encore vu :');
    const sql = async (name: string) =>
      (await readFile(join(packageRoot, 'sql', 'postgres', name), 'utf8')).trim();
    for (const script of [await sql('tables.sql'), await sql('keys.sql')]) {
      // Between them c copies what does the same in a terminal.
      for (let key = 0; key < 3 && copied(terminal).at(-1) !== script; key += 1) {
        const before = copied(terminal).length;
        await terminal.press('c');
        await until('the next command is copied', () => copied(terminal).length > before);
      }
      assert.equal(copied(terminal).at(-1), script);
      const file = join(machine.home, 'copie.sql');
      await writeFile(file, script);
      const ran = await machine.run(['sql', 'postgres', '--file', file]);
      assert.equal(ran.code, 0, ran.stderr);
      // The tables without their keys are seen, and are not enough.
      if (script.includes('CREATE TABLE')) await terminal.shows(/Attendu, pas encore vu :(?!.*vu rien)/s);
    }
    await terminal.shows('Reconnu sur le vrai système');
    await terminal.shows('✓ fait');
    assert.doesNotMatch(terminal.text(), /avec aide/);
    await leave(terminal);
  });

  test('the rest of the lab is run on one key, shown while it runs, and verified at its end', async t => {
    const terminal = start(t);
    await terminal.shows('Bon retour.', 30_000);
    await terminal.press(KEY.enter);
    await until('the welcome is left', () => !terminal.text().includes('Accueil'));
    await terminal.press('a');
    await terminal.shows('^C arrêter');
    await terminal.shows(/étapes exécutées en/, WHOLE_LAB);
    assert.match(terminal.text(), /✓/);
    await leave(terminal);
    const status = JSON.parse((await machine.run(['status', '--json'])).stdout) as Record<string, number>;
    assert.ok((status['done'] ?? 0) > 25);
  });

  test('who comes back is told where they were; every screen fits every size in both languages', async t => {
    const terminal = start(t);
    await terminal.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await terminal.press(KEY.enter);
    await goTo(terminal, 'Charger les tables STAGING');
    const screens: readonly (readonly [key: string, fr: RegExp, en: RegExp])[] = [
      ['1', /Pourquoi cette étape|1 Leçon|\[1 Leçon\]/, /1 Lesson/],
      ['2', /COPY INTO/, /COPY INTO/],
      ['3', /Rien n'a encore été exécuté/, /Nothing has been executed/],
      ['4', /attendu|postgres/, /expected|postgres/],
      ['m', /À vous : faites/, /Your turn: do this/],
      ['m', /faire moi-même|aide/, /do it myself|help/],
      [KEY.tab, /Carte du TP/, /Map of the lab/],
      ['?', /Les touches/, /The keys/],
      [',', /Étudiant\(e\) +etudiant/, /Student +etudiant/],
      [KEY.escape, /Charger|7\/8|5\.7/, /Load|7\/8|5\.7/],
    ];
    for (const [columns, rows] of [
      [50, 14],
      [80, 24],
      [200, 60],
    ] as const) {
      terminal.resize(columns, rows);
      for (const lang of ['fr', 'en'] as const) {
        for (const [key, fr, en] of screens) {
          await terminal.press(key);
          await terminal.still();
          await terminal.shows(lang === 'fr' ? fr : en);
          const shown = terminal.rows();
          assert.equal(shown.at(-1), '', `the last row stays free at ${columns}×${rows}`);
          for (const row of shown) assert.ok(cells(row) <= columns);
        }
        await terminal.press('L');
        await terminal.still();
        await terminal.shows(lang === 'fr' ? /help|map/ : /aide|carte/);
      }
    }
    await leave(terminal);
  });

  test('a lost row is shown where it was lost, with its query, and mended on one key', async t => {
    const terminal = start(t);
    await terminal.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await terminal.press(KEY.enter);
    await goTo(terminal, 'Charger les tables STAGING');
    const deleted = await machine.run([
      'sql',
      'snowflake',
      'DELETE FROM SHOPSTREAM_DWH.STAGING.STG_ORDERS WHERE ID = 42',
    ]);
    assert.equal(deleted.code, 0, deleted.stderr);
    await terminal.press('v');
    await terminal.shows(/orders : postgres 5 000 → s3 5 000 → staging 4 999 ⟵ ici/);
    await terminal.shows('Cause la plus probable :');
    await terminal.shows("n'est pas celui de la source");
    await terminal.shows('f  réparer :');
    terminal.resize(80, 60);
    await terminal.shows(/✗ Lignes de STG_ORDERS +5 000 +4 999 +incorrect/);
    await terminal.shows('SELECT COUNT(*) FROM SHOPSTREAM_DWH.STAGING.STG_ORDERS');
    await terminal.press('f');
    await terminal.shows(/Réparé en .* : 1 étape exécutée/, 60_000);
    await terminal.shows(/✓ Lignes de STG_ORDERS +5 000 +5 000 +correct/);
    await leave(terminal);
  });

  test('a model that is saved is run again, and its difference to the expected rows is shown', async t => {
    const terminal = start(t, { rows: 60 });
    await terminal.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await terminal.press(KEY.enter);
    await goTo(terminal, 'Data mart : performance produits');
    await terminal.press('m');
    await terminal.shows('Tout ce qui est attendu est là.');
    const model = join(machine.workspace, MODEL);
    const good = await readFile(model, 'utf8');
    await writeFile(model, good.replace('<= 10 then', '<= 12 then'));
    await terminal.shows('mart_product_performance.sql : exécuté sans erreur.', 60_000);
    await terminal.shows('Écart avec le résultat attendu :');
    await terminal.shows(/✗ mart_product_performance : lignes qui diffèrent +0 +2 +incorrect/);
    await terminal.shows(/mart_product_performance devrait contenir.*\n +PRODUCT_N.*\n.* A\n.* A\n/);
    await writeFile(model, good);
    await terminal.shows('Reconnu sur le vrai système', 60_000);
    await terminal.shows('✓ fait');
    await leave(terminal);
  });

  test('a question is answered from the real data: a wrong answer is told why, the right one is kept', async t => {
    const counted = await machine.run([
      'sql',
      'postgres',
      "SELECT count(*) FILTER (WHERE status = 'delivered') * 100 / count(*) || ' ' || count(*) FILTER (WHERE status IN ('paid', 'shipped', 'delivered')) * 100 / count(*) || ' %' AS parts FROM orders",
    ]);
    const [, delivered, sold] = /(\d+) (\d+) %/.exec(counted.stdout) ?? [];
    assert.ok(delivered !== undefined && sold !== undefined, counted.stdout + counted.stderr);
    const terminal = start(t, { rows: 60 });
    await terminal.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await terminal.press(KEY.enter);
    await goTo(terminal, 'Générer les données');
    await terminal.press('u');
    await terminal.shows('Quelle part des commandes compte');
    // A key while the real data is still read is refused.
    await terminal.still();
    await until('the data is read', () => !terminal.text().includes('Lecture du vrai système'));
    await enter(terminal, 'Votre réponse', delivered);
    await terminal.shows('Ce sont les seules commandes livrées');
    await enter(terminal, 'Votre réponse', sold);
    await terminal.shows('juste après 2 essais');
    await terminal.shows(/commandes sur 5 000, soit/);
    await leave(terminal);
  });

  test('the report is written on a key, shown, and is the file that the command writes', async t => {
    const terminal = start(t);
    await terminal.shows('Bon retour.', 30_000);
    await terminal.press('R');
    await terminal.shows('Votre rapport est écrit :', 60_000);
    await terminal.shows("Pour l'ouvrir :");
    const html = await readFile(join(machine.workspace, 'rapport', 'rapport.html'), 'utf8');
    assert.match(html, /Étudiant\(e\)/);
    const markdown = await readFile(join(machine.workspace, 'rapport', 'rapport.md'), 'utf8');
    assert.match(markdown, /Étapes faites avec aide\s+- postgres.create-database [^\n]+\n(?!- )/);
    await leave(terminal);
  });

  test('a window that is closed ends the program, and the next sitting goes on', async t => {
    const terminal = start(t);
    await terminal.shows('Bon retour.', 30_000);
    terminal.closeWindow();
    await until('the program ends without its window', () => !isAlive(terminal.pid));
    const next = start(t);
    await next.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await leave(next);
  });

  test('a lost journal is made again by inspection, on one key', async t => {
    const folder = join(machine.home, 'journal');
    for (const name of await readdir(folder)) await rm(join(folder, name));
    const terminal = start(t);
    await terminal.shows('Le journal de progression est vide', 30_000);
    await terminal.shows('i  reconstruit la progression', 30_000);
    await terminal.press('i');
    await terminal.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await leave(terminal);
  });

  test('the line mode says the same, without one control sequence', async t => {
    const terminal = start(t, { env: { ACCESSIBLE: '1' }, columns: 250, rows: 60 });
    await terminal.shows('ShopStream Lab, mode ligne.');
    await terminal.shows('Bon retour.', 30_000);
    await terminal.shows('Votre choix :', 30_000);
    await terminal.press('0', KEY.enter);
    assert.equal(await terminal.exit, 0);
    assert.ok(!terminal.written.includes('\u001b'), JSON.stringify(terminal.written.slice(0, 500)));
  });

  test('a name given on the settings page, or in the line mode, is kept and the lab opened again for it', async t => {
    const student = async () => (await machine.run(['config', 'get', 'student'])).stdout.trim();
    const terminal = start(t);
    await terminal.shows(/Bon retour\..* étapes? en ordre/s, 60_000);
    await terminal.press(',');
    await terminal.shows(/Étudiant\(e\) +etudiant/);
    await terminal.press('1');
    await terminal.shows('Votre nom');
    await terminal.press(CTRL_U);
    await enter(terminal, 'Votre nom', 'camille');
    await until('the name is kept', async () => (await student()) === 'camille');
    await terminal.shows('Bon retour.', 30_000);
    await terminal.press(',');
    await terminal.shows(/Étudiant\(e\) +camille/);
    await leave(terminal);

    const line = start(t, { env: { ACCESSIBLE: '1' }, columns: 250, rows: 150 });
    // The bucket has the student's name: that of the new one is not there yet.
    await line.shows('Réparer maintenant ?', 30_000);
    await line.press(KEY.enter);
    await line.shows('Votre choix :');
    await line.press('18', KEY.enter);
    await line.shows(/Étudiant\(e\) +camille.*Numéro du réglage à changer/s);
    await line.press('1', KEY.enter);
    await line.shows('Votre nom :');
    await line.press('aminata', KEY.enter);
    await line.shows(/Réglage enregistré : le TP se rouvre\..*Réparer maintenant \?/s, 30_000);
    assert.equal(await student(), 'aminata');
    await line.press(KEY.enter);
    await line.shows(/Réparer maintenant \?.*Réparer maintenant \?.*Votre choix :/s);
    await line.press('0', KEY.enter);
    assert.equal(await line.exit, 0);
  });

  test('lint says on the terminal what an author has to mend', async t => {
    const terminal = start(t, { args: ['lint'] });
    assert.equal(await terminal.exit, 0);
    // The last words may be read after the end is known.
    await until('its verdict is read', () => terminal.text().includes('Rien à corriger.'));
  });
});

/** Types into a dialog, whose question is on the screen once its first key is; Enter comes by itself, or it is a paste. */
async function enter(terminal: Terminal, question: string, typed: string): Promise<void> {
  const [first = '', ...others] = typed;
  await terminal.press(first);
  await terminal.shows(new RegExp(`${question}.*${first}`));
  await terminal.press(...others);
  await terminal.shows(new RegExp(`${question}.*${typed}`));
  await terminal.press(KEY.enter);
}

/** What the program has put on the clipboard, by OSC 52. */
function copied(terminal: Terminal): readonly string[] {
  const sequences = terminal.written.split('\u001b]52;c;').slice(1);
  return sequences.map(rest => Buffer.from(rest.slice(0, rest.indexOf('\u0007')), 'base64').toString('utf8'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
