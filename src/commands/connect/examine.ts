import { lookAtAws } from '../../doctor/accounts/aws.ts';
import { lookAtPostgres } from '../../doctor/accounts/postgres.ts';
import { lookAtSnowflake } from '../../doctor/accounts/snowflake.ts';
import type { Judgement } from '../../doctor/finding.ts';
import { explain } from '../../engine/diagnosis/explain.ts';
import type { Problem } from '../../engine/events.ts';
import type { Text } from '../../i18n/text.ts';
import { LabError } from '../../lab/errors.ts';
import { ALL_SANDBOX, type ServiceName } from '../../lab/placement.ts';
import type { TargetKind } from '../../lab/settings.ts';
import { shellOf } from '../../lab/shells.ts';
import type { PortSource } from '../../ports/source.ts';
import type { AskSecret } from '../../targets/cloud/secrets.ts';
import type { CloudSettings } from '../../targets/cloud/settings.ts';
import type { Connections } from '../../targets/connections.ts';
import { openTarget } from '../../targets/target.ts';
import { REGION } from '../bucket.ts';
import { type Places, targetPlaces } from '../places.ts';
import { programOf } from '../program.ts';
import { entranceOf } from './entrance.ts';

/** What a service is and says. */
export interface ServiceLook {
  readonly service: ServiceName;
  readonly target: TargetKind;
  /**
   * `answers`: it answers, and `findings` says what was seen. `failed`: it does not, or refuses. `not-set`: something is
   * missing, nothing was asked. `stopped`: a service of the sandbox that starts when it is needed.
   */
  readonly status: 'answers' | 'failed' | 'not-set' | 'stopped';
  /** Where it is, and how one logs in there. */
  readonly where: Text | undefined;
  readonly login: Text | undefined;
  readonly findings: readonly Judgement[];
  readonly problem: Problem | undefined;
}

/** How one's own service is reached. */
export interface Examination {
  readonly settings: CloudSettings;
  readonly places: Places;
  readonly ask?: AskSecret | undefined;
  readonly signal: AbortSignal;
}

/** Milliseconds that a service may take, its login included. */
const PATIENCE = 20_000;
/** The same where a person has to answer on the phone or in the browser. */
const PATIENCE_FOR_A_PERSON = 120_000;

const LOOKS: Readonly<
  Record<ServiceName, (source: PortSource, signal: AbortSignal) => Promise<readonly Judgement[]>>
> = {
  postgres: lookAtPostgres,
  aws: lookAtAws,
  snowflake: lookAtSnowflake,
};

/** Logs in to a person's own service, once, and says what it finds; throws only when it is interrupted. */
export async function examineOwn(service: ServiceName, of: Examination): Promise<ServiceLook> {
  const { settings, places, ask, signal } = of;
  const source = openTarget(
    { ...ALL_SANDBOX, [service]: 'cloud' },
    { bucket: '', region: REGION },
    targetPlaces(places),
    settings,
    ask,
  );
  const base = {
    service,
    target: 'cloud',
    where: undefined,
    login: undefined,
    findings: [],
    problem: undefined,
  } as const;
  const told = (error: unknown) =>
    explain(error, {
      secrets: source.secrets(),
      program: programOf(shellOf(process.platform, process.env), places),
      tool: service,
    });
  try {
    const connection = await source.connection(service, signal);
    const entrance = entranceOf(service, connection);
    const patience = isWaitingForAPerson(connection) ? PATIENCE_FOR_A_PERSON : PATIENCE;
    const late = AbortSignal.timeout(patience);
    try {
      const findings = await LOOKS[service](source, AbortSignal.any([signal, late]));
      return { ...base, ...entrance, status: 'answers', findings };
    } catch (error) {
      signal.throwIfAborted();
      const problem = await told(late.aborted ? tooLate(patience) : error);
      return { ...base, ...entrance, status: 'failed', problem };
    }
  } catch (error) {
    signal.throwIfAborted();
    return { ...base, status: 'not-set', problem: await told(error) };
  } finally {
    await source.close();
  }
}

/** A service of the sandbox: nothing is started for the question. */
export async function examineSandbox(service: ServiceName, home: string): Promise<ServiceLook> {
  const { sandboxStatus } = await import('../../sandbox/host/client.ts');
  const name = service === 'aws' ? 's3' : service;
  const base = { service, target: 'sandbox', login: undefined, findings: [] } as const;
  const host = await sandboxStatus(home);
  const found = host?.services.find(candidate => candidate.name === name);
  const where = { fr: 'sur cette machine (bac à sable)', en: 'on this machine (sandbox)' };
  if (found === undefined || found.state === 'stopped')
    return { ...base, where, status: 'stopped', problem: undefined };
  if (found.state !== 'failed') return { ...base, where, status: 'answers', problem: undefined };
  const { serviceError } = await import('../../sandbox/host/failures.ts');
  return { ...base, where, status: 'failed', problem: await explain(serviceError(home, found)) };
}

function isWaitingForAPerson(connection: Connections[ServiceName]): boolean {
  if (!('authentication' in connection)) return false;
  const { kind } = connection.authentication;
  return kind === 'password-mfa' || kind === 'browser';
}

function tooLate(patience: number): LabError {
  return new LabError(
    {
      fr: `Aucune réponse en ${patience / 1000} secondes.`,
      en: `No answer within ${patience / 1000} seconds.`,
    },
    {
      advice: {
        fr: "Vérifiez l'adresse, le réseau et le pare-feu ; « shopstream doctor » les examine.",
        en: 'Check the address, the network and the firewall; "shopstream doctor" examines them.',
      },
    },
  );
}
