// npm as a program: found beside Node, run by Node itself, never through a shell (on Windows `npm` is a .cmd script).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { failureOf, SetupError } from './failure.mjs';
import { root } from './paths.mjs';

const CLI = join('node_modules', 'npm', 'bin', 'npm-cli.js');

/** Every place where npm-cli.js may be, the surest first. */
function* candidates() {
  const { npm_execpath: parent, npm_node_execpath: node = process.execPath, PATH, Path } = process.env;
  if (parent !== undefined && basename(parent) === 'npm-cli.js') yield parent;
  for (const folder of [...(PATH ?? Path ?? '').split(delimiter), dirname(node)]) {
    if (folder === '') continue;
    // On Windows npm lies beside npm.cmd; elsewhere `npm` is a link to npm-cli.js, or lies under ../lib.
    yield join(folder, CLI);
    yield join(folder, 'npm');
    yield join(folder, '..', 'lib', CLI);
  }
}

/** The path of npm-cli.js. @throws SetupError when there is no npm. */
function findNpm() {
  for (const candidate of candidates()) {
    if (!existsSync(candidate)) continue;
    const path = realpathSync(candidate);
    if (basename(path) === 'npm-cli.js') return path;
  }
  throw new SetupError({
    fr: 'npm est introuvable : installez Node.js avec npm (https://nodejs.org), ouvrez un nouveau terminal et relancez la commande.',
    en: 'npm was not found: install Node.js with npm (https://nodejs.org), open a new terminal and run the command again.',
  });
}

/** The environment without what an outer `npm start` tells its scripts about itself: it would redirect the inner npm. */
function environment() {
  const own =
    /^npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_local_prefix$|config_prefix$|config_global_prefix$|config_global$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/**
 * Installs exactly what `folder`'s lockfile says, checksums verified, without running any package's script.
 * @param {string} folder
 * @param {{ fr: string, en: string }} what the start of the sentence when it fails
 * @param {number} megabytes what the packages take on the disk
 * @throws SetupError
 */
export async function installLocked(folder, what, megabytes) {
  // npm 11 reports success when the disk fills up, and leaves files cut short.
  const full = () => failureOf(what, 'ENOSPC');
  if (freeMegabytes(folder) < megabytes) throw full();
  const args = [
    findNpm(),
    'ci',
    '--ignore-scripts',
    // The person's own settings may leave these out (NODE_ENV=production does).
    '--include=dev',
    '--include=optional',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retry-mintimeout=2000',
    '--fetch-retry-maxtimeout=10000',
  ];
  const { code, output } = await run(process.execPath, args, folder);
  if (code === 0) {
    if (freeMegabytes(folder) > 1 && existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    throw full();
  }
  const details = keepOutput(output);
  const reason =
    /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1] ?? /\b(E[A-Z]{4,}|E\d{3})\b/.exec(output)?.[1];
  throw failureOf(what, reason, details);
}

/** What this user may still write; without end where the file system does not tell. */
function freeMegabytes(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return (bavail * bsize) / 1e6;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(program, args, {
      cwd,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const collect = chunk => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

/** Where npm's own words are kept for whoever wants them; npm's folder of logs when this one cannot be written. */
function keepOutput(output) {
  const path = join(root, '.cache', 'npm.log');
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, output);
    return path;
  } catch {
    return '~/.npm/_logs';
  }
}
