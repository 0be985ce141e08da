import { setTimeout as after } from 'node:timers/promises';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** A program on a pseudo-terminal with an emulator behind it: what a person sees, and their keys. */
export class Terminal {
  readonly exit: Promise<number>;
  /** All that was written, control sequences included. */
  written = '';
  readonly #pty: IPty;
  readonly #screen: xterm.Terminal;
  #ended = false;

  constructor(file: string, args: readonly string[], options: TerminalOptions = {}) {
    const { columns = 80, rows = 24, env = {} } = options;
    const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#pty = spawn(file, [...args], {
      cols: columns,
      rows,
      env: { ...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...env },
    });
    this.#pty.onData(data => {
      this.written += data;
      this.#screen.write(data);
    });
    this.exit = new Promise(resolve => {
      this.#pty.onExit(({ exitCode }) => {
        this.#ended = true;
        resolve(exitCode);
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** The rows of the screen, without the blanks at their ends; no-break spaces are spaces, as they look. */
  rows(): readonly string[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').replace(/[\u00a0\u202f]/g, ' '),
    );
  }

  text(): string {
    return this.rows().join('\n');
  }

  /** Waits until the screen shows `wanted`, `patience` milliseconds at most. */
  async shows(wanted: string | RegExp, patience = 15_000): Promise<void> {
    const end = Date.now() + patience;
    const holds = () =>
      typeof wanted === 'string' ? this.text().includes(wanted) : wanted.test(this.text());
    while (!holds()) {
      if (Date.now() > end || this.#ended)
        throw new Error(`The screen never showed ${wanted}. It shows:\n${this.text()}`);
      await after(10);
    }
  }

  /** Waits until nothing has been written for a moment: what a key does is then on the screen. */
  async still(): Promise<void> {
    let before = -1;
    while (before !== this.written.length) {
      before = this.written.length;
      await after(250);
    }
  }

  /** Presses keys one after another, as a person does. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.#pty.write(key);
      // Keys that are read together would be a paste.
      await after(60);
    }
  }

  /** Writes at once, as a paste or a program does. */
  write(data: string): void {
    this.#pty.write(data);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Closes the terminal's other end, as a window does. */
  closeWindow(): void {
    // The types leave it out.
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Ends the program, when it goes on. */
  dispose(): void {
    if (!this.#ended) this.#pty.kill('SIGKILL');
    this.#screen.dispose();
  }
}

/** Whether the cursor is shown, the alternate screen left and bracketed paste off, by the last word on each. */
export function isRestored(written: string): boolean {
  const last = (on: string, off: string) =>
    written.lastIndexOf(`\u001b[?${on}`) > written.lastIndexOf(`\u001b[?${off}`);
  return last('1049l', '1049h') && last('25h', '25l') && last('2004l', '2004h');
}
