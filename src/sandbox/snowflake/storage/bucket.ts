import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { StorageOptions } from '../account.ts';
import type { CommandContext } from '../command.ts';
import { SnowflakeError, unsupported } from '../errors.ts';
import type { Compression } from './file-format.ts';
import type { IntegrationEntry, OwnProfile } from './integrations.ts';

/** An object of a bucket. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** What came down with an object. */
export interface Downloaded {
  /** Whether a backslash, and whether an empty line, occurs in its text: then DuckDB's reader is not asked. */
  readonly hasBackslash: boolean;
  readonly hasBlankLine: boolean;
}

/** A bucket as seen with the credentials of an integration's role. */
export interface OpenedBucket {
  /** Objects whose key begins with `prefix`, in key order; folders that a console made are left out. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  /** Streams an object into a file, decompressing it. */
  download(key: string, file: string, compression: Compression): Promise<Downloaded>;
  delete(keys: readonly string[]): Promise<void>;
  close(): void;
}

const SESSION_NAME = 'snowflake';

/**
 * Plays the integration's role as Snowflake does: with the endpoint's own user and the integration's external id, for
 * this statement alone, so that a broken trust shows at once.
 * @throws SnowflakeError 003167 when the role may not be played, 003129 when the integration is disabled
 */
export async function openBucket(
  { account, signal }: CommandContext,
  bucket: string,
  integration: IntegrationEntry,
): Promise<OpenedBucket> {
  if (!integration.enabled)
    throw new SnowflakeError(
      '003129',
      '42601',
      'SQL compilation error:\nThe storage integration is disabled. Enable it with ALTER STORAGE INTEGRATION … SET ENABLED = TRUE.',
    );
  const { S3Client, ...s3 } = await import('@aws-sdk/client-s3');
  const client: S3Client = new S3Client(
    integration.own === undefined
      ? {
          endpoint: account.storage.endpoint,
          region: account.storage.region,
          forcePathStyle: true,
          credentials: await assumeRole(account.storage, integration, signal),
          maxAttempts: 2,
        }
      : ownClient(integration.own),
  );
  const options = { abortSignal: signal };
  return {
    async list(prefix) {
      const objects: StoredObject[] = [];
      let token: string | undefined;
      do {
        const page = await refusals(bucket, () =>
          client.send(
            new s3.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
            options,
          ),
        );
        for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
          if (Key.endsWith('/') && Size === 0) continue;
          const etag = ETag.replaceAll('"', '');
          objects.push({ key: Key, size: Size, etag, lastModified: LastModified?.getTime() ?? 0 });
        }
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return objects;
    },
    async download(key, file, compression) {
      const { Body } = await refusals(`${bucket}/${key}`, () =>
        client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }), options),
      );
      if (!(Body instanceof Readable)) throw new Error(`No body came with ${key}.`);
      return save(Body, { key, file, compression }, signal);
    },
    async delete(keys) {
      for (const Key of keys) await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key }), options);
    },
    close: () => client.destroy(),
  };
}

/** As the person who runs the sandbox: the SDK finds and renews what their AWS files say, in this process alone. */
function ownClient({ profile, region, endpoint }: OwnProfile): S3ClientConfig {
  return {
    region,
    ...(profile === '' ? {} : { profile }),
    ...(endpoint === '' ? {} : { endpoint, forcePathStyle: true }),
  };
}

interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

async function assumeRole(
  storage: StorageOptions,
  integration: IntegrationEntry,
  signal: AbortSignal,
): Promise<RoleCredentials> {
  const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient({
    endpoint: storage.endpoint,
    region: storage.region,
    credentials: { accessKeyId: storage.accessKeyId, secretAccessKey: storage.secretAccessKey },
    maxAttempts: 2,
  });
  try {
    const command = new AssumeRoleCommand({
      RoleArn: integration.roleArn,
      RoleSessionName: SESSION_NAME,
      ExternalId: integration.externalId,
    });
    const { Credentials } = await client.send(command, { abortSignal: signal });
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  } catch (error) {
    signal.throwIfAborted();
    throw new SnowflakeError(
      '003167',
      '42601',
      `SQL compilation error:\nError assuming AWS_ROLE:\n${messageOf(error)}`,
    );
  } finally {
    client.destroy();
  }
}

/** Runs a call to S3; what S3 refuses becomes Snowflake's 091003, a missing object 091016. */
async function refusals<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (name === 'NoSuchKey') throw fileNotFound(what);
    if (name === 'CredentialsProviderError' || name === 'TokenProviderError') throw noCredentials(error);
    if (status === undefined) throw error;
    throw new SnowflakeError(
      '091003',
      '55000',
      `Failure using stage area. Cause: [${messageOf(error)} (Status Code: ${status}; Error Code: ${name})]`,
    );
  }
}

/** 003167, as when a role may not be played: here it is the person's own profile that lets nobody in. */
function noCredentials(error: unknown): SnowflakeError {
  return new SnowflakeError(
    '003167',
    '42601',
    `SQL compilation error:\nThe sandbox reads this bucket with your own AWS profile, and finds no credentials there: ${messageOf(error)}`,
  );
}

/** 091016: a file that the statement names is not there; `what` is `bucket/key`. */
export function fileNotFound(what: string): SnowflakeError {
  return new SnowflakeError(
    '091016',
    '22000',
    `Remote file 's3://${what}' was not found. There are several potential causes. The file might not exist. The required credentials may be missing or invalid. If you are running a copy command, please make sure files are not deleted when they are being loaded or files are not being loaded into two different tables concurrently with auto purge option.`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Writes a stream to a file, through gunzip when it is compressed, and looks for what DuckDB would read differently. */
async function save(
  body: Readable,
  {
    key,
    file,
    compression,
  }: { readonly key: string; readonly file: string; readonly compression: Compression },
  signal: AbortSignal,
): Promise<Downloaded> {
  let hasBackslash = false;
  let hasBlankLine = false;
  let atLineStart = true;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hasBackslash ||= chunk.includes(0x5c);
      hasBlankLine ||=
        chunk.includes('\n\n') ||
        chunk.includes('\n\r\n') ||
        (atLineStart && /^\r?\n/.test(chunk.toString('latin1', 0, 2)));
      atLineStart = chunk.at(-1) === 0x0a;
      done(null, chunk);
    },
  });
  const { stream, first } = await peek(body);
  const compressed = compression === 'GZIP' || (compression === 'AUTO' && isGzip(first));
  if (compression === 'AUTO') refuseOtherCompressions(first);
  const target = createWriteStream(file, { mode: 0o600 });
  const written = compressed
    ? pipeline(stream, createGunzip(), watch, target, { signal })
    : pipeline(stream, watch, target, { signal });
  await written.catch((error: NodeJS.ErrnoException) => {
    throw error.code?.startsWith('Z_') ? notGzip(key, error.message) : error;
  });
  return { hasBackslash, hasBlankLine };
}

function notGzip(key: string, cause: string): SnowflakeError {
  return new SnowflakeError(
    '100205',
    '22000',
    `Invalid data encountered during decompression for file: '${key}',compression type used: 'GZIP', cause: '${cause}'`,
  );
}

/** The first bytes of a stream, and the whole stream again. */
async function peek(body: Readable): Promise<{ readonly stream: Readable; readonly first: Buffer }> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const { value, done } = await iterator.next();
  const first: Buffer = done === true ? Buffer.alloc(0) : value;
  async function* all() {
    if (first.length > 0) yield first;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { stream: Readable.from(all(), { objectMode: false }), first };
}

function isGzip(first: Buffer): boolean {
  return first[0] === 0x1f && first[1] === 0x8b;
}

function refuseOtherCompressions(first: Buffer): void {
  if (first.subarray(0, 3).toString('latin1') === 'BZh') throw unsupported('COMPRESSION = BZ2');
  if (first.subarray(0, 4).toString('hex') === '28b52ffd') throw unsupported('COMPRESSION = ZSTD');
  if (first.subarray(0, 4).toString('latin1') === 'PAR1') throw unsupported('FILE_FORMAT TYPE = PARQUET');
}
