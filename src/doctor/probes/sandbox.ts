import { explain } from '../../engine/diagnosis/explain.ts';
import type { Problem } from '../../engine/events.ts';
import { same, type Text } from '../../i18n/text.ts';
import { attachSandbox, keepSandbox, sandboxStatus } from '../../sandbox/host/client.ts';
import { readConfig, SERVICES } from '../../sandbox/host/config.ts';
import { serviceError } from '../../sandbox/host/failures.ts';
import { connectLocally, localAddress } from '../../sandbox/host/local-socket.ts';
import type { HostStatus, ServiceStatus } from '../../sandbox/host/protocol.ts';
import { type Judgement, ok, problem, type Repair } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { defineProbe } from '../probe.ts';
import { stopLeftovers } from './ports.ts';

export interface SandboxFacts {
  /** `none`: nothing was made yet. */
  readonly config: 'none' | 'good' | { readonly damaged: Problem };
  /** `undefined`: stopped. */
  readonly status: HostStatus | undefined | { readonly refused: Problem };
  /** Why each failed service failed. */
  readonly failures: readonly { readonly service: ServiceStatus; readonly why: Problem }[];
  /** Services whose process still runs although the host has gone. */
  readonly leftovers: readonly string[];
  readonly restart?: Repair;
  readonly stop?: Repair;
}

const TITLE = { fr: 'Bac à sable', en: 'Sandbox' };

/** The sandbox's state: stopped, running, or which service fails and why. */
export function judgeSandbox(facts: SandboxFacts): readonly Judgement[] {
  const { config, status, failures } = facts;
  if (config === 'none') {
    return [
      ok(
        'sandbox',
        {
          fr: 'Bac à sable : sera créé au premier lancement',
          en: 'Sandbox: will be made at the first start',
        },
        { state: 'new' },
      ),
    ];
  }
  if (config !== 'good')
    return [
      failure(
        'sandbox-config',
        { fr: 'Configuration du bac à sable', en: "The sandbox's configuration" },
        config.damaged,
      ),
    ];
  if (status !== undefined && 'refused' in status) return [failure('sandbox', TITLE, status.refused)];
  if (status === undefined) return judgeStopped(facts);
  const evidence = Object.fromEntries(status.services.map(({ name, state }) => [name, state]));
  const running = ok(
    'sandbox',
    status.kept
      ? {
          fr: 'Bac à sable : tourne (jusqu’à « sandbox down »)',
          en: 'Sandbox: running (until "sandbox down")',
        }
      : {
          fr: `Bac à sable : tourne (${status.owners} utilisateur·s)`,
          en: `Sandbox: running (${status.owners} user(s))`,
        },
    { state: 'running', pid: status.pid, ...evidence },
  );
  if (failures.length === 0) return [running];
  return failures.map(({ service, why: { text, advice } }) =>
    problem(`service-${service.name}`, same(`Service ${service.name}`), {
      cause: text,
      fix: advice ?? RESTART,
      evidence: { state: service.state, code: service.error?.code ?? null, port: service.port },
      repair: facts.restart,
    }),
  );
}

function judgeStopped({ leftovers, stop }: SandboxFacts): readonly Judgement[] {
  if (leftovers.length === 0) {
    return [
      ok(
        'sandbox',
        {
          fr: 'Bac à sable : arrêté (il démarre quand une étape en a besoin)',
          en: 'Sandbox: stopped (it starts when a step needs it)',
        },
        { state: 'stopped' },
      ),
    ];
  }
  return [
    problem(
      'sandbox',
      { fr: 'Bac à sable : processus oubliés', en: 'Sandbox: processes left behind' },
      {
        cause: {
          fr: `Le processus principal a disparu, mais ${leftovers.join(', ')} tourne encore.`,
          en: `The main process has gone, but ${leftovers.join(', ')} still runs.`,
        },
        fix: { fr: 'Arrêtez-les : shopstream sandbox down', en: 'Stop them: shopstream sandbox down' },
        evidence: { state: 'stopped', leftovers: leftovers.join(', ') },
        repair: stop,
      },
    ),
  ];
}

const RESTART: Text = {
  fr: 'Relancez : shopstream sandbox down, puis shopstream sandbox up.',
  en: 'Start again: shopstream sandbox down, then shopstream sandbox up.',
};

/** An error that was met, in the words of the diagnosis. */
export function failure(id: string, title: Text, { text, advice, code }: Problem): Judgement {
  return problem(id, title, { cause: text, fix: advice ?? RESTART, evidence: { code: code ?? null } });
}

async function collectSandbox({ places }: Machine): Promise<SandboxFacts> {
  const { home } = places;
  const base = {
    status: undefined,
    failures: [],
    leftovers: [],
    restart: restart(home),
    stop: stopLeftovers(home),
  };
  try {
    if (readConfig(home) === undefined) return { ...base, config: 'none' };
  } catch (damaged) {
    return { ...base, config: { damaged: await explain(damaged) } };
  }
  try {
    const status = await sandboxStatus(home);
    if (status === undefined) return { ...base, config: 'good', leftovers: await leftovers(home) };
    const failed = status.services.filter(({ state }) => state === 'failed');
    const failures = failed.map(async service => ({
      service,
      why: await explain(serviceError(home, service)),
    }));
    return { ...base, config: 'good', status, failures: await Promise.all(failures) };
  } catch (refused) {
    return { ...base, config: 'good', status: { refused: await explain(refused) } };
  }
}

/** Each service's process holds a socket of its name for as long as it lives. */
async function leftovers(home: string): Promise<readonly string[]> {
  const held = await Promise.all(
    SERVICES.map(async service => {
      const socket = await connectLocally(localAddress(home, service));
      socket?.destroy();
      return socket !== undefined;
    }),
  );
  return SERVICES.filter((_, index) => held[index]);
}

/** Asks the running host for its services again: it starts those that have stopped. */
function restart(home: string): Repair {
  return {
    title: {
      fr: 'Redémarrer les services arrêtés du bac à sable',
      en: "Restart the sandbox's services that have stopped",
    },
    run: async signal => {
      const attached = await attachSandbox(home, { signal });
      try {
        if (attached.status.kept) await keepSandbox(home);
      } finally {
        await attached.release();
      }
    },
  };
}

export const sandboxProbe = defineProbe<SandboxFacts>({
  id: 'sandbox',
  area: 'sandbox',
  title: TITLE,
  collect: collectSandbox,
  judge: judgeSandbox,
});
