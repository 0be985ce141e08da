import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Editors write a file in several steps, and a formatter follows: one saving is told once (milliseconds). */
const SETTLED = 250;
/** How often the files are compared with what they were (milliseconds): some file systems report no change at all. */
const COMPARED = 2000;
/** What dbt writes itself: its log grows while it works. How a run ended is news. */
const NOISE = /(?:^|[\\/])(?:logs|target|dbt_packages|\.git)(?:[\\/](?!run_results\.json$)|$)/;

/**
 * Tells when a file below one of `folders` (absolute; they need not exist yet) was saved, made or removed: by the system's
 * own reports, and, where it gives none, by looking at the files' times.
 * @returns how to stop.
 */
export function watchFiles(folders: readonly string[], onSaved: (file: string) => void): () => void {
  const stops = folders.map(folder => watchFolder(folder, onSaved));
  return () => {
    for (const stop of stops) stop();
  };
}

function watchFolder(folder: string, onSaved: (file: string) => void): () => void {
  let reports: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;
  let known: ReadonlyMap<string, number> | undefined;
  let stopped = false;

  const saved = (file: string) => {
    if (NOISE.test(file)) return;
    clearTimeout(settling);
    settling = setTimeout(() => {
      // What was reported must not be found once more by comparing.
      known = undefined;
      onSaved(file);
    }, SETTLED);
  };
  const listen = () => {
    if (reports !== undefined) return;
    try {
      reports = watch(folder, { recursive: true }, (_, file) => {
        if (file !== null) saved(file);
      });
      reports.on('error', () => {
        reports?.close();
        reports = undefined;
      });
    } catch {
      // No such folder yet, or nothing that can be listened to: the comparison goes on.
      reports = undefined;
    }
  };
  const compare = async () => {
    listen();
    const found = await times(folder);
    if (known !== undefined && !stopped) {
      const before = known;
      const changed = [...found].find(([file, time]) => before.get(file) !== time)?.[0];
      const gone = [...before.keys()].find(file => !found.has(file));
      if (changed !== undefined || gone !== undefined) saved(changed ?? gone ?? folder);
    }
    known = found;
    if (!stopped) timer = setTimeout(compare, COMPARED);
  };
  let timer: NodeJS.Timeout | undefined;
  void compare();
  return () => {
    stopped = true;
    reports?.close();
    clearTimeout(timer);
    clearTimeout(settling);
  };
}

/** When each file below a folder was last written; none when there is no such folder. */
async function times(folder: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const visit = async (inner: string): Promise<void> => {
    const entries = await readdir(join(folder, inner), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(inner, entry.name);
      if (entry.isDirectory()) {
        if (!NOISE.test(path) || entry.name === 'target') await visit(path);
      } else if (!NOISE.test(path)) {
        const { mtimeMs } = await stat(join(folder, path)).catch(() => ({ mtimeMs: 0 }));
        found.set(path, mtimeMs);
      }
    }
  };
  await visit('');
  return found;
}
