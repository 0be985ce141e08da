import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../helpers/lab-process.ts';
import { KEY } from './screen.ts';
import { isRestored, Terminal, type TerminalOptions } from './terminal.ts';

const PROGRAM = fileURLToPath(new URL('./fixture/program.js', import.meta.url));
const CTRL_Z = '\u001a';

function start(t: TestContext, args: readonly string[] = [], options: TerminalOptions = {}): Terminal {
  const terminal = new Terminal(process.execPath, [PROGRAM, ...args], options);
  t.after(() => terminal.dispose());
  return terminal;
}

async function running(t: TestContext): Promise<Terminal> {
  const terminal = start(t, ['--hold']);
  await terminal.shows('ouverture');
  await terminal.press('a');
  await terminal.shows('COPY orders');
  return terminal;
}

test('a megabyte pasted while a step runs does nothing, and the step can still be stopped', async t => {
  const terminal = await running(t);
  terminal.write(`\u001b[200~${'aqr\r'.repeat(250_000)}\u001b[201~`);
  await terminal.shows('1 000 000 caractères collés');
  // Without the marks of a paste too, as from a terminal that knows none.
  terminal.write('zqa\r'.repeat(5000));
  await terminal.shows('caractères collés');
  await terminal.press(KEY.ctrlC);
  await terminal.shows('~ interrompu');
  await terminal.press('q');
  assert.equal(await terminal.exit, 0);
  assert.ok(isRestored(terminal.written));
});

test('any key during a run is answered or refused, and none of them breaks it', async t => {
  const terminal = await running(t);
  const keys = [
    ...'abcdefghijklmnoprstuvwxyz0123456789ALRV',
    KEY.tab,
    KEY.up,
    KEY.down,
    KEY.escape,
    KEY.home,
    KEY.end,
  ];
  // An escape sequence that no terminal sends, half of one, and a byte that is no character.
  for (const key of [...keys, '\u001b[99~', '\u001b[', '\u0000', '\u001bO']) await terminal.press(key);
  await terminal.press(KEY.escape, KEY.escape);
  await terminal.shows('^C');
  await terminal.press(KEY.ctrlC);
  await terminal.press('q');
  assert.ok([0, 130].includes(await terminal.exit));
  assert.ok(isRestored(terminal.written));
});

test('a storm of sizes down to 1×1 during a run leaves a screen that is whole', async t => {
  const terminal = await running(t);
  for (let round = 0; round < 12; round++) {
    for (const [columns, rows] of [
      [1, 1],
      [200, 60],
      [2, 80],
      [300, 2],
      [50, 14],
      [49, 13],
    ] as const)
      terminal.resize(columns, rows);
  }
  terminal.resize(1, 1);
  await terminal.press('z');
  terminal.resize(80, 24);
  await terminal.shows(/orders +█+·+ +2 500 \/ 5 000/);
  await terminal.shows('^C arrêter');
  await terminal.press(KEY.ctrlC);
  await terminal.shows('~ interrompu');
  await terminal.press('q');
  assert.equal(await terminal.exit, 0);
});

const PLACES: Readonly<Record<string, readonly string[]>> = {
  'the opening': [],
  'a step': ['n'],
  'a step done by hand': ['n', 'm'],
  'the map': [KEY.tab],
  'the help': ['?'],
};

for (const [place, keys] of Object.entries(PLACES)) {
  test(`on ${place}, Ctrl-C and a closed window end the program and restore the terminal`, async t => {
    const terminal = start(t);
    await terminal.shows('ouverture');
    await terminal.press(...keys, KEY.ctrlC);
    assert.equal(await terminal.exit, 130);
    assert.ok(isRestored(terminal.written));
    const other = start(t);
    await other.shows('ouverture');
    await other.press(...keys);
    other.closeWindow();
    await until('the program ends without its window', () => !isAlive(other.pid));
  });
}

test('in a dialog, Ctrl-C answers no; the next one leaves', async t => {
  const terminal = start(t);
  await terminal.shows('ouverture');
  await terminal.press('n', 's');
  await terminal.shows('Pour quelle raison ?');
  await terminal.press(KEY.ctrlC);
  await terminal.shows('○ à faire');
  await terminal.press(KEY.ctrlC);
  assert.equal(await terminal.exit, 130);
  assert.ok(isRestored(terminal.written));
});

test('a terminal of 1×1 from the start can be left, and comes to life when it grows', async t => {
  const terminal = start(t, [], { columns: 1, rows: 1 });
  await until('something is drawn', () => terminal.written.includes('\u001b[?2004h'));
  terminal.resize(80, 24);
  await terminal.shows('PostgreSQL, la source');
  terminal.resize(1, 1);
  await terminal.press('q');
  assert.equal(await terminal.exit, 0);
  assert.ok(isRestored(terminal.written));
});

test('under a shell, Ctrl-Z gives the terminal back as it was, and fg takes the lab up again', {
  skip: process.platform === 'win32' ? 'Windows has no such key' : false,
}, async t => {
  const terminal = new Terminal('/bin/bash', ['--norc', '--noprofile', '-i'], { env: { PS1: 'shell> ' } });
  t.after(() => terminal.dispose());
  await terminal.shows('shell>');
  terminal.write(`'${process.execPath}' '${PROGRAM}' --hold\r`);
  await terminal.shows('ouverture');
  await terminal.press('a');
  await terminal.shows('COPY orders');
  await terminal.press(CTRL_Z);
  await terminal.shows(/Stopped|Arrêté/);
  assert.ok(hasLeft(terminal.written));
  terminal.write('stty -a | tr " " "\\n" | grep -E "^-?(icanon|echo)$" | tr "\\n" " "\r');
  await terminal.shows(/icanon echo|echo icanon/);
  assert.doesNotMatch(terminal.text(), /-icanon|-echo /);
  terminal.write('fg\r');
  await terminal.shows('^C arrêter');
  await terminal.press(KEY.ctrlC);
  await terminal.shows('~ interrompu');
  await terminal.press('q');
  await until('the shell is back', () => hasLeft(terminal.written));
  terminal.write('echo "code $?"\r');
  await terminal.shows('code 0');
});

/** Back on the shell's own screen; the shell turns marks of pastes on again for itself. */
function hasLeft(written: string): boolean {
  return written.lastIndexOf('\u001b[?1049l') > written.lastIndexOf('\u001b[?1049h');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
