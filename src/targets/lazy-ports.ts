import type { AccessKey } from '../ports/identity.ts';
import type { Opened } from '../ports/opened.ts';
import type { PortName, Ports, ReaderPorts } from '../ports/ports.ts';
import type { PortSource } from '../ports/source.ts';
import { type Connections, LAB_DATABASE, MAINTENANCE_DATABASE } from './connections.ts';
import { readerOf } from './readers.ts';
import { type ToolPlaces, toolEnvironment } from './environment.ts';

/** What a target says of itself; everything else is the same on every target. */
export interface TargetOptions {
  /**
   * Starts services if it must, and says how to enter them. Called when a service is first needed, once. Calls `launched`
   * when the services are on their way and this process has nothing to do but to wait for them.
   */
  connect(signal: AbortSignal | undefined, launched: () => void): Promise<Connections>;
  /** Gives back what `connect` took. */
  disconnect(): Promise<void>;
  readonly places: ToolPlaces & {
    readonly workspace: string;
    readonly tools: string;
    /** File of the lab user's access key. */
    readonly vault: string;
    /** Folder of the package's dbt assets. */
    readonly dbtAssets: string;
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
  readonly #launched = Promise.withResolvers<void>();
  #connections: Promise<Connections> | undefined;

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

  /** The services' connections; the services are started when this is first called. */
  connections(signal?: AbortSignal): Promise<Connections> {
    this.#connections ??= this.options.connect(signal, this.#launched.resolve).then(
      connections => {
        this.protect(connections.postgres.password, connections.snowflake.password);
        this.protect(connections.aws.admin.secretAccessKey);
        return connections;
      },
      (error: unknown) => {
        // The next request tries again: the person may have mended the cause meanwhile.
        this.#connections = undefined;
        throw error;
      },
    );
    return this.#connections;
  }

  /** Values that may never be shown. */
  protect(...secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
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
    const key = await this.labUserKey().catch(() => connections.aws.admin);
    return toolEnvironment(connections, key, this.options.places);
  }

  async close(): Promise<void> {
    const opened = [...this.#opened.values()].toReversed();
    this.#opened.clear();
    for (const port of opened) await port.then(({ close }) => close()).catch(() => {});
    const connected = this.#connections;
    this.#connections = undefined;
    if (connected !== undefined) await this.options.disconnect();
  }

  async #port<P>(
    name: PortName,
    kind: 'full' | 'reader',
    factory: (target: LazyPorts) => Promise<Opened<P>>,
    signal: AbortSignal | undefined,
  ): Promise<P> {
    if (SERVED.has(name)) {
      const connected = this.connections(signal);
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

/** Ports behind which a service has to answer. */
const SERVED: ReadonlySet<PortName> = new Set<PortName>([
  'postgresAdmin',
  'postgres',
  'objectStoreAdmin',
  'objectStore',
  'identity',
  'warehouse',
]);

const kept = <P>(port: P): Opened<P> => ({ port, close: async () => {} });

async function postgresConnection(target: LazyPorts, database: string) {
  return { ...(await target.connections()).postgres, database };
}

async function objectStoreOptions(target: LazyPorts, credentials: () => Promise<AccessKey>) {
  const { endpoint, region } = (await target.connections()).aws;
  return { ...(endpoint === undefined ? {} : { endpoint }), region, credentials };
}

const adminKey = (target: LazyPorts) => async () => (await target.connections()).aws.admin;

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
    return createObjectStore(await objectStoreOptions(target, adminKey(target)));
  },
  objectStore: async target => {
    const { createObjectStore } = await import('../adapters/object-store.ts');
    return createObjectStore(await objectStoreOptions(target, () => target.labUserKey()));
  },
  identity: async target => {
    const { createIdentity } = await import('../adapters/identity.ts');
    return createIdentity(await objectStoreOptions(target, adminKey(target)));
  },
  warehouse: async target => {
    const { createWarehouse } = await import('../adapters/warehouse.ts');
    const { snowflake } = await target.connections();
    const { account, user, password, role, host, port, protocol } = snowflake;
    return createWarehouse({
      account,
      user,
      authentication: { kind: 'password', password },
      role,
      endpoint: { host, port, protocol },
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
