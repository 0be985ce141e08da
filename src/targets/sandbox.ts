import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '../lab/placement.ts';
import type { SandboxConfig } from '../sandbox/host/config.ts';
import { ADMIN_ROLE, type Connections, TOOLS_WAREHOUSE } from './connections.ts';
import { type Connector, LazyPorts, type TargetOptions } from './lazy-ports.ts';
import type { TargetPlaces } from './places.ts';

/** Everything on this machine. */
export function openSandbox(bucket: string, places: TargetPlaces): LazyPorts {
  return new LazyPorts({ ...sandboxConnector(places.home, SERVICE_NAMES), places: placesOf(bucket, places) });
}

/** The sandbox's own name of each service. */
const HOSTED = { postgres: 'postgres', aws: 's3', snowflake: 'snowflake' } as const;

/**
 * The sandbox's services: its host is started, or joined, when a service is first needed.
 * @param services those that are in the sandbox: one that is elsewhere is not started, and cannot be in the way
 */
export function sandboxConnector(home: string, services: readonly ServiceName[]): Connector {
  let release: (() => Promise<void>) | undefined;
  let attached: Promise<Connections> | undefined;

  async function attach(signal: AbortSignal | undefined, launched: () => void): Promise<Connections> {
    const { attachSandbox } = await import('../sandbox/host/client.ts');
    const host = await attachSandbox(home, {
      services: services.map(service => HOSTED[service]),
      ...(signal === undefined ? {} : { signal }),
      // A service changes its state first when it starts.
      onEvent: launched,
    });
    release = host.release;
    return sandboxConnections(host.config);
  }

  return {
    async connect(service, signal, launched) {
      attached ??= attach(signal, launched).catch((error: unknown) => {
        // The next request tries again: the person may have mended the cause meanwhile.
        attached = undefined;
        throw error;
      });
      return (await attached)[service];
    },
    async disconnect() {
      attached = undefined;
      await release?.();
      release = undefined;
    },
  };
}

/** Where a target keeps and finds its files; the lab user's access key is another one where AWS is another. */
export function placesOf(
  bucket: string,
  places: TargetPlaces,
  aws: 'sandbox' | 'cloud' = 'sandbox',
): TargetOptions['places'] {
  return {
    bucket,
    workspace: places.workspace,
    tools: places.tools,
    vault: join(places.home, 'credentials', `${aws}-aws.json`),
    dbtAssets: join(places.assets, 'dbt'),
    airflowAssets: join(places.assets, 'airflow'),
    airflowHome: join(places.home, 'airflow'),
    airflowDags: join(places.workspace, 'airflow', 'dags'),
    dbtProject: join(places.workspace, 'shopstream_dbt'),
    profiles: join(places.workspace, '.dbt'),
  };
}

/** How to enter the services that a sandbox's configuration describes. */
export function sandboxConnections(config: SandboxConfig): Connections {
  const host = '127.0.0.1';
  const { postgres, s3, snowflake } = config;
  return {
    postgres: { host, port: postgres.port, user: postgres.user, password: postgres.password },
    aws: {
      endpoint: `http://${host}:${s3.port}`,
      region: s3.region,
      admin: { kind: 'key', key: s3.admin },
    },
    snowflake: {
      account: snowflake.account,
      endpoint: { host, port: snowflake.port, protocol: 'http' },
      user: snowflake.user,
      authentication: { kind: 'password', password: snowflake.password },
      role: ADMIN_ROLE,
      warehouse: TOOLS_WAREHOUSE,
    },
  };
}
