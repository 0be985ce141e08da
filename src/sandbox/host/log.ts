import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { logFolder, logPath } from './paths.ts';

/** Bytes. A log that is longer when it is opened becomes `NAME.log.1`, and the one of that name goes. */
const LONGEST = 5_000_000;

/** A descriptor that appends to a service's log, readable by this user alone. */
export function openLog(home: string, name: string): number {
  mkdirSync(logFolder(home), { recursive: true, mode: 0o700 });
  const path = logPath(home, name);
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  // On Windows a log that another process still has open stays as it is.
  if (size > LONGEST) tryRename(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function tryRename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {}
}
