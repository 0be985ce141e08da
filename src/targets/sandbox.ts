import { join } from 'node:path';
import type { SandboxConfig } from '../sandbox/host/config.ts';
import type { Connections } from './connections.ts';
import { LazyPorts, type TargetOptions } from './lazy-ports.ts';
import type { TargetPlaces } from './places.ts';

/** The role that a trial account gives its first user. */
const ROLE = 'ACCOUNTADMIN';
/** The handout's warehouse for dbt: what the student's own tools use. */
const TOOLS_WAREHOUSE = 'TRANSFORM_WH';

/** Everything on this machine: the sandbox's host is started, or joined, when a service is first needed. */
export function openSandbox(bucket: string, places: TargetPlaces): LazyPorts {
  let release: (() => Promise<void>) | undefined;
  return new LazyPorts({
    connect: async (signal, launched) => {
      const { attachSandbox } = await import('../sandbox/host/client.ts');
      const attached = await attachSandbox(places.home, {
        ...(signal === undefined ? {} : { signal }),
        // A service changes its state first when it starts.
        onEvent: launched,
      });
      release = attached.release;
      return sandboxConnections(attached.config);
    },
    disconnect: async () => {
      await release?.();
      release = undefined;
    },
    places: sandboxPlaces(bucket, places),
  });
}

/** Where the sandbox's target keeps and finds its files. */
export function sandboxPlaces(bucket: string, places: TargetPlaces): TargetOptions['places'] {
  return {
    bucket,
    workspace: places.workspace,
    tools: places.tools,
    vault: join(places.home, 'credentials', 'sandbox-aws.json'),
    dbtAssets: join(places.assets, 'dbt'),
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
    aws: { endpoint: `http://${host}:${s3.port}`, region: s3.region, admin: s3.admin },
    snowflake: {
      account: snowflake.account,
      host,
      port: snowflake.port,
      protocol: 'http',
      user: snowflake.user,
      password: snowflake.password,
      role: ROLE,
      warehouse: TOOLS_WAREHOUSE,
    },
  };
}
