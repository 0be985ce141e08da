import { connect } from 'node:tls';
import { explain } from '../../engine/diagnosis/explain.ts';
import type { Problem } from '../../engine/events.ts';
import type { Text } from '../../i18n/text.ts';
import { errorCode } from '../../lab/errors.ts';
import type { Placement } from '../../lab/placement.ts';
import type { CallerIdentity } from '../../ports/identity.ts';
import type { PostgresRow } from '../../ports/postgres.ts';
import type { PortSource } from '../../ports/source.ts';
import { type Judgement, ok, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { defineProbe, type Probe } from '../probe.ts';
import { failure } from './sandbox.ts';

/** A probe of one's own accounts: it runs with the target cloud only, over the connections that the caller gives. */
function onCloud<F>(parts: {
  readonly id: string;
  readonly title: Text;
  /** The service that must be on one's own account. */
  readonly service: keyof Placement;
  collect(source: PortSource, signal: AbortSignal): Promise<F>;
  judge(facts: F): readonly Judgement[];
}): Probe {
  const { id, title } = parts;
  type Seen = { readonly facts: F } | { readonly why: Problem } | 'unset';
  const probe = defineProbe<Seen>({
    id,
    title,
    area: 'accounts',
    async collect({ placement, accounts }: Machine, signal) {
      if (placement[parts.service] !== 'cloud') return undefined;
      if (accounts === undefined) return 'unset';
      try {
        return { facts: await parts.collect(accounts, signal) };
      } catch (error) {
        signal.throwIfAborted();
        return { why: await explain(error, { secrets: accounts.secrets() }) };
      }
    },
    judge(seen) {
      if (seen === 'unset') return [unknown(id, title, NOT_SET)];
      if ('why' in seen) return [failure(id, title, seen.why)];
      return parts.judge(seen.facts);
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

/** Whose AWS keys they are. The account's number is shown by its last digits only. */
export function judgeAwsIdentity({ arn, account }: CallerIdentity): readonly Judgement[] {
  const masked = account.replace(/\d(?=\d{4})/g, '•');
  const isRoot = /:root$/.test(arn);
  const title = { fr: `Compte AWS ${masked}`, en: `AWS account ${masked}` };
  const evidence = { account: masked, root: isRoot };
  if (!isRoot) return [ok('aws-identity', title, evidence)];
  return [
    warning('aws-identity', title, {
      cause: {
        fr: 'Ces clés sont celles du compte racine : elles peuvent tout, y compris fermer le compte.',
        en: "These keys are the root user's: they can do anything, closing the account included.",
      },
      fix: {
        fr: 'Créez un utilisateur IAM (ou utilisez « aws login »), puis supprimez les clés du compte racine.',
        en: 'Create an IAM user (or use "aws login"), then delete the root user\'s keys.',
      },
      evidence,
    }),
  ];
}

export interface SnowflakeSession {
  readonly user: string;
  readonly role: string | null;
  readonly warehouse: string | null;
  readonly region: string | null;
  readonly version: string | null;
}

/** Roles that may create the storage integration of the lab. */
const STRONG_ROLES = ['ACCOUNTADMIN'];

/** Who is logged in to Snowflake, and whether the role is the one that the handout works with. */
export function judgeSnowflakeSession(session: SnowflakeSession): readonly Judgement[] {
  const { role, region, version, warehouse } = session;
  const title = { fr: `Snowflake : rôle ${role ?? 'aucun'}`, en: `Snowflake: role ${role ?? 'none'}` };
  const evidence = { role, region, version, warehouse };
  if (role !== null && STRONG_ROLES.includes(role)) return [ok('snowflake-session', title, evidence)];
  return [
    warning('snowflake-session', title, {
      cause: {
        fr: "Ce rôle ne peut pas créer d'intégration de stockage ; l'énoncé travaille avec ACCOUNTADMIN.",
        en: 'This role cannot create a storage integration; the handout works with ACCOUNTADMIN.',
      },
      fix: {
        fr: 'Choisissez le rôle ACCOUNTADMIN dans les réglages de la connexion, ou demandez le droit CREATE INTEGRATION.',
        en: 'Choose the role ACCOUNTADMIN in the connection settings, or ask for the right CREATE INTEGRATION.',
      },
      evidence,
    }),
  ];
}

const ENOUGH = 60_000;
/** AWS refuses requests whose time differs by more. Milliseconds. */
const REFUSED = 15 * 60_000;

/** What one's own PostgreSQL server says of itself and of the role. */
export interface OwnPostgres extends PostgresRow {
  readonly version: string;
  /** Whether the role may create the lab's database. */
  readonly createdb: boolean;
}

const OWN_POSTGRES = `SELECT current_setting('server_version') AS version, rolsuper OR rolcreatedb AS createdb
FROM pg_roles WHERE rolname = current_user`;

/** Whether one's own PostgreSQL server answers, to a role that may do what the lab asks. */
export function judgeOwnPostgres({ version, createdb }: OwnPostgres): readonly Judgement[] {
  const title = { fr: `Votre PostgreSQL : ${version}`, en: `Your PostgreSQL: ${version}` };
  const evidence = { version, createdb };
  if (createdb) return [ok('own-postgres', title, evidence)];
  return [
    problem('own-postgres', title, {
      cause: {
        fr: 'Ce rôle ne peut pas créer de base de données : l’étape postgres.create-database échouerait (42501).',
        en: 'This role cannot create a database: the step postgres.create-database would fail (42501).',
      },
      fix: {
        fr: 'Utilisez le rôle postgres, ou donnez-lui le droit : ALTER ROLE … CREATEDB;',
        en: 'Use the role postgres, or grant the right: ALTER ROLE … CREATEDB;',
      },
      evidence,
    }),
  ];
}

/** How far the clock is from a server's; milliseconds, positive when this machine is ahead. */
export function judgeSkew(ahead: number): readonly Judgement[] {
  const seconds = Math.round(ahead / 1000);
  const title = { fr: 'Horloge comparée à AWS', en: 'Clock compared with AWS' };
  const evidence = { seconds_ahead: seconds };
  if (Math.abs(ahead) < ENOUGH) return [ok('clock-skew', title, evidence)];
  const refused = Math.abs(ahead) >= REFUSED;
  return [
    (refused ? problem : warning)('clock-skew', title, {
      cause: {
        fr: `L'horloge de cette machine a ${Math.abs(seconds)} s ${ahead > 0 ? "d'avance" : 'de retard'}${refused ? ' : AWS refuse les requêtes (RequestTimeTooSkewed)' : ''}.`,
        en: `This machine's clock is ${Math.abs(seconds)} s ${ahead > 0 ? 'ahead' : 'behind'}${refused ? ': AWS refuses requests (RequestTimeTooSkewed)' : ''}.`,
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

async function skew(signal: AbortSignal): Promise<number> {
  const before = Date.now();
  const response = await fetch(`https://${AWS_HOST}/`, { method: 'HEAD', signal, redirect: 'manual' });
  const date = Date.parse(response.headers.get('date') ?? '');
  return (before + Date.now()) / 2 - date;
}

const text = (value: string | number | boolean | null | undefined) =>
  value === null || value === undefined ? null : String(value);

export const accountProbes: readonly Probe[] = [
  onCloud({
    service: 'postgres',
    id: 'own-postgres',
    title: { fr: 'Votre PostgreSQL', en: 'Your PostgreSQL' },
    async collect(source, signal) {
      const { postgresAdmin } = await source.openReaders(['postgresAdmin'], signal);
      const [row] = await postgresAdmin.query<OwnPostgres>(OWN_POSTGRES, [], signal);
      return row ?? { version: '?', createdb: false };
    },
    judge: judgeOwnPostgres,
  }),
  onCloud({
    service: 'aws',
    id: 'aws-identity',
    title: { fr: 'Compte AWS', en: 'AWS account' },
    collect: async (source, signal) =>
      (await source.openReaders(['identity'], signal)).identity.whoAmI(signal),
    judge: judgeAwsIdentity,
  }),
  onCloud({
    service: 'snowflake',
    id: 'snowflake-session',
    title: { fr: 'Compte Snowflake', en: 'Snowflake account' },
    async collect(source, signal) {
      const { warehouse } = await source.openReaders(['warehouse'], signal);
      const sql =
        'SELECT CURRENT_USER() AS U, CURRENT_ROLE() AS R, CURRENT_WAREHOUSE() AS W, CURRENT_REGION() AS G, CURRENT_VERSION() AS V';
      const { rows } = await warehouse.query(sql, [], signal);
      const row = rows[0] ?? {};
      return {
        user: text(row['U']) ?? '',
        role: text(row['R']),
        warehouse: text(row['W']),
        region: text(row['G']),
        version: text(row['V']),
      };
    },
    judge: judgeSnowflakeSession,
  }),
  onCloud({
    service: 'aws',
    id: 'clock-skew',
    title: { fr: 'Horloge comparée à AWS', en: 'Clock compared with AWS' },
    collect: (_, signal) => reached(skew(signal), signal),
    // The other probe of AWS says why.
    judge: seen => (isUnreachable(seen) ? [] : judgeSkew(seen)),
  }),
  onCloud({
    service: 'aws',
    id: 'tls-interception',
    title: { fr: 'Chiffrement jusqu’à AWS', en: 'Encryption all the way to AWS' },
    collect: (_, signal) => reached(issuerOf(AWS_HOST, signal), signal),
    judge: seen =>
      isUnreachable(seen)
        ? [judgeUnreachable(seen.unreachable)]
        : judgeIssuer(seen.issuer, seen.authorized, process.env['NODE_EXTRA_CA_CERTS']),
  }),
];
