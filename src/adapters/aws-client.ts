import type { AccessKey } from '../ports/identity.ts';

/** How the AWS clients of a target are made. */
export interface AwsOptions {
  /** The sandbox's, in its IP form; `undefined`: AWS itself. */
  readonly endpoint?: string;
  readonly region: string;
  /**
   * A function is asked before every request, so that a key that was replaced is used at once. Otherwise the SDK finds and
   * renews credentials itself: a profile of the person's AWS files (SSO and `aws login` included), or their environment.
   */
  readonly credentials:
    | (() => Promise<AccessKey & { readonly sessionToken?: string }>)
    | { readonly profile: string | undefined };
  /**
   * Somebody's real account, or what stands in its place: it may throttle, and a busy network lies between. Left out: true
   * without an endpoint.
   */
  readonly remote?: boolean;
  /** Told before every further attempt at a request. */
  readonly onRetry?: (retry: Retry) => void;
}

/** A request that is sent again. */
export interface Retry {
  /** `s3`, `iam` or `sts`. */
  readonly service: string;
  /** The attempt that begins, from 2. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** The code of what went wrong: `SlowDown`, `ECONNRESET`, … */
  readonly code: string;
}

/** Milliseconds until a host that does not answer is given up, on this machine and elsewhere. */
const CONNECTION_TIMEOUT = { local: 2_000, remote: 4_000 };
/** Milliseconds without a byte in either direction until a request is given up, however long it takes as a whole. */
const SILENCE_TIMEOUT = 60_000;

/** The SDK's remarks (a request without a body looks to it like a stream of unknown length) are not for the student. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Attempts at a service of this machine, which never throttles. */
const LOCAL_RETRIES = { maxAttempts: 3 };
/** AWS throttles whoever asks too fast: the SDK's adaptive mode waits as long as its answers ask for. */
const CLOUD_RETRIES = { maxAttempts: 8, retryMode: 'adaptive' };

/** Options that every AWS client of the lab shares. */
export function clientOptions({ endpoint, region, credentials, remote }: AwsOptions) {
  const isRemote = remote ?? endpoint === undefined;
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...credentialOptions(credentials),
    ...(isRemote ? CLOUD_RETRIES : LOCAL_RETRIES),
    requestHandler: {
      connectionTimeout: isRemote ? CONNECTION_TIMEOUT.remote : CONNECTION_TIMEOUT.local,
      socketTimeout: SILENCE_TIMEOUT,
      logger: SILENT,
    },
    logger: SILENT,
  };
}

function credentialOptions(credentials: AwsOptions['credentials']) {
  // `ignoreCache`: the SDK's own providers then read the files as they are now, not as they were when it first looked.
  if (typeof credentials !== 'function')
    return {
      ignoreCache: true,
      ...(credentials.profile === undefined ? {} : { profile: credentials.profile }),
    };
  // The SDK keeps credentials without an end for ever; ones that end at once are asked for again.
  return { credentials: async () => ({ ...(await credentials()), expiration: new Date() }) };
}

/** The part of a client's stack of handlers that is used here, whatever the client's commands are. */
interface RetryingClient {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: <Args extends object, Result>(
        next: (args: Args) => Promise<Result>,
      ) => (args: Args) => Promise<Result>,
      options: { relation: 'after'; toMiddleware: 'retryMiddleware'; name: string },
    ): void;
  };
}

/** Tells `onRetry` of every request of the client that is sent again. */
export function watchRetries(client: RetryingClient, service: string, onRetry: AwsOptions['onRetry']): void {
  if (onRetry === undefined) return;
  client.middlewareStack.addRelativeTo(
    next => {
      // The handlers are made anew for every request; the attempts at it share them.
      let code = '';
      return async args => {
        const [attempt = 1, maxAttempts = 1] = attemptsOf(args);
        if (attempt > 1) onRetry({ service, attempt, maxAttempts, code });
        try {
          return await next(args);
        } catch (error) {
          code = codeOf(error);
          throw error;
        }
      };
    },
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'shopstreamRetries' },
  );
}

/** `attempt=2; max=8`, as the SDK tells the service. */
function attemptsOf(args: object): readonly number[] {
  const { headers = {} } = ('request' in args ? args.request : {}) as {
    headers?: Readonly<Record<string, string>>;
  };
  return headers['amz-sdk-request']?.match(/\d+/g)?.map(Number) ?? [];
}

/** A system error's code, or the service's name of what it refuses. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name);
}

/** What the SDK's `send` takes beside the command. */
export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** `undefined` when `request` fails with one of `names`: the thing that was asked for does not exist. */
export async function orAbsent<T>(request: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}
