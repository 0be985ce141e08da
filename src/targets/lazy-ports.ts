import { dirname, join } from 'node:path';
import type { AwsOptions, Retry } from '../adapters/aws-client.ts';
import type { PostgresConnection } from '../adapters/postgres.ts';
import type { Text } from '../i18n/text.ts';
import { SERVICE_OF_PORT, type ServiceName } from '../lab/placement.ts';
import type { AccessKey } from '../ports/identity.ts';
import type { Opened } from '../ports/opened.ts';
import type { PortName, Ports, ReaderPorts } from '../ports/ports.ts';
import type { PortSource } from '../ports/source.ts';
import { airflowVariables } from './airflow.ts';
import { secretsOf } from './authentication.ts';
import { type Connections, LAB_DATABASE, MAINTENANCE_DATABASE } from './connections.ts';
import { type ToolPlaces, toolEnvironment } from './environment.ts';
import { retryNotice } from './notices.ts';
import { readerOf } from './readers.ts';

/** Finds the services of a target. */
export interface Connector {
  /**
   * Starts a service if it must, and says how to enter it. Called when the service is first needed, once. Calls `launched`
   * when services are on their way and this process has nothing to do but to wait for them.
   */
  connect<S extends ServiceName>(
    service: S,
    signal: AbortSignal | undefined,
    launched: () => void,
  ): Promise<Connections[S]>;
  /** Gives back what `connect` took. */
  disconnect(): Promise<void>;
}

/** What a target says of itself; everything else is the same on every target. */
export interface TargetOptions extends Connector {
  readonly places: ToolPlaces & {
    readonly workspace: string;
    readonly tools: string;
    /** File of the lab user's access key. */
    readonly vault: string;
    /** Folder of the package's dbt assets. */
    readonly dbtAssets: string;
    /** Folder of the package's Airflow assets. */
    readonly airflowAssets: string;
    /** AIRFLOW_HOME. */
    readonly airflowHome: string;
    /** Folder of the student's DAGs. */
    readonly airflowDags: string;
    /** Folder of the student's dbt project. */
    readonly dbtProject: string;
  };
}

type Factories = { readonly [N in PortName]: (target: LazyPorts) => Promise<Opened<Ports[N]>> };
type ReaderFactories = {
  readonly [N in PortName]?: (target: LazyPorts) => Promise<Opened<ReaderPorts[N]>>;
};

/** Opens each port when it is first asked for, with its driver, and closes them in reverse order. */
export class LazyPorts implements PortSource {
  readonly options: TargetOptions;
  readonly #opened = new Map<string, Promise<Opened<unknown>>>();
  readonly #secrets = new Set<string>();
  readonly #noticed = new Set<(notice: Text) => void>();
  readonly #launched = Promise.withResolvers<void>();
  readonly #connections = new Map<ServiceName, Promise<Connections[ServiceName]>>();

  constructor(options: TargetOptions) {
    this.options = options;
  }

  async open<N extends PortName>(names: readonly N[], signal?: AbortSignal): Promise<Pick<Ports, N>> {
    const entries = names.map(async name => [name, await this.#port(name, 'full', FULL[name], signal)]);
    return Object.fromEntries(await Promise.all(entries)) as Pick<Ports, N>;
  }

  async openReaders<N extends PortName>(
    names: readonly N[],
    signal?: AbortSignal,
  ): Promise<Pick<ReaderPorts, N>> {
    const entries = names.map(async name => {
      const reader = READERS[name];
      const port =
        reader === undefined
          ? this.#port(name, 'full', FULL[name], signal)
          : this.#port(name, 'reader', reader, signal);
      return [name, readerOf(name, await port)];
    });
    return Object.fromEntries(await Promise.all(entries)) as Pick<ReaderPorts, N>;
  }

  secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** How to enter a service, which is started when this is first called. */
  connection<S extends ServiceName>(service: S, signal?: AbortSignal): Promise<Connections[S]> {
    // A service's own entry has its own type.
    const known = this.#connections.get(service) as Promise<Connections[S]> | undefined;
    if (known !== undefined) return known;
    const connecting = this.options.connect(service, signal, this.#launched.resolve).then(
      connection => {
        this.protect(...secretsOf(connection));
        return connection;
      },
      (error: unknown) => {
        // The next request tries again: the person may have mended the cause meanwhile.
        this.#connections.delete(service);
        throw error;
      },
    );
    this.#connections.set(service, connecting);
    return connecting;
  }

  /** How to enter every service. */
  async connections(signal?: AbortSignal): Promise<Connections> {
    const [postgres, aws, snowflake] = await Promise.all([
      this.connection('postgres', signal),
      this.connection('aws', signal),
      this.connection('snowflake', signal),
    ]);
    return { postgres, aws, snowflake };
  }

  /** Values that may never be shown. */
  protect(...secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  onNotice(listener: (notice: Text) => void): () => void {
    this.#noticed.add(listener);
    return () => this.#noticed.delete(listener);
  }

  /** Says what a service makes the lab wait for. */
  tell(notice: Text): void {
    for (const listener of this.#noticed) listener(notice);
  }

  async labUserKey(): Promise<AccessKey> {
    const { port: vault } = await this.#open('vault', FULL.vault);
    const key = await vault.labUserKey();
    if (key === undefined)
      throw Object.assign(new Error('The lab user has no access key yet.'), { code: 'InvalidAccessKeyId' });
    this.protect(key.secretAccessKey);
    return key;
  }

  /** The environment of the student's tools, with the lab user's keys once they exist. */
  async environment(): Promise<Readonly<Record<string, string>>> {
    const connections = await this.connections();
    const key = await this.labUserKey().catch(() => undefined);
    return toolEnvironment(connections, key, this.options.places);
  }

  /** The connections and settings of the DAG, with the lab user's keys once they exist. */
  async airflowConnections(): Promise<Readonly<Record<string, string>>> {
    const [connections, { dbt }] = await Promise.all([this.connections(), this.open(['dbt'])]);
    const key = await this.labUserKey().catch(() => undefined);
    const environment = await dbt.environment();
    const program = environment === undefined ? undefined : join(dirname(environment.python), 'dbt');
    return airflowVariables(connections, key, program, this.options.places);
  }

  async close(): Promise<void> {
    const opened = [...this.#opened.values()].toReversed();
    this.#opened.clear();
    for (const port of opened) await port.then(({ close }) => close()).catch(() => {});
    const connected = this.#connections.size > 0;
    this.#connections.clear();
    if (connected) await this.options.disconnect();
  }

  async #port<P>(
    name: PortName,
    kind: 'full' | 'reader',
    factory: (target: LazyPorts) => Promise<Opened<P>>,
    signal: AbortSignal | undefined,
  ): Promise<P> {
    const service = SERVICE_OF_PORT[name];
    if (service !== undefined) {
      const connected = this.connection(service, signal);
      if (name === 'warehouse') this.#preloadWarehouse();
      await connected;
    }
    return (await this.#open(`${name} ${kind}`, factory)).port;
  }

  /** The driver's import takes as long as the services' start: they overlap. */
  #preloadWarehouse(): void {
    const preload = async (): Promise<void> => (await import('../adapters/warehouse.ts')).preloadWarehouse();
    this.#launched.promise.then(preload).catch(() => {
      // The first connection meets the same error and reports it.
    });
  }

  #open<P>(key: string, factory: (target: LazyPorts) => Promise<Opened<P>>): Promise<Opened<P>> {
    const known = this.#opened.get(key) as Promise<Opened<P>> | undefined;
    if (known !== undefined) return known;
    const opening = factory(this);
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }
}

const kept = <P>(port: P): Opened<P> => ({ port, close: async () => {} });

async function postgresConnection(target: LazyPorts, database: string): Promise<PostgresConnection> {
  return { ...(await target.connection('postgres')), database };
}

/** AWS as its administrator, or as the lab's own user. */
async function awsOptions(target: LazyPorts, as: 'admin' | 'lab-user'): Promise<AwsOptions> {
  const { endpoint, region, admin } = await target.connection('aws');
  const where = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    remote: admin.kind === 'profile',
    onRetry: (retry: Retry) => target.tell(retryNotice(retry)),
  };
  if (as === 'lab-user') return { ...where, credentials: () => target.labUserKey() };
  if (admin.kind === 'key') return { ...where, credentials: async () => admin.key };
  return { ...where, credentials: { profile: admin.profile } };
}

const FULL: Factories = {
  postgresAdmin: async target => {
    const { createPostgres } = await import('../adapters/postgres.ts');
    return createPostgres(await postgresConnection(target, MAINTENANCE_DATABASE));
  },
  postgres: async target => {
    const { createPostgres } = await import('../adapters/postgres.ts');
    return createPostgres(await postgresConnection(target, LAB_DATABASE));
  },
  objectStoreAdmin: async target => {
    const { createObjectStore } = await import('../adapters/object-store.ts');
    return createObjectStore(await awsOptions(target, 'admin'));
  },
  objectStore: async target => {
    const { createObjectStore } = await import('../adapters/object-store.ts');
    return createObjectStore(await awsOptions(target, 'lab-user'));
  },
  identity: async target => {
    const { createIdentity } = await import('../adapters/identity.ts');
    return createIdentity(await awsOptions(target, 'admin'));
  },
  warehouse: async target => {
    const { createWarehouse } = await import('../adapters/warehouse.ts');
    const { account, user, authentication, role, endpoint, labWarehouse } =
      await target.connection('snowflake');
    return createWarehouse({
      account,
      user,
      authentication,
      role,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(labWarehouse === undefined ? {} : { preferredWarehouse: labWarehouse }),
    });
  },
  dbt: async target => {
    const { createDbt } = await import('../adapters/dbt/adapter.ts');
    const { tools, dbtAssets, dbtProject, profiles } = target.options.places;
    return createDbt({
      toolsDir: tools,
      assetsDir: dbtAssets,
      projectDir: dbtProject,
      profilesDir: profiles,
      environment: () => target.environment(),
    });
  },
  orchestrator: async target => {
    const { createOrchestrator } = await import('../adapters/airflow/adapter.ts');
    const { tools, airflowAssets, airflowHome, airflowDags, dbtAssets } = target.options.places;
    return createOrchestrator({
      toolsDir: tools,
      assetsDir: airflowAssets,
      uvLock: join(dbtAssets, 'uv.txt'),
      homeDir: airflowHome,
      dagsDir: airflowDags,
      connections: () => target.airflowConnections(),
    });
  },
  shell: async () => {
    const { createShell } = await import('../adapters/shell.ts');
    return kept(createShell());
  },
  workspace: async target => {
    const { createWorkspace } = await import('../adapters/workspace.ts');
    return kept(createWorkspace(target.options.places.workspace));
  },
  vault: async target => {
    const { createVault } = await import('../adapters/vault.ts');
    return kept(createVault(target.options.places.vault));
  },
};

/** Ports that refuse to write by themselves, not only by having no method for it. */
const READERS: ReaderFactories = {
  postgresAdmin: async target => {
    const { createPostgresReader } = await import('../adapters/postgres.ts');
    return createPostgresReader(await postgresConnection(target, MAINTENANCE_DATABASE));
  },
  postgres: async target => {
    const { createPostgresReader } = await import('../adapters/postgres.ts');
    return createPostgresReader(await postgresConnection(target, LAB_DATABASE));
  },
  shell: async () => {
    const [{ createShell }, { createShellReader }] = await Promise.all([
      import('../adapters/shell.ts'),
      import('../adapters/shell-reader.ts'),
    ]);
    return kept(createShellReader(createShell()));
  },
};
