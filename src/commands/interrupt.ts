import process from 'node:process';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** What a shell shows of a program that the signal of a closed pipe ended: 128 + 13. */
export const PIPE_CLOSED = 141;

/** How to interrupt what runs now, by its exit code. */
const running = new Set<(code: number) => void>();

/**
 * Interrupts what runs because nobody reads its output any more. Not by listening for SIGPIPE itself: the system sends that
 * for every connection that a server has closed, which is an error of one request and not the end of the program.
 * @returns false when nothing runs that could be interrupted.
 */
export function interruptUnread(): boolean {
  for (const interrupt of running) interrupt(PIPE_CLOSED);
  return running.size > 0;
}

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
  const interrupt = (code: number): void => {
    if (received !== undefined) process.exit(code);
    received = code;
    last = code;
    controller.abort();
  };
  running.add(interrupt);
  const listeners = Object.entries(SIGNALS).map(([name, code]) => {
    const listener = () => interrupt(code);
    process.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    exitCode: () => received,
    dispose: () => {
      running.delete(interrupt);
      for (const { name, listener } of listeners) process.off(name, listener);
    },
  };
}
