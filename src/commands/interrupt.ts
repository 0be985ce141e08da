import process from 'node:process';
import { PIPE_CLOSED } from './output.ts';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGPIPE: PIPE_CLOSED } as const;

let last: number | undefined;

/** The exit code of an interrupted command. */
export function interruptedCode(): number {
  return last ?? SIGNALS.SIGINT;
}

/** The one signal that runs from Ctrl-C down to the query; aborted by the first interruption. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, or `undefined`. */
  exitCode(): number | undefined;
  dispose(): void;
}

/** Listens for interruptions. The first one stops the work cleanly, a second one ends the process at once. */
export function onInterrupt(): Interruption {
  const controller = new AbortController();
  let received: number | undefined;
  const listeners = Object.entries(SIGNALS).map(([name, code]) => {
    const listener = () => {
      if (received !== undefined) process.exit(code);
      received = code;
      last = code;
      controller.abort();
    };
    process.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    exitCode: () => received,
    dispose: () => {
      for (const { name, listener } of listeners) process.off(name, listener);
    },
  };
}
