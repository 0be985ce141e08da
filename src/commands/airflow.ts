import { access } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { type Lang, say, type Text } from '../i18n/text.ts';
import { errorCode, LabError } from '../lab/errors.ts';
import type { Orchestrator, RunningOrchestrator } from '../ports/orchestrator.ts';
import type { Line } from '../ports/shell.ts';
import type { Interruption } from './interrupt.ts';
import { tellNotices } from './notices.ts';
import { openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { withLab } from './with-lab.ts';

/**
 * `airflow`: starts the whole of Airflow on this machine, until it is interrupted. `airflow -- ARGS`: one command of
 * Airflow's own, with the lab's connections.
 */
export function airflow(options: Options): Promise<number> {
  return withLab(options, openReadOnly, async ({ session, notices }, { lang, places }, interruption) => {
    tellNotices(notices, lang);
    const { orchestrator } = await session.ports.open(['orchestrator'], interruption.signal);
    await requireAirflow(orchestrator);
    const home = join(places.home, 'airflow');
    if (options.words.length > 0) return runOnce(orchestrator, home, options.words, interruption);
    return serve(orchestrator, options, lang, interruption);
  });
}

async function requireAirflow(orchestrator: Orchestrator): Promise<void> {
  if (!orchestrator.supported) throw new LabError(NOT_HERE, { advice: NOT_HERE_ADVICE, exitCode: 2 });
  if ((await orchestrator.environment()) === undefined)
    throw new LabError(NOT_INSTALLED, { advice: INSTALL, exitCode: 2 });
}

async function runOnce(
  orchestrator: Orchestrator,
  home: string,
  words: readonly string[],
  { signal, exitCode }: Interruption,
): Promise<number> {
  try {
    const hasDatabase = await access(join(home, 'airflow.db')).then(
      () => true,
      () => false,
    );
    if (!hasDatabase) await orchestrator.migrate(quiet, signal);
    return await orchestrator.run(words, passOn, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return exitCode() ?? 130;
  }
}

async function serve(
  orchestrator: Orchestrator,
  { port }: Options,
  lang: Lang,
  { signal, exitCode }: Interruption,
): Promise<number> {
  process.stderr.write(`${say(STARTING, lang)}\n`);
  try {
    await orchestrator.migrate(quiet, signal);
    const running = await start(orchestrator, port, signal);
    tell(running, lang);
    await untilStopped(running, signal);
    if (!signal.aborted) throw new LabError(ENDED, { advice: LOOK });
    process.stderr.write(`${say(STOPPING, lang)}\n`);
    await running.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return exitCode() ?? 130;
}

async function start(
  orchestrator: Orchestrator,
  port: number | undefined,
  signal: AbortSignal,
): Promise<RunningOrchestrator> {
  try {
    return await orchestrator.start(port, passOnErrors, signal);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    throw new LabError(
      { fr: `Le port ${port} est déjà pris.`, en: `Port ${port} is taken already.` },
      { advice: OTHER_PORT, exitCode: 2, cause: error },
    );
  }
}

function tell({ url, user, password }: RunningOrchestrator, lang: Lang): void {
  process.stdout.write(`${url}\n`);
  process.stdout.write(`${say(LOGIN, lang)} ${user} / ${password}\n`);
  process.stderr.write(`${say(READY, lang)}\n`);
}

function untilStopped(running: RunningOrchestrator, signal: AbortSignal): Promise<void> {
  const interrupted = new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return Promise.race([running.ended, interrupted]);
}

const quiet = () => {};

function passOn({ stream, text }: Line): void {
  process[stream].write(`${text}\n`);
}

/** What Airflow says all the time is in its interface; what goes wrong is said here too. */
function passOnErrors({ text }: Line): void {
  if (/\b(?:error|critical)\b|Traceback|Exception/i.test(text)) process.stderr.write(`${text}\n`);
}

const NOT_HERE: Text = {
  fr: 'Airflow ne fonctionne pas sous Windows.',
  en: 'Airflow does not run on Windows.',
};
const NOT_HERE_ADVICE: Text = {
  fr: 'Installez WSL 2 (« wsl --install ») ou un conteneur ; sans lui, « shopstream pipeline » exécute le même graphe de tâches.',
  en: 'Install WSL 2 ("wsl --install") or a container; without it, "shopstream pipeline" runs the same task graph.',
};
const NOT_INSTALLED: Text = { fr: 'Airflow n’est pas installé.', en: 'Airflow is not installed.' };
const INSTALL: Text = {
  fr: '« shopstream run airflow.install » l’installe (610 Mo) ; sans lui, « shopstream pipeline » exécute le même graphe de tâches.',
  en: '"shopstream run airflow.install" installs it (610 MB); without it, "shopstream pipeline" runs the same task graph.',
};
const STARTING: Text = {
  fr: 'Airflow démarre : une demi-minute, une minute la première fois…',
  en: 'Airflow is starting: half a minute, a minute the first time…',
};
const LOGIN: Text = { fr: 'Utilisateur / mot de passe :', en: 'User / password:' };
const READY: Text = {
  fr: 'Airflow répond à cette adresse, sur cet ordinateur seulement. Pour l’arrêter : Ctrl-C.',
  en: 'Airflow answers at this address, on this computer only. To stop it: Ctrl-C.',
};
const STOPPING: Text = { fr: 'Arrêt d’Airflow…', en: 'Stopping Airflow…' };
const ENDED: Text = { fr: 'Airflow s’est arrêté de lui-même.', en: 'Airflow ended by itself.' };
const LOOK: Text = {
  fr: 'La raison est dans les lignes ci-dessus. Recommencez ; « shopstream doctor » examine la machine.',
  en: 'The reason is in the lines above. Try again; "shopstream doctor" examines the machine.',
};
const OTHER_PORT: Text = {
  fr: 'Donnez-en un autre avec --port, ou aucun : un port libre est alors choisi.',
  en: 'Give another with --port, or none: then a free port is chosen.',
};
