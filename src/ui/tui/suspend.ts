import process from 'node:process';
import { setTimeout as after } from 'node:timers/promises';
import type { useApp } from 'ink';

/**
 * Ctrl-Z: in raw mode it is a key like any other, so the process stops itself, with the terminal as the shell expects it,
 * and draws again once it is continued. Windows has no such thing.
 */
export async function suspendProcess(
  suspendTerminal: ReturnType<typeof useApp>['suspendTerminal'],
): Promise<void> {
  if (process.platform === 'win32') return;
  await suspendTerminal(async () => {
    process.kill(process.pid, 'SIGTSTP');
    // A stopped process does not count time: this ends after it was continued, or at once where nothing can stop it (a
    // session without a shell).
    await after(50);
  });
}
