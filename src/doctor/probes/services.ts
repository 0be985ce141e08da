import { explain } from '../../engine/diagnosis/explain.ts';
import type { Problem } from '../../engine/events.ts';
import type { Text } from '../../i18n/text.ts';
import type { PortSource } from '../../ports/source.ts';
import { sandboxStatus } from '../../sandbox/host/client.ts';
import { type Judgement, ok } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { defineProbe, type Probe } from '../probe.ts';
import { configOf } from './ports.ts';
import { failure } from './sandbox.ts';

/** What one service said through the lab's own driver. */
interface Answered {
  readonly version: string;
}

type Reached = Answered | { readonly why: Problem };

type Service = 'postgres' | 's3' | 'snowflake';

const ASK: Readonly<Record<Service, (source: PortSource, signal: AbortSignal) => Promise<string>>> = {
  async postgres(source, signal) {
    const { postgresAdmin } = await source.openReaders(['postgresAdmin'], signal);
    const [row] = await postgresAdmin.query<{ server_version: string }>('SHOW server_version', [], signal);
    return `PostgreSQL ${row?.server_version ?? '?'}`;
  },
  async s3(source, signal) {
    const { identity } = await source.openReaders(['identity'], signal);
    return (await identity.whoAmI(signal)).arn;
  },
  async snowflake(source, signal) {
    const { warehouse } = await source.openReaders(['warehouse'], signal);
    const { rows } = await warehouse.query('SELECT CURRENT_VERSION() AS VERSION', [], signal);
    return `Snowflake ${rows[0]?.['VERSION'] ?? '?'}`;
  },
};

/** What a running service of the sandbox answers to its real driver. */
export function judgeService(service: Service, reached: Reached): readonly Judgement[] {
  const id = `answer-${service}`;
  if ('why' in reached) return [failure(id, title(service), reached.why)];
  const { version } = reached;
  return [
    ok(id, { fr: `${title(service).fr} : ${version}`, en: `${title(service).en}: ${version}` }, { version }),
  ];
}

function title(service: Service): Text {
  return { fr: `Réponse de ${service}`, en: `Answer of ${service}` };
}

async function reach(service: Service, machine: Machine, signal: AbortSignal): Promise<Reached | undefined> {
  const { home, workspace, tools, assets } = machine.places;
  const config = configOf(home);
  if (config === undefined) return undefined;
  const status = await sandboxStatus(home).catch(() => undefined);
  if (status?.services.find(({ name }) => name === service)?.state !== 'ready') return undefined;
  const [{ LazyPorts }, { placesOf, sandboxConnections }] = await Promise.all([
    import('../../targets/lazy-ports.ts'),
    import('../../targets/sandbox.ts'),
  ]);
  // The services as they are: nothing is started.
  const source = new LazyPorts({
    connect: async name => sandboxConnections(config)[name],
    disconnect: async () => {},
    places: placesOf('', { home, workspace, tools, assets }),
  });
  try {
    return { version: await ASK[service](source, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { why: await explain(error, { secrets: source.secrets() }) };
  } finally {
    await source.close();
  }
}

const SERVICES = ['postgres', 's3', 'snowflake'] as const;

export const serviceProbes: readonly Probe[] = SERVICES.map(service => ({
  // Loading three drivers keeps this process busy: what is quick to see is seen first.
  heavy: true as const,
  ...defineProbe<Reached>({
    id: `answer-${service}`,
    area: 'sandbox',
    title: title(service),
    collect: (machine, signal) => reach(service, machine, signal),
    judge: reached => judgeService(service, reached),
  }),
}));
