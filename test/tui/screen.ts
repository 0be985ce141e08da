import { PassThrough, Writable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import xterm from '@xterm/headless';
import type { Session } from '../../src/engine/session.ts';
import { type Glyphs, UNICODE } from '../../src/ui/tui/glyphs.ts';
import { type Left, mount } from '../../src/ui/tui/mount.tsx';
import type { TuiOptions } from '../../src/ui/tui/options.ts';

/** Longer than anything takes on a busy machine; a condition that holds ends the wait at once. */
const PATIENCE = 8000;

export interface ScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly lang?: TuiOptions['lang'];
  readonly notices?: TuiOptions['notices'];
  readonly glyphs?: Glyphs;
  readonly calm?: number;
  readonly lookEvery?: number;
  readonly report?: TuiOptions['report'];
  readonly settings?: TuiOptions['settings'];
  readonly suspectLost?: boolean;
}

/** The lab's screen on a terminal emulator: what a person sees, and their keys. */
export class Screen {
  readonly left: Promise<Left>;
  /** How often something was written to the terminal. */
  writes = 0;
  /** Characters written to the terminal. */
  written = 0;
  /** What the program put on the clipboard, one entry a time. */
  readonly clipboard: string[] = [];
  readonly #terminal: xterm.Terminal;
  readonly #stdin = new PassThrough();
  readonly #stdout: Writable & { columns: number; rows: number };
  readonly #abort = new AbortController();

  constructor(session: Session, options: ScreenOptions = {}) {
    const { columns = 80, rows = 24 } = options;
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    this.#terminal.parser.registerOscHandler(52, data => {
      this.clipboard.push(Buffer.from(data.replace(/^c;/, ''), 'base64').toString());
      return true;
    });
    const write = (chunk: string | Buffer, done: () => void) => {
      this.writes += 1;
      this.written += chunk.length;
      this.#terminal.write(chunk, done);
    };
    const stdout = new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _encoding, done) => write(chunk, done),
    });
    this.#stdout = Object.assign(stdout, { columns, rows, isTTY: true });
    Object.assign(this.#stdin, {
      isTTY: true,
      setRawMode: () => this.#stdin,
      ref: () => {},
      unref: () => {},
    });
    this.left = mount(
      session,
      {
        lang: options.lang ?? 'fr',
        signal: this.#abort.signal,
        noColor: false,
        logPath: '/logs',
        notices: options.notices ?? [],
        ...(options.report === undefined ? {} : { report: options.report }),
        ...(options.settings === undefined ? {} : { settings: options.settings }),
        ...(options.suspectLost === undefined ? {} : { suspectLost: options.suspectLost }),
      },
      {
        stdin: this.#stdin as unknown as NodeJS.ReadStream,
        stdout: this.#stdout as unknown as NodeJS.WriteStream,
        glyphs: options.glyphs ?? UNICODE,
        calm: options.calm ?? 0,
        ...(options.lookEvery === undefined ? {} : { lookEvery: options.lookEvery }),
      },
    );
  }

  /** The rows of the screen, without the blanks at their ends; no-break spaces are spaces, as they look. */
  rows(): readonly string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').replace(/[\u00a0\u202f]/g, ' '),
    );
  }

  text(): string {
    return this.rows().join('\n');
  }

  /** Whether the alternate screen is up. */
  get isOpen(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Waits until the screen shows `wanted`. */
  async shows(wanted: string | RegExp): Promise<void> {
    const holds = () =>
      typeof wanted === 'string' ? this.text().includes(wanted) : wanted.test(this.text());
    const end = Date.now() + PATIENCE;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`The screen never showed ${wanted}. It shows:\n${this.text()}`);
      await after(5);
    }
  }

  /** Presses a key, or several one after another. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.#stdin.write(key);
      // One turn of the loop a key, as from a keyboard: written at once they would be a paste.
      await after(1);
    }
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    Object.assign(this.#stdout, { columns, rows });
    this.#stdout.emit('resize');
  }

  /** Ends the screen from outside. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.left;
    this.#terminal.dispose();
  }
}

export const KEY = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageDown: '\u001b[6~',
  pageUp: '\u001b[5~',
  home: '\u001b[H',
  end: '\u001b[F',
  backspace: '\u007f',
  ctrlC: '\u0003',
} as const;
