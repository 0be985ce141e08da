import { createHash, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Workspace, WorkspaceWriteOptions, WriteOutcome } from '../ports/workspace.ts';

/** Where the workspace remembers which contents were the lab's own: SHA-256 by relative path. */
const MANIFEST = '.shopstream/written.json';

/** The student's files below `root`, which need not exist yet. */
export function createWorkspace(root: string): Workspace {
  const base = resolve(root);

  function path(name: string): string {
    const full = resolve(base, ...name.split('/'));
    const inside = relative(base, full);
    if (isAbsolute(name) || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new Error(`${name} lies outside of the workspace ${base}.`);
    }
    return full;
  }

  const read = (name: string) => readText(path(name));

  async function manifest(): Promise<Record<string, string>> {
    const text = await read(MANIFEST);
    if (text === undefined) return {};
    try {
      return JSON.parse(text) as Record<string, string>;
    } catch {
      // A damaged memory only means more copies of a student's files, never fewer.
      return {};
    }
  }

  async function remember(change: (written: Record<string, string>) => void): Promise<void> {
    const written = await manifest();
    const before = JSON.stringify(written);
    change(written);
    if (JSON.stringify(written) === before) return;
    await writeAtomically(path(MANIFEST), `${JSON.stringify(written, null, 2)}\n`, undefined);
  }

  async function write(
    name: string,
    content: string,
    options: WorkspaceWriteOptions = {},
  ): Promise<WriteOutcome> {
    const full = path(name);
    const present = await readText(full);
    const hash = digest(content);
    if (present !== undefined && digest(present) === hash) {
      if (options.mode !== undefined) await chmod(full, options.mode);
      await remember(written => {
        written[name] = hash;
      });
      return { kind: 'unchanged' };
    }
    const own =
      present === undefined ||
      (await manifest())[name] === digest(present) ||
      (options.ours ?? []).some(ours => digest(ours) === digest(present));
    const copy = own ? undefined : await keepCopy(full);
    await writeAtomically(full, content, options.mode);
    await remember(written => {
      written[name] = hash;
    });
    return copy === undefined
      ? { kind: 'written' }
      : { kind: 'replaced', copy: relative(base, copy).split(sep).join('/') };
  }

  // Writes go one after the other: two at once would lose a line of the manifest.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    root: base,
    path,
    read,
    list: folder => listFiles(path(folder)),
    write: (name, content, options) => inTurn(() => write(name, content, options)),
    remove: name =>
      inTurn(async () => {
        const full = path(name);
        if (full === base) throw new Error('The workspace itself is never removed.');
        await rm(full, { recursive: true, force: true });
        await remember(written => {
          for (const known of Object.keys(written)) {
            if (known === name || known.startsWith(`${name}/`)) delete written[known];
          }
        });
      }),
  };
}

/** An editor that turned LF into CRLF has not edited the text. */
function digest(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile())
      .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Copies `NAME` to `NAME.copie-20251231-235959`, the local time, never over an earlier copy. */
async function keepCopy(full: string): Promise<string> {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  const stamp =
    `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}` +
    `-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  for (let count = 1; ; count += 1) {
    const copy = `${full}.copie-${stamp}${count === 1 ? '' : `-${count}`}`;
    if (await exists(copy)) continue;
    await copyFile(full, copy);
    return copy;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Readers see the old content or the new one, never a part, even after a power cut. */
async function writeAtomically(full: string, content: string, mode: number | undefined): Promise<void> {
  await mkdir(dirname(full), { recursive: true });
  const temporary = join(dirname(full), `.${basename(full)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode ?? 0o644);
    try {
      await file.writeFile(content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(temporary, full);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Windows refuses to replace a file that a scanner or an editor holds open for a moment. */
async function renameOver(from: string, to: string): Promise<void> {
  for (const wait of [20, 100, 400]) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (process.platform !== 'win32' || (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY'))
        throw error;
      await delay(wait);
    }
  }
  await rename(from, to);
}
