import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** How often the holder shows that it lives, and after which silence others take its place, in milliseconds. */
const HEARTBEAT = 2000;
const STALE = 15_000;

/**
 * Takes the lock file at `path`, waiting for the process that holds it; `onWait` is called once when it has to wait.
 * A holder that died leaves the lock to the next one.
 * @returns what releases the lock
 */
export async function takeLock(
  path: string,
  onWait: () => void,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    if (await create(path)) return holdLock(path);
    if (await isAbandoned(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waited) onWait();
    await delay(200, undefined, signal === undefined ? {} : { signal });
  }
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(String(process.pid));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holdLock(path: string): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(path, { force: true });
  };
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    // After a restart of the machine the number may be another process's: then the silence tells.
    return Date.now() - mtimeMs > STALE || (owner !== '' && !isAlive(Number(owner)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
