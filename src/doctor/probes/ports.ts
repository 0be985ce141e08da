import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Text } from '../../i18n/text.ts';
import { sandboxDown, sandboxStatus } from '../../sandbox/host/client.ts';
import { readConfig, type SandboxConfig, SERVICES, type ServiceName } from '../../sandbox/host/config.ts';
import { configPath, dataFolder } from '../../sandbox/host/paths.ts';
import type { HostStatus } from '../../sandbox/host/protocol.ts';
import { candidateFolders } from '../../sandbox/postgres/platform.ts';
import { probe } from '../../sandbox/postgres/probe.ts';
import { type Judgement, ok, problem, type Repair, warning } from '../finding.ts';
import { type Answer, whoAnswers } from '../look/answer.ts';
import { listenersOf, type Owner } from '../look/listeners.ts';
import type { Machine } from '../machine.ts';
import { defineProbe } from '../probe.ts';

/** What listens on a port, and whose process it is. */
export interface PortFacts {
  readonly port: number;
  readonly answer: Answer;
  readonly owner: Owner | null;
}

/** Words for what answers: `PostgreSQL (postgres, pid 812)`. */
export function whoIs({ answer, owner }: PortFacts): Text {
  const process = owner === null ? '' : ` (${owner.name === null ? '' : `${owner.name}, `}pid ${owner.pid})`;
  const what = describe(answer);
  return { fr: `${what.fr}${process}`, en: `${what.en}${process}` };
}

function describe(answer: Answer): Text {
  switch (answer.kind) {
    case 'nothing':
      return { fr: 'personne', en: 'nobody' };
    case 'postgres':
      return { fr: 'un serveur PostgreSQL', en: 'a PostgreSQL server' };
    case 'http':
      return answer.server === null
        ? { fr: 'un serveur web', en: 'a web server' }
        : { fr: `un serveur web, ${answer.server}`, en: `a web server, ${answer.server}` };
    case 'named':
      return { fr: `un serveur ${answer.server}`, en: `a ${answer.server} server` };
    case 'silent':
      return { fr: 'un programme inconnu', en: 'an unknown program' };
  }
}

/** How the answer is told in evidence: `postgres`, `http nginx/1.24`. */
function evidenceOf({ port, answer, owner }: PortFacts) {
  const server = answer.kind === 'http' || answer.kind === 'named' ? ` ${answer.server ?? ''}` : '';
  return {
    port,
    answer: `${answer.kind}${server}`.trim(),
    process: owner?.name ?? null,
    pid: owner?.pid ?? null,
  };
}

const TITLES = { postgres: 'PostgreSQL', s3: 'S3', snowflake: 'Snowflake' } as const;

export interface ServicePort extends PortFacts {
  readonly service: ServiceName;
  /** As the sandbox's host says it; `undefined` while it does not run. */
  readonly status: HostStatus['services'][number] | undefined;
  /** Whether what answers is a server of this home, recognised without any doubt. */
  readonly recognised: boolean;
  readonly repair?: Repair;
  /** The file of the ports. */
  readonly config: string;
  readonly platform: NodeJS.Platform;
}

/** Whether a port of the sandbox is free, its own service's, left over, or somebody else's. */
export function judgeServicePort(facts: ServicePort): Judgement {
  const { service, port, answer, status, recognised, owner, repair, config } = facts;
  const id = `port-${service}`;
  const title = { fr: `Port ${port} (${TITLES[service]})`, en: `Port ${port} (${TITLES[service]})` };
  const evidence = evidenceOf(facts);
  const suffixed = (fr: string, en: string): Text => ({
    fr: `${title.fr} : ${fr}`,
    en: `${title.en}: ${en}`,
  });
  if (status?.state === 'starting' || status?.state === 'stopping') {
    return ok(id, suffixed('le service change d’état', 'the service is changing its state'), evidence);
  }
  const running = status?.state === 'ready';
  // PostgreSQL's own process is not the one that carries the service.
  const isOurs = recognised || (status?.pid !== undefined && owner?.pid === status.pid);
  if (running && (isOurs || owner === null) && answer.kind !== 'nothing') {
    return ok(id, suffixed('notre service répond', 'our service answers'), { ...evidence, ours: true });
  }
  if (running && answer.kind === 'nothing') {
    return problem(id, title, {
      cause: {
        fr: 'Le service est annoncé prêt, mais rien ne répond sur son port.',
        en: 'The service is said to be ready, but nothing answers on its port.',
      },
      fix: {
        fr: 'Relancez-le : shopstream sandbox down, puis shopstream sandbox up.',
        en: 'Start it again: shopstream sandbox down, then shopstream sandbox up.',
      },
      evidence,
    });
  }
  if (answer.kind === 'nothing') return ok(id, suffixed('libre', 'free'), { ...evidence, ours: false });
  if (recognised) {
    return problem(id, suffixed('un serveur oublié', 'a server left behind'), {
      cause: {
        fr: `Un service de ce TP tourne encore, sans le processus qui le surveillait${owner === null ? '' : ` (pid ${owner.pid})`}.`,
        en: `A service of this lab still runs, without the process that watched it${owner === null ? '' : ` (pid ${owner.pid})`}.`,
      },
      fix: { fr: 'Arrêtez-le : shopstream sandbox down', en: 'Stop it: shopstream sandbox down' },
      evidence: { ...evidence, ours: true },
      repair,
    });
  }
  const who = whoIs(facts);
  return problem(id, title, {
    cause: {
      fr: `${capital(who.fr)} occupe le port ${port}, réservé au service ${TITLES[service]} du TP.`,
      en: `${capital(who.en)} holds port ${port}, which is kept for the lab's ${TITLES[service]} service.`,
    },
    fix: stopIt(facts, config),
    evidence: { ...evidence, ours: false },
  });
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function stopIt({ owner, port, service, platform }: ServicePort, config: string): Text {
  const pid = owner?.pid;
  const windows = platform === 'win32';
  const look = windows ? `netstat -ano | findstr :${port}` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  const stop = pid === undefined ? look : windows ? `Stop-Process -Id ${pid}` : `kill ${pid}`;
  return {
    fr: `Arrêtez ce programme (${stop}), ou choisissez un autre port pour « ${service} » dans ${config} ; vos profils seront alors à refaire.`,
    en: `Stop that program (${stop}), or choose another port for "${service}" in ${config}; your profiles must then be made again.`,
  };
}

async function collectServicePorts(machine: Machine, signal: AbortSignal): Promise<readonly ServicePort[]> {
  const { home } = machine.places;
  const config = configOf(home);
  if (config === undefined) return [];
  const ports = SERVICES.map(service => config[service].port);
  const [status, owners, answers] = await Promise.all([
    sandboxStatus(home).catch(() => undefined),
    listenersOf(new Set(ports), machine, signal).catch(() => new Map<number, Owner>()),
    Promise.all(ports.map(whoAnswers)),
  ]);
  const recognised = answers[0]?.kind === 'postgres' && (await isOurPostgres(machine, config.postgres.port));
  return SERVICES.map((service, index) => ({
    service,
    port: config[service].port,
    answer: answers[index] ?? { kind: 'nothing' },
    owner: owners.get(config[service].port) ?? null,
    status: status?.services.find(({ name }) => name === service),
    recognised: service === 'postgres' && recognised,
    config: configPath(home),
    platform: machine.platform,
    repair: stopLeftovers(home),
  }));
}

/** The sandbox's configuration; `undefined` when there is none or it is damaged, which another probe tells. */
export function configOf(home: string): SandboxConfig | undefined {
  try {
    return readConfig(home);
  } catch {
    return undefined;
  }
}

/** Ends what a killed sandbox left: only servers that prove to be of this home. */
export function stopLeftovers(home: string): Repair {
  return {
    title: {
      fr: 'Arrêter les services oubliés de ce TP',
      en: 'Stop the services of this lab that were left behind',
    },
    run: async () => {
      await sandboxDown(home);
    },
  };
}

/** A server shows the fingerprint of its cluster to anybody who asks; the one of ours is kept beside its data. */
async function isOurPostgres(
  { places, platform, isRoot, env, temp }: Machine,
  port: number,
): Promise<boolean> {
  const seen = await probe(port, 1000);
  if (seen.kind !== 'postgres') return false;
  const dataDir = resolve(dataFolder(places.home, 'postgres'));
  const folders = candidateFolders({ platform, dataDir, root: isRoot, env, tmpdir: temp });
  const kept = await Promise.all(
    folders.map(folder => readFile(join(folder, 'fingerprint'), 'utf8').catch(() => '')),
  );
  return kept.some(fingerprint => fingerprint.trim() === seen.fingerprint);
}

export const servicePortsProbe = defineProbe<readonly ServicePort[]>({
  id: 'port-services',
  area: 'ports',
  title: { fr: 'Ports du bac à sable', en: "The sandbox's ports" },
  collect: collectServicePorts,
  judge: facts => facts.map(judgeServicePort),
});

/** Ports that other programs of this trade take, and what that means here. */
export const USUAL_PORTS = [5432, 5433, 8080, 9000, 443] as const;

/** What answers on a usual port: worth knowing, an obstacle only for what defaults to it. */
export function judgeUsualPort(facts: PortFacts): Judgement {
  const { port, answer } = facts;
  const id = `port-${port}`;
  const who = whoIs(facts);
  const title = { fr: `Port ${port} : ${who.fr}`, en: `Port ${port}: ${who.en}` };
  const evidence = evidenceOf(facts);
  if (answer.kind === 'nothing')
    return ok(id, { fr: `Port ${port} : libre`, en: `Port ${port}: free` }, evidence);
  if (port === 5432 && answer.kind === 'postgres') {
    return warning(id, title, {
      cause: {
        fr: "Un autre PostgreSQL répond sur le port habituel : psql ou pgAdmin, sans port précisé, s'y connectent et y refusent le mot de passe du TP.",
        en: "Another PostgreSQL answers on the usual port: psql or pgAdmin without a port connect to it, and it refuses the lab's password.",
      },
      fix: {
        fr: 'Donnez toujours le port du TP à vos outils : « shopstream sandbox env » le montre.',
        en: 'Always give your tools the lab\'s port: "shopstream sandbox env" shows it.',
      },
      evidence,
    });
  }
  if (port === 8080) {
    return warning(id, title, {
      cause: {
        fr: "C'est le port de l'interface d'Airflow (chapitre facultatif).",
        en: "It is the port of Airflow's interface (optional chapter).",
      },
      fix: {
        fr: 'Arrêtez ce programme avant « airflow standalone », ou donnez un autre port à Airflow.',
        en: 'Stop that program before "airflow standalone", or give Airflow another port.',
      },
      evidence,
    });
  }
  return ok(id, title, evidence);
}

export const usualPortsProbe = defineProbe<readonly PortFacts[]>({
  id: 'port-usual',
  area: 'ports',
  title: { fr: 'Ports habituels', en: 'Usual ports' },
  async collect(machine, signal) {
    const [owners, answers] = await Promise.all([
      listenersOf(new Set(USUAL_PORTS), machine, signal).catch(() => new Map<number, Owner>()),
      Promise.all(USUAL_PORTS.map(whoAnswers)),
    ]);
    return USUAL_PORTS.map((port, index) => ({
      port,
      answer: answers[index] ?? { kind: 'nothing' },
      owner: owners.get(port) ?? null,
    }));
  },
  judge: facts => facts.map(judgeUsualPort),
});
