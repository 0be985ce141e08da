import { createWriteStream, mkdirSync, statSync, truncateSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import type { Recorded } from './state.ts';

/** Beyond this the log begins anew: it is for the last runs, not for history. */
const LARGEST = 5 * 1024 * 1024;

/** Writes what steps do and what their programs say to a file, for reading afterwards. Never fails a run. */
export class LogFile {
  readonly #stream: WriteStream;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST) truncateSync(path);
    this.#stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
    // A full disk must stop the step that needs it, not the log that tells about it.
    this.#stream.on('error', () => {});
  }

  write(event: Recorded): void {
    const line = describe(event);
    if (line !== undefined) this.#stream.write(`${new Date().toISOString()} ${line}\n`);
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#stream.end(() => resolve());
      this.#stream.once('error', () => resolve());
    });
  }
}

function describe(event: Recorded): string | undefined {
  switch (event.event) {
    case 'log':
      return `${event.id} | ${event.line}`;
    case 'step': {
      const { problem } = event;
      const why = problem === undefined ? '' : `: ${problem.code ?? ''} ${problem.raw ?? problem.text.en}`;
      return `${event.id} ${event.phase}${why}`;
    }
    case 'skip':
      return `${event.id} skipped by the person: ${event.reason}`;
    case 'import':
      return `${event.id} imported as ${event.state}`;
    case 'assist':
      return `${event.id} is done for the person, at the end of its hints`;
    case 'answered':
      return `${event.id} answered ${event.right ? 'rightly' : 'wrongly'}, try ${event.tries}`;
    case 'fact':
      return `${event.name} ${event.value}`;
    case 'end':
      return `end: ${event.executed} executed, ${event.verified} verified, ${event.failed} failed`;
    case 'progress':
      return undefined;
  }
}
