import { statfsSync } from 'node:fs';
import { adviceFor, isLacking } from './advice.ts';
import type { ServiceName } from './config.ts';
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
  if (isFullDisk(error) || isAlmostFull(home)) return diskFull(home, log, { name: service.name, ...error });
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

/** PostgreSQL's programs tell a full disk in their output only. */
function isFullDisk({ code, message }: { readonly code: string; readonly message: string }): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device/.test(message);
}

/** What a service needs to start at all, in bytes: PostgreSQL's empty cluster and its log. */
const NEEDED = 100 * 1024 * 1024;

/** Whether there is too little room for the services: a program that could not write could not say so either. */
function isAlmostFull(home: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(home);
    return bavail * bsize < NEEDED;
  } catch {
    return false;
  }
}

interface Failed {
  readonly name: ServiceName;
  readonly message: string;
}

function diskFull(home: string, log: string, failed?: Failed): SandboxError {
  const what =
    failed === undefined
      ? { fr: "Les services locaux n'ont pas pu être lancés", en: 'The local services could not be launched' }
      : {
          fr: `Le service local ${TITLES[failed.name]} n'a pas démarré`,
          en: `The local ${TITLES[failed.name]} service did not start`,
        };
  const words = /^.*No space left on device.*$/m.exec(failed?.message ?? '')?.[0];
  return new SandboxError({
    code: 'ENOSPC',
    log,
    text: {
      fr: `${what.fr} : le disque de ${home} est plein.`,
      en: `${what.en}: the disk of ${home} is full.`,
    },
    advice: {
      fr: 'Libérez de la place (quelques centaines de Mo), puis relancez la commande. Rien n’est perdu.',
      en: 'Free some space (a few hundred MB), then run the command again. Nothing is lost.',
    },
    ...(failed === undefined ? {} : { service: failed.name }),
    ...(words === undefined ? {} : { cause: words }),
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
  if (isAlmostFull(home)) return diskFull(home, log);
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
