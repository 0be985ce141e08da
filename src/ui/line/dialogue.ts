import process from 'node:process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { sanitize } from '../sanitize.ts';

/** Ctrl-C and Ctrl-D. */
const ENDS = ['\u0003', '\u0004'];

/** The typed keys as text: without the marks of a paste, each erasing key having erased the character before it. */
function edited(keys: string): string {
  const typed: string[] = [];
  for (const key of keys.replaceAll('\u001b[200~', '').replaceAll('\u001b[201~', '')) {
    if (key === '\u007f' || key === '\b') typed.pop();
    else if (key >= ' ') typed.push(key);
  }
  return typed.join('');
}

/** Lines out, lines in: nothing is drawn twice, no cursor is moved, no key is read alone. */
export class Dialogue {
  readonly #output: Writable;
  readonly #source: Readable;
  readonly #input: Interface;
  readonly #signal: AbortSignal;
  #waiting: ((line: string | undefined) => void) | undefined;
  #closed = false;

  constructor(input: Readable, output: Writable, signal: AbortSignal) {
    this.#output = output;
    this.#source = input;
    this.#signal = signal;
    // `terminal: false`: the terminal itself edits the line, as for any plain program.
    this.#input = createInterface({ input, terminal: false });
    // A line that nobody asked for was meant for what was there before: it is dropped.
    this.#input.on('line', line => this.#answer(line));
    this.#input.on('close', () => this.close());
    signal.addEventListener('abort', this.#end, { once: true });
  }

  /** No line will come any more: the input has ended, or the person wants out. */
  get isOver(): boolean {
    return this.#closed || this.#signal.aborted;
  }

  say(...lines: readonly string[]): void {
    for (const line of lines) this.#output.write(`${sanitize(line)}\n`);
  }

  /** Asks and waits for a line; `undefined` when none will come, or `until` is aborted first. */
  ask(question: string, until?: AbortSignal): Promise<string | undefined> {
    if (this.isOver) return Promise.resolve(undefined);
    if (question !== '') this.#output.write(`${question} `);
    return new Promise(resolve => {
      const give = (line: string | undefined) => {
        until?.removeEventListener('abort', stop);
        resolve(line);
      };
      const stop = () => this.#answer(undefined);
      this.#waiting = give;
      until?.addEventListener('abort', stop, { once: true });
      if (until?.aborted === true) stop();
    });
  }

  /** Asks without showing what is typed, where the input is a terminal; `undefined` as from `ask`. */
  async askHidden(question: string): Promise<string | undefined> {
    const terminal = this.#source as Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): void };
    if (terminal.isTTY !== true || terminal.setRawMode === undefined) return this.ask(question);
    // A raw terminal neither shows what is typed nor makes signals of it.
    const watch = (chunk: Buffer | string) => {
      if (ENDS.some(key => chunk.toString().includes(key))) process.kill(process.pid, 'SIGINT');
    };
    terminal.setRawMode(true);
    terminal.on('data', watch);
    try {
      const typed = await this.ask(question);
      return typed === undefined ? undefined : edited(typed);
    } finally {
      terminal.off('data', watch);
      terminal.setRawMode(false);
      this.#output.write('\n');
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#signal.removeEventListener('abort', this.#end);
    this.#input.close();
    this.#end();
  }

  readonly #end = () => this.#answer(undefined);

  #answer(line: string | undefined): void {
    const give = this.#waiting;
    this.#waiting = undefined;
    give?.(line?.trim());
  }
}
