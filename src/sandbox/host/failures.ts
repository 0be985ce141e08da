import { adviceFor, isLacking } from './advice.ts';
import { SandboxError } from './errors.ts';
import { configPath, logPath } from './paths.ts';
import type { ServiceStatus } from './protocol.ts';

const TITLES = { postgres: 'PostgreSQL', s3: 'S3', snowflake: 'Snowflake' } as const;

/** Why a service is not ready, in words, with what to do. */
export function serviceError(home: string, service: ServiceStatus): SandboxError {
  const title = TITLES[service.name];
  const log = logPath(home, service.name);
  const error = service.error ?? { code: 'SANDBOX_SERVICE', message: service.state };
  if (error.code === 'EADDRINUSE') return portTaken(home, service, log);
  return new SandboxError({
    code: error.code,
    service: service.name,
    log,
    exitCode: isLacking(error.code) ? 2 : 1,
    text: {
      fr: `Le service local ${title} n'a pas démarré (${error.code}) : ${error.message}`,
      en: `The local ${title} service did not start (${error.code}): ${error.message}`,
    },
    advice: adviceFor(error.code) ?? {
      fr: `Les dernières lignes de ${log} en disent plus ; puis relancez la commande.`,
      en: `The last lines of ${log} say more; then run the command again.`,
    },
  });
}

function portTaken(home: string, { name, port }: ServiceStatus, log: string): SandboxError {
  const title = TITLES[name];
  const find =
    process.platform === 'win32' ? `netstat -ano | findstr :${port}` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  return new SandboxError({
    code: 'EADDRINUSE',
    service: name,
    log,
    exitCode: 2,
    text: {
      fr: `Le port ${port} du service local ${title} est occupé par un autre programme.`,
      en: `Port ${port} of the local ${title} service is taken by another program.`,
    },
    advice: {
      fr: `Arrêtez ce programme (« ${find} » le montre) et relancez la commande, ou choisissez un autre port pour « ${name} » dans ${configPath(home)} : vos profils seront alors à refaire.`,
      en: `Stop that program ("${find}" shows it) and run the command again, or choose another port for "${name}" in ${configPath(home)}: your profiles must then be made again.`,
    },
  });
}

/** Something that is not the sandbox of this home answers at its address. */
export function notOurs(home: string): SandboxError {
  return new SandboxError({
    code: 'SANDBOX_TOKEN',
    text: {
      fr: 'Les services locaux qui tournent ont été lancés avec une autre configuration.',
      en: 'The local services that are running were started with another configuration.',
    },
    advice: {
      fr: `Arrêtez-les (redémarrer la machine suffit), ou remettez le fichier ${configPath(home)} d'origine.`,
      en: `Stop them (restarting the machine is enough), or restore the original file ${configPath(home)}.`,
    },
  });
}

export function hostDoesNotStart(home: string, reason: string): SandboxError {
  const log = logPath(home, 'sandbox');
  const why = reason === '' ? '' : ` (${reason})`;
  return new SandboxError({
    code: 'SANDBOX_HOST',
    log,
    text: {
      fr: `Les services locaux n'ont pas pu être lancés${why}.`,
      en: `The local services could not be launched${why}.`,
    },
    advice: {
      fr: `La cause est à la fin du fichier ${log}.`,
      en: `The cause is at the end of the file ${log}.`,
    },
  });
}

/** `pid` is the host's, when it told. */
export function doesNotStop(home: string, pid: number | undefined): SandboxError {
  const which = pid === undefined ? '' : ` (pid ${pid})`;
  return new SandboxError({
    code: 'ETIMEDOUT',
    log: logPath(home, 'sandbox'),
    text: {
      fr: `Les services locaux${which} ne s'arrêtent pas.`,
      en: `The local services${which} do not stop.`,
    },
    advice: {
      fr: `Terminez le processus${which}, puis relancez « shopstream sandbox down ».`,
      en: `End the process${which}, then run "shopstream sandbox down" again.`,
    },
  });
}

export function notRunning(): SandboxError {
  return new SandboxError({
    code: 'SANDBOX_STOPPED',
    text: { fr: 'Les services locaux sont arrêtés.', en: 'The local services have stopped.' },
    advice: {
      fr: 'Lancez « shopstream sandbox up ».',
      en: 'Run "shopstream sandbox up".',
    },
  });
}
