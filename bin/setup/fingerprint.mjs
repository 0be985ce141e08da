// What the installed packages and the bundle were made from, so that nothing is made twice. Runs before everything at each
// start: plain text is compared, because loading a hash function takes longer than all of this.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { app, root } from './paths.mjs';

// An `import` of node:fs loads its promises too, which costs more than all of this.
const { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = createRequire(
  import.meta.url,
)('node:fs');

const installStamp = join(root, 'node_modules', '.shopstream-lab.txt');
const buildStamp = join(app, 'stamp.txt');

/** Path, size and time of a file of the checkout. */
function describe(path) {
  const { size, mtimeMs } = statSync(`${root}/${path}`);
  return `${path} ${size} ${mtimeMs}\n`;
}

/** The lockfile and the machine: a checkout shared by two systems is installed again. */
function lockFingerprint() {
  return `${process.platform}-${process.arch}\n${describe('package-lock.json')}`;
}

/** Every file that the bundle is made from. There are hundreds: names are put together, not looked at twice (half the time). */
function sourceFingerprint() {
  let text = '';
  const walk = folder => {
    for (const name of readdirSync(`${root}/${folder}`)) {
      const path = `${folder}/${name}`;
      if (/\.tsx?$/.test(name)) {
        if (!name.includes('.test.')) text += describe(path);
      } else if (!name.includes('.')) walk(path);
    }
  };
  walk('src');
  walk('steps');
  for (const path of ['package.json', 'package-lock.json', 'bin/build.mjs']) text += describe(path);
  return text;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(path, fingerprint) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, fingerprint);
  renameSync(temporary, path);
}

/**
 * Whether node_modules is what the lockfile says: by our own stamp, or because npm itself installed exactly that
 * (somebody typed `npm ci`, or the lockfile was only touched), which is then stamped.
 */
export function isInstalled() {
  if (read(installStamp) === lockFingerprint()) return true;
  if (!npmInstalledTheLock()) return false;
  try {
    markInstalled();
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

/** Whether nothing is left to do. */
export function isReady() {
  return isInstalled() && isBuilt();
}

/** Whether the bundle still says the right help and version: a tenth of the files, for the two answers that must be instant. */
export function isReadyForHelp() {
  const built = statSync(buildStamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const commands = readdirSync(join(root, 'src', 'commands')).map(name => `src/commands/${name}`);
  return ['package.json', 'src/cli.ts', ...commands].every(
    path => statSync(join(root, path)).mtimeMs < built,
  );
}
