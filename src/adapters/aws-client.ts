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
}

/** Milliseconds until a host that does not answer is given up. */
const CONNECTION_TIMEOUT = 2_000;
/** Milliseconds without a byte in either direction until a request is given up, however long it takes as a whole. */
const SILENCE_TIMEOUT = 60_000;

/** The SDK's remarks (a request without a body looks to it like a stream of unknown length) are not for the student. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Attempts at a service of this machine, which never throttles. */
const LOCAL_RETRIES = { maxAttempts: 3 };
/** AWS throttles whoever asks too fast: the SDK's adaptive mode waits as long as its answers ask for. */
const CLOUD_RETRIES = { maxAttempts: 8, retryMode: 'adaptive' };

/** Options that every AWS client of the lab shares. */
export function clientOptions({ endpoint, region, credentials }: AwsOptions) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...credentialOptions(credentials),
    ...(endpoint === undefined ? CLOUD_RETRIES : LOCAL_RETRIES),
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, socketTimeout: SILENCE_TIMEOUT, logger: SILENT },
    logger: SILENT,
  };
}

function credentialOptions(credentials: AwsOptions['credentials']) {
  if (typeof credentials !== 'function')
    return credentials.profile === undefined ? {} : { profile: credentials.profile };
  // The SDK keeps credentials without an end for ever; ones that end at once are asked for again.
  return { credentials: async () => ({ ...(await credentials()), expiration: new Date() }) };
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
