import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { packageRoot } from '../../src/lab/content.ts';
import { cells } from '../../src/ui/tui/text/cells.ts';
import { type LabMachine, newMachine, until } from '../helpers/lab-process.ts';
import { KEY } from './screen.ts';
import { isRestored, Terminal, type TerminalOptions } from './terminal.ts';

/** The whole lab, on a machine that does other things as well (milliseconds). */
const WHOLE_LAB = 180_000;

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

  function start(t: TestContext, options: TerminalOptions = {}): Terminal {
    const terminal = new Terminal(process.execPath, [join(packageRoot, 'dist', 'app', 'cli.js')], {
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
    await terminal.shows(new RegExp(`étape \\d/\\d +${title.slice(0, 20)}`));
  }

  test('the whole lab is run on one key, shown while it runs, and verified at its end', async t => {
    const terminal = start(t);
    await terminal.shows('ouverture');
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

  test('the report is written on a key, shown, and is the file that the command writes', async t => {
    const terminal = start(t);
    await terminal.shows('Bon retour.', 30_000);
    await terminal.press('R');
    await terminal.shows('Votre rapport est écrit :', 60_000);
    await terminal.shows("Pour l'ouvrir :");
    const html = await readFile(join(machine.workspace, 'rapport', 'rapport.html'), 'utf8');
    assert.match(html, /Étudiant\(e\)/);
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
    const terminal = start(t, { env: { ACCESSIBLE: '1' }, columns: 120, rows: 60 });
    await terminal.shows('ShopStream Lab, mode ligne.');
    await terminal.shows('Bon retour.', 30_000);
    await terminal.shows('Votre choix :', 30_000);
    await terminal.press('0', KEY.enter);
    assert.equal(await terminal.exit, 0);
    assert.ok(!terminal.written.includes('\u001b'), JSON.stringify(terminal.written.slice(0, 500)));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
