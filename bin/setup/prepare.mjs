// Dependencies and bundle of a checkout, each made once and again only when what it is made from has changed.
import { failureOf, SetupError } from './failure.mjs';
import { isBuilt, isInstalled, markInstalled, stampBuild } from './fingerprint.mjs';
import { say } from './language.mjs';
import { exclusively } from './lock.mjs';
import { installLocked } from './npm.mjs';
import { root } from './paths.mjs';
import { during } from './progress.mjs';

const INSTALLING = {
  fr: 'Installation des dépendances (une seule fois, environ une minute)…',
  en: 'Installing the dependencies (once, about a minute)…',
};
/** Megabytes that the dependencies take. */
const ROOM = 500;
const NOT_INSTALLED = {
  fr: "Les dépendances n'ont pas pu être installées",
  en: 'The dependencies could not be installed',
};
const BUILDING = { fr: 'Assemblage du programme…', en: 'Building the program…' };
const NOT_BUILT = { fr: "Le programme n'a pas pu être assemblé", en: 'The program could not be built' };
const WAITING = {
  fr: "Une autre fenêtre prépare déjà le TP : attente de la fin de l'installation…",
  en: 'Another window is setting up the lab already: waiting for it to finish…',
};

/**
 * Makes what is missing.
 * @throws SetupError
 */
export async function prepare() {
  await inTurn(async () => {
    await installDependencies();
    if (!isBuilt()) await during(say(BUILDING), buildApp);
  });
}

/** Only the dependencies: the tests check the sources before they build. */
export async function prepareDependencies() {
  if (!isInstalled()) await inTurn(installDependencies);
}

/** Only the bundle, silently. @throws the bundler's own error, with every message. */
export async function prepareBundle() {
  if (isBuilt()) return;
  await inTurn(async () => {
    if (isBuilt()) return;
    const { build } = await import('../build.mjs');
    await stampBuild(build);
  });
}

function inTurn(work) {
  return exclusively(() => process.stderr.write(`${say(WAITING)}\n`), work);
}

async function installDependencies() {
  if (isInstalled()) return;
  await during(say(INSTALLING), async () => {
    await installLocked(root, NOT_INSTALLED, ROOM);
    await writing(NOT_INSTALLED, async () => markInstalled());
  });
}

async function buildApp() {
  await writing(NOT_BUILT, async () => {
    const { build } = await import('../build.mjs');
    await stampBuild(build);
  });
}

async function writing(what, work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw failureOf(what, error.code, error.message, error);
  }
}
