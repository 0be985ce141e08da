import { connect } from 'node:tls';
import { explain } from '../../engine/diagnosis/explain.ts';
import type { Problem } from '../../engine/events.ts';
import type { Text } from '../../i18n/text.ts';
import { errorCode } from '../../lab/errors.ts';
import type { Placement } from '../../lab/placement.ts';
import type { PortSource } from '../../ports/source.ts';
import { lookAtAws } from '../accounts/aws.ts';
import { lookAtPostgres } from '../accounts/postgres.ts';
import { lookAtSnowflake } from '../accounts/snowflake.ts';
import { type Judgement, ok, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { defineProbe, type Probe } from '../probe.ts';
import { failure } from './sandbox.ts';

/** A probe of one's own accounts: it runs with the target cloud only, over the connections that the caller gives. */
function onCloud(parts: {
  readonly id: string;
  readonly title: Text;
  /** The service that must be on one's own account. */
  readonly service: keyof Placement;
  look(source: PortSource, signal: AbortSignal): Promise<readonly Judgement[]>;
}): Probe {
  const { id, title } = parts;
  type Seen = { readonly judgements: readonly Judgement[] } | { readonly why: Problem } | 'unset';
  const probe = defineProbe<Seen>({
    id,
    title,
    area: 'accounts',
    async collect({ placement, accounts }: Machine, signal) {
      if (placement[parts.service] !== 'cloud') return undefined;
      if (accounts === undefined) return 'unset';
      try {
        return { judgements: await parts.look(accounts, signal) };
      } catch (error) {
        signal.throwIfAborted();
        return { why: await explain(error, { secrets: accounts.secrets() }) };
      }
    },
    judge(seen) {
      if (seen === 'unset') return [unknown(id, title, NOT_SET)];
      return 'why' in seen ? [failure(id, title, seen.why)] : seen.judgements;
    },
  });
  return {
    id,
    heavy: true,
    examine: (machine, patience, signal) => probe.examine(machine, Math.max(patience, FAR), signal),
  };
}

/** Milliseconds that a server on the internet may take, its login included. */
const FAR = 8000;

const NOT_SET: Text = {
  fr: 'Les connexions à vos comptes ne sont pas encore réglées.',
  en: 'The connections to your accounts are not set yet.',
};

const ENOUGH = 60_000;

/** Whose clock it is compared with, and from when on (milliseconds) requests are refused, with what. */
const CLOCKS = {
  AWS: { id: 'clock-skew', refused: 15 * 60_000, error: 'RequestTimeTooSkewed' },
  Snowflake: { id: 'clock-skew-snowflake', refused: 60_000, error: 'JWT token is invalid' },
} as const;

/** How far the clock is from a server's; milliseconds, positive when this machine is ahead. */
export function judgeSkew(ahead: number, whose: keyof typeof CLOCKS = 'AWS'): readonly Judgement[] {
  const { id, refused: limit, error } = CLOCKS[whose];
  const seconds = Math.round(ahead / 1000);
  const title = { fr: `Horloge comparée à ${whose}`, en: `Clock compared with ${whose}` };
  const evidence = { seconds_ahead: seconds };
  if (Math.abs(ahead) < ENOUGH) return [ok(id, title, evidence)];
  const refused = Math.abs(ahead) >= limit;
  return [
    (refused ? problem : warning)(id, title, {
      cause: {
        fr: `L'horloge de cette machine a ${Math.abs(seconds)} s ${ahead > 0 ? "d'avance" : 'de retard'}${refused ? ` : ${whose} refuse les connexions (${error})` : ''}.`,
        en: `This machine's clock is ${Math.abs(seconds)} s ${ahead > 0 ? 'ahead' : 'behind'}${refused ? `: ${whose} refuses to be connected to (${error})` : ''}.`,
      },
      fix: {
        fr: "Réglez la date et l'heure sur « automatique » ; une machine virtuelle se décale après une mise en veille.",
        en: 'Set date and time to "automatic"; a virtual machine drifts after a sleep.',
      },
      evidence,
    }),
  ];
}

/** Organisations that sign for AWS and Snowflake. */
const KNOWN_ISSUERS = /Amazon|DigiCert|Let's Encrypt|Google Trust Services|GlobalSign|Sectigo|Baltimore/i;

/** Whether the certificate of a server comes from a public authority, or from a device that reads the traffic. */
export function judgeIssuer(
  issuer: string,
  authorized: boolean,
  extra: string | undefined,
): readonly Judgement[] {
  const title = { fr: 'Chiffrement jusqu’à AWS', en: 'Encryption all the way to AWS' };
  const evidence = { issuer, trusted: authorized, extra_ca: extra !== undefined };
  if (KNOWN_ISSUERS.test(issuer) && authorized) return [ok('tls-interception', title, evidence)];
  return [
    (authorized ? warning : problem)('tls-interception', title, {
      cause: {
        fr: `Le certificat présenté pour AWS est signé par « ${issuer} » : un antivirus ou le pare-feu de l'établissement déchiffre le trafic${authorized ? '' : ', et Node ne le connaît pas'}.`,
        en: `The certificate shown for AWS is signed by "${issuer}": an antivirus or the institution's firewall decrypts the traffic${authorized ? '' : ', and Node does not know it'}.`,
      },
      fix: {
        fr: 'Demandez son certificat au service informatique, et donnez le fichier par NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE et REQUESTS_CA_BUNDLE.',
        en: 'Ask the IT department for its certificate, and give the file in NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE and REQUESTS_CA_BUNDLE.',
      },
      evidence,
    }),
  ];
}

/** The service that both look at. */
const AWS_HOST = 'sts.eu-west-3.amazonaws.com';

function issuerOf(host: string, signal: AbortSignal): Promise<{ issuer: string; authorized: boolean }> {
  return new Promise((resolve, reject) => {
    // An unknown issuer is what is looked for: nothing is sent over this connection.
    const socket = connect({ host, port: 443, servername: host, rejectUnauthorized: false });
    const stop = () => socket.destroy(new Error('aborted'));
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', reject);
    socket.once('close', () => signal.removeEventListener('abort', stop));
    socket.once('secureConnect', () => {
      const { issuer } = socket.getPeerCertificate();
      const name = issuer?.O ?? issuer?.CN ?? '?';
      resolve({ issuer: Array.isArray(name) ? name.join(', ') : name, authorized: socket.authorized });
      socket.destroy();
    });
  });
}

/** A server that cannot be reached at all, with the system's code. */
interface Unreachable {
  readonly unreachable: string;
}

/** Whether AWS can be reached, before anything else is asked of it. */
async function reached<T>(work: Promise<T>, signal: AbortSignal): Promise<T | Unreachable> {
  try {
    return await work;
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { unreachable: errorCode(cause) ?? 'UNREACHABLE' };
  }
}

function isUnreachable(seen: unknown): seen is Unreachable {
  return typeof seen === 'object' && seen !== null && 'unreachable' in seen;
}

/** AWS does not answer: the network, a proxy, or a firewall. */
export function judgeUnreachable(code: string): Judgement {
  return problem(
    'aws-reachable',
    { fr: 'Accès à AWS', en: 'Access to AWS' },
    {
      cause: {
        fr: `${AWS_HOST} est injoignable (${code}) : pas de réseau, un proxy qui n'est pas réglé, ou un pare-feu.`,
        en: `${AWS_HOST} cannot be reached (${code}): no network, a proxy that is not set, or a firewall.`,
      },
      fix: {
        fr: 'Ouvrez une page web sur cette machine ; derrière un proxy, réglez HTTPS_PROXY et NO_PROXY=127.0.0.1,localhost. Sans réseau, travaillez dans le bac à sable (--target sandbox).',
        en: 'Open a web page on this machine; behind a proxy, set HTTPS_PROXY and NO_PROXY=127.0.0.1,localhost. Without a network, work in the sandbox (--target sandbox).',
      },
      evidence: { code },
    },
  );
}

async function skew(host: string, signal: AbortSignal): Promise<number> {
  const before = Date.now();
  const response = await fetch(`https://${host}/`, { method: 'HEAD', signal, redirect: 'manual' });
  const date = Date.parse(response.headers.get('date') ?? '');
  return (before + Date.now()) / 2 - date;
}

export const accountProbes: readonly Probe[] = [
  onCloud({
    service: 'postgres',
    id: 'own-postgres',
    title: { fr: 'Votre PostgreSQL', en: 'Your PostgreSQL' },
    look: lookAtPostgres,
  }),
  onCloud({
    service: 'aws',
    id: 'aws-identity',
    title: { fr: 'Compte AWS', en: 'AWS account' },
    look: lookAtAws,
  }),
  onCloud({
    service: 'snowflake',
    id: 'snowflake-session',
    title: { fr: 'Compte Snowflake', en: 'Snowflake account' },
    look: lookAtSnowflake,
  }),
  onCloud({
    service: 'aws',
    id: 'clock-skew',
    title: { fr: 'Horloge comparée à AWS', en: 'Clock compared with AWS' },
    async look(_, signal) {
      const seen = await reached(skew(AWS_HOST, signal), signal);
      // The other probe of AWS says why.
      return isUnreachable(seen) ? [] : judgeSkew(seen);
    },
  }),
  onCloud({
    service: 'snowflake',
    id: 'clock-skew-snowflake',
    title: { fr: 'Horloge comparée à Snowflake', en: 'Clock compared with Snowflake' },
    async look(source, signal) {
      const { host } = (await source.openReaders(['warehouse'], signal)).warehouse.target;
      if (!host.endsWith('.snowflakecomputing.com')) return [];
      const seen = await reached(skew(host, signal), signal);
      // The probe that logs in says why.
      return isUnreachable(seen) ? [] : judgeSkew(seen, 'Snowflake');
    },
  }),
  onCloud({
    service: 'aws',
    id: 'tls-interception',
    title: { fr: 'Chiffrement jusqu’à AWS', en: 'Encryption all the way to AWS' },
    async look(_, signal) {
      const seen = await reached(issuerOf(AWS_HOST, signal), signal);
      return isUnreachable(seen)
        ? [judgeUnreachable(seen.unreachable)]
        : judgeIssuer(seen.issuer, seen.authorized, process.env['NODE_EXTRA_CA_CERTS']);
    },
  }),
];
