import { Console } from 'node:console';
import process from 'node:process';
import { Writable } from 'node:stream';

/** Kept at most: what a library prints over and over would otherwise fill the memory. */
const MOST = 200;

/** The console's methods that write to standard output by themselves; the others end in one of these or in standard error. */
const TO_STDOUT = ['log', 'info', 'debug', 'dir', 'dirxml', 'table'] as const;

/**
 * Keeps what libraries print (console, warnings on standard error) off the screen while it is up.
 * @returns how to stop; it gives back what was kept, to be printed once the terminal is restored.
 */
export function quiet(): () => readonly string[] {
  const kept: string[] = [];
  const keep = (chunk: string) => {
    if (kept.length < MOST) kept.push(chunk);
  };
  const sink = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      keep(String(chunk));
      done();
    },
  });
  const { stderr } = process;
  const write = stderr.write;
  const silent = new Console({ stdout: sink, stderr: sink });
  const originals = TO_STDOUT.map(name => ({ name, method: console[name] }));
  for (const { name } of originals) console[name] = silent[name].bind(silent);
  stderr.write = ((chunk: string | Uint8Array): boolean => {
    keep(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    return true;
  }) as typeof stderr.write;
  return () => {
    for (const { name, method } of originals) console[name] = method;
    stderr.write = write;
    return kept;
  };
}
