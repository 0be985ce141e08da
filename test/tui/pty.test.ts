import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';

const PROGRAM = fileURLToPath(new URL('./fixture/program.js', import.meta.url));
const PATIENCE = 15_000;
const RESTORED = '\u001b[?1049l';
/** Written once keys are heard; before, the terminal itself acts on some of them. */
const LISTENING = '\u001b[?2004h';
const CURSOR_SHOWN = '\u001b[?25h';

/** The fixture's program on a pseudo-terminal. */
function run(t: TestContext, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const pty = spawn(process.execPath, [PROGRAM, ...args], {
    cols: 80,
    rows: 24,
    env: { ...inherited, TERM: 'xterm-256color', LANG: 'fr_FR.UTF-8', ...env },
  });
  let output = '';
  let ended = false;
  const waiting = new Set<() => void>();
  pty.onData(data => {
    output += data;
    for (const look of waiting) look();
  });
  const exit = new Promise<number>(resolve => {
    pty.onExit(({ exitCode }) => {
      ended = true;
      resolve(exitCode);
    });
  });
  t.after(() => {
    if (!ended) pty.kill('SIGKILL');
  });
  return {
    pty,
    exit,
    output: () => output,
    /** Waits until the process is gone: without its terminal nobody tells its exit code. */
    async ends(pid: number): Promise<void> {
      const end = Date.now() + PATIENCE;
      while (isAlive(pid)) {
        if (Date.now() > end) throw new Error('The program goes on without its terminal.');
        await after(20);
      }
      ended = true;
    },
    /** Waits until `wanted` was written, after `from` characters. */
    writes(wanted: string, from = 0): Promise<void> {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(
            new Error(
              `Never written: ${wanted}. Written: ${JSON.stringify(output.slice(from).slice(-2000))}`,
            ),
          );
        }, PATIENCE);
        const look = () => {
          if (!output.includes(wanted, from)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function assertRestored(output: string): void {
  assert.ok(output.includes(RESTORED), 'the alternate screen is left');
  assert.ok(output.lastIndexOf(CURSOR_SHOWN) > output.lastIndexOf('\u001b[?25l'), 'the cursor is shown');
  assert.ok(
    output.lastIndexOf('\u001b[?2004l') > output.lastIndexOf('\u001b[?2004h'),
    'bracketed paste is off',
  );
}

test('Ctrl-C on an idle screen leaves it with exit code 130 and the terminal restored', async t => {
  const program = run(t);
  await program.writes(LISTENING);
  program.pty.write('\u0003');
  assert.equal(await program.exit, 130);
  assertRestored(program.output());
});

test('Ctrl-C first stops the step that runs; q then leaves with exit code 0', async t => {
  const program = run(t, ['--hold']);
  await program.writes(LISTENING);
  program.pty.write('a');
  await program.writes('COPY orders');
  program.pty.write('\u0003');
  await program.writes('interrompu');
  program.pty.write('q');
  assert.equal(await program.exit, 0);
  assertRestored(program.output());
});

test('a signal from outside ends the step and the screen', async t => {
  const program = run(t, ['--hold']);
  await program.writes(LISTENING);
  program.pty.write('a');
  await program.writes('COPY orders');
  program.pty.kill('SIGTERM');
  assert.equal(await program.exit, 130);
  assertRestored(program.output());
});

test('a window that is closed while a step runs stops the step and ends the program', async t => {
  const program = run(t, ['--hold']);
  await program.writes(LISTENING);
  program.pty.write('a');
  await program.writes('COPY orders');
  const { pid } = program.pty;
  // Closes the terminal's other end, as a window does; the types leave it out.
  (program.pty as typeof program.pty & { destroy(): void }).destroy();
  await program.ends(pid);
});

test('Ctrl-Z where no shell could stop the program changes nothing', async t => {
  const program = run(t);
  await program.writes(LISTENING);
  program.pty.write('\u001a');
  await program.writes(RESTORED);
  await program.writes('PostgreSQL, la source', program.output().lastIndexOf(RESTORED));
  program.pty.write('n');
  await program.writes('Pourquoi cette étape');
  program.pty.write('q');
  assert.equal(await program.exit, 0);
});

test('the screen follows the size of the terminal', async t => {
  const program = run(t);
  await program.writes(LISTENING);
  const from = program.output().length;
  program.pty.resize(120, 40);
  await program.writes('│', from);
  await program.writes('Regarder les données', from);
  program.pty.resize(30, 8);
  await program.writes('Terminal trop petit (30×8)', from);
  program.pty.write('q');
  assert.equal(await program.exit, 0);
});

test('NO_COLOR takes every colour away, and the open pane can still be told', async t => {
  const program = run(t, [], { NO_COLOR: '1' });
  await program.writes(LISTENING);
  program.pty.write('n');
  await program.writes('━━━━━━━');
  program.pty.write('q');
  assert.equal(await program.exit, 0);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours and looks are such sequences
  assert.doesNotMatch(program.output(), /\u001b\[[\d;]*m/);
});

test('a page that cannot be drawn ends with exit code 1, and the error stands on the restored terminal', async t => {
  const program = run(t, ['--break']);
  await program.writes(LISTENING);
  program.pty.write('n');
  await program.writes('Pourquoi cette étape');
  program.pty.write('2');
  assert.equal(await program.exit, 1);
  assertRestored(program.output());
  const after = program.output().slice(program.output().lastIndexOf(RESTORED));
  assert.match(after, /this page cannot be drawn/);
  assert.match(after, /shopstream\/logs/);
});
