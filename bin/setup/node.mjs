// The right Node: the one that runs, or the project's own from npm when that one is too old.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failureOf, SetupError } from './failure.mjs';
import { say } from './language.mjs';
import { runtime } from './node-version.mjs';
import { installLocked } from './npm.mjs';
import { nodeFolder } from './paths.mjs';
import { during } from './progress.mjs';

const { minimum, packages } = runtime;

/** Megabytes that an unpacked Node takes, headers included. */
const ROOM = 250;

/** The package that holds a Node for this machine; Linux ones are built against glibc. */
function packageForMachine() {
  const found = packages[`${process.platform}-${process.arch}`];
  if (process.platform !== 'linux' || found === undefined) return found;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? undefined : found;
}

/**
 * The path of the project's own Node, installed once when it is absent.
 * @returns {Promise<string>}
 * @throws SetupError where no package exists, or the download failed.
 */
export async function projectNode() {
  const wanted = packageForMachine();
  if (wanted === undefined) throw new SetupError(installByHand());
  const home = join(nodeFolder, 'node_modules', wanted.name);
  if (installedVersion(home) !== wanted.version) {
    await during(say(announcement(wanted)), () => install(wanted));
  }
  return join(home, wanted.executable);
}

function installedVersion(home) {
  try {
    return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** Downloads aside, then renames into place: a broken download is never used, and two at once do no harm. */
async function install(wanted) {
  const what = {
    fr: `Node ${process.versions.node} est trop ancien et Node ${wanted.version} n'a pas pu être installé`,
    en: `Node ${process.versions.node} is too old and Node ${wanted.version} could not be installed`,
  };
  const folder = join(nodeFolder, `new-${process.pid}`);
  const place = join(nodeFolder, 'node_modules');
  const old = join(nodeFolder, `old-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    const root = { private: true, dependencies: { [wanted.name]: wanted.version } };
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { dependencies: root.dependencies },
        [`node_modules/${wanted.name}`]: { version: wanted.version, integrity: wanted.integrity },
      },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    await installLocked(folder, what, ROOM);
    await requireRunning(join(folder, 'node_modules', wanted.name, wanted.executable), wanted.version, what);
    // Headers and manuals are two fifths of the package.
    for (const part of ['include', 'share']) {
      rmSync(join(folder, 'node_modules', wanted.name, part), { recursive: true, force: true });
    }
    if (installedVersion(join(place, wanted.name)) === wanted.version) return;
    if (existsSync(place)) renameSync(place, old);
    renameSync(join(folder, 'node_modules'), place);
  } catch (error) {
    // Another start may have put it there in the meantime.
    if (installedVersion(join(place, wanted.name)) === wanted.version) return;
    throw error instanceof SetupError ? error : failureOf(what, error.code, error.message, error);
  } finally {
    for (const path of [folder, old]) rmSync(path, { recursive: true, force: true });
  }
}

/** A system that is older than the package was made for cannot run it; better to know before it is in its place. */
async function requireRunning(node, version, what) {
  const { stdout } = await promisify(execFile)(node, ['--version']).catch(error => {
    throw failureOf(what, undefined, error.message.trim(), error);
  });
  if (stdout.trim() !== `v${version}`) throw failureOf(what, undefined, stdout.trim());
}

function announcement(wanted) {
  return {
    fr: `Node ${process.versions.node} est trop ancien pour ce TP (il faut ${minimum}) : installation de Node ${wanted.version} dans .node/ (${wanted.megabytes} Mo, une seule fois)…`,
    en: `Node ${process.versions.node} is too old for this lab (it takes ${minimum}): installing Node ${wanted.version} in .node/ (${wanted.megabytes} MB, once)…`,
  };
}

function installByHand() {
  return {
    fr: `Node ${process.versions.node} est trop ancien pour ce TP : installez Node ${minimum} ou plus récent (https://nodejs.org), puis relancez la commande.`,
    en: `Node ${process.versions.node} is too old for this lab: install Node ${minimum} or newer (https://nodejs.org), then run the command again.`,
  };
}

/**
 * Runs `script` under another Node with this process's terminal, and ends as it ends.
 * @param {string} node
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; as shells do, 128 and the signal's number when a signal ended it
 */
export function runUnder(node, script, args) {
  return new Promise((resolve, reject) => {
    // The channel tells the child when this process is gone, however it went (see `endWithLauncher`).
    const child = spawn(node, [script, ...args], {
      // npm lies beside the machine's Node; npm tells its scripts that place in this way too.
      env: { npm_node_execpath: process.execPath, ...process.env },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        // A terminal sends Ctrl-C to both processes: once is enough.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      });
    }
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** In the process that `runUnder` started: ends it when the one that started it is killed. */
export function endWithLauncher() {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
