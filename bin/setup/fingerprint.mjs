// What the installed packages and the bundle were made from, so that nothing is made twice.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, root } from './paths.mjs';

const installStamp = join(root, 'node_modules', '.shopstream-lab.json');
const buildStamp = join(app, 'stamp.json');

/** The lockfile's text and the machine: a checkout shared by two systems is installed again. */
function lockFingerprint() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(`${process.platform}-${process.arch}\n`).update(lock).digest('hex');
}

/** Path, size and time of every file that the bundle is made from: reading them all would take longer than building. */
function sourceFingerprint() {
  const hash = createHash('sha256');
  const add = path => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  const walk = folder => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/(?<!\.test)\.tsx?$/.test(entry.name)) add(path);
    }
  };
  walk('src');
  walk('steps');
  for (const path of ['package.json', 'package-lock.json', 'bin/build.mjs']) add(path);
  return hash.digest('hex');
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).fingerprint;
  } catch {
    return undefined;
  }
}

function write(path, fingerprint) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify({ fingerprint }));
  renameSync(temporary, path);
}

/**
 * Whether node_modules is what the lockfile says: by our own stamp, or because npm itself installed exactly that
 * (somebody typed `npm ci`), which is then stamped.
 */
export function isInstalled() {
  const fingerprint = lockFingerprint();
  if (read(installStamp) === fingerprint) return true;
  if (!npmInstalledTheLock()) return false;
  try {
    write(installStamp, fingerprint);
  } catch {
    // A read-only checkout is fine as it is.
  }
  return true;
}

export function markInstalled() {
  write(installStamp, lockFingerprint());
}

function npmInstalledTheLock() {
  const packagesOf = path => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  try {
    const installed = packagesOf('node_modules/.package-lock.json');
    return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
      if (path === '') return true;
      const found = installed[path];
      if (found === undefined) return wanted.optional === true && !isMadeForThisMachine(wanted);
      return found.integrity === wanted.integrity;
    });
  } catch {
    return false;
  }
}

/** npm leaves out optional packages of another system, and those that only they ask for (which name no system). */
function isMadeForThisMachine({ os, cpu, libc }) {
  const fits = (list, value) => list !== undefined && [list].flat().includes(value);
  return fits(os, process.platform) && fits(cpu, process.arch) && !fits(libc, 'musl');
}

/** Whether the bundle was made from the sources as they are. */
export function isBuilt() {
  return read(buildStamp) === sourceFingerprint();
}

/** Runs `build` and stamps its result; the fingerprint is taken before, so that an edit meanwhile is built next time. */
export async function stampBuild(build) {
  const fingerprint = sourceFingerprint();
  rmSync(buildStamp, { force: true });
  await build();
  write(buildStamp, fingerprint);
}
