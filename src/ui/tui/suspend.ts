import process from 'node:process';
import type { useApp } from 'ink';

/**
 * Ctrl-Z: in raw mode it is a key like any other, so the process stops itself, with the terminal as the shell expects it,
 * and draws again once it is continued. Windows has no such thing.
 */
export async function suspendProcess(
  suspendTerminal: ReturnType<typeof useApp>['suspendTerminal'],
): Promise<void> {
  if (process.platform === 'win32') return;
  await suspendTerminal(
    () =>
      new Promise<void>(resolve => {
        process.once('SIGCONT', () => resolve());
        process.kill(process.pid, 'SIGTSTP');
      }),
  );
}
