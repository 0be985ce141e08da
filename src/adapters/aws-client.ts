import type { AccessKey } from '../ports/identity.ts';

/** How the AWS clients of a target are made. */
export interface AwsOptions {
  /** The sandbox's, in its IP form; `undefined`: AWS itself. */
  readonly endpoint?: string;
  readonly region: string;
  /** Asked for before every request, so that a key that was replaced is used at once. */
  readonly credentials: () => Promise<AccessKey & { readonly sessionToken?: string }>;
}

/** Milliseconds until a host that does not answer is given up. */
const CONNECTION_TIMEOUT = 2_000;
/** Milliseconds without a byte in either direction until a request is given up, however long it takes as a whole. */
const SILENCE_TIMEOUT = 60_000;

/** The SDK's remarks (a request without a body looks to it like a stream of unknown length) are not for the student. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Options that every AWS client of the lab shares. */
export function clientOptions({ endpoint, region, credentials }: AwsOptions) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    // The SDK keeps credentials without an end for ever; ones that end at once are asked for again.
    credentials: async () => ({ ...(await credentials()), expiration: new Date() }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, socketTimeout: SILENCE_TIMEOUT, logger: SILENT },
    logger: SILENT,
  };
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
