import type { Command, CommandContext } from '../command.ts';
import { SnowflakeError, unsupported } from '../errors.ts';
import { optionText, type TokenReader } from '../reader.ts';
import { numberColumn, tableResult, textColumn } from '../result.ts';
import { type OpenedBucket, openBucket, type StoredObject } from './bucket.ts';
import { type Location, resolveStage } from './location.ts';

/** `@stage/path` as a token or as a quoted string. */
export function readStageReference(reader: TokenReader): string {
  const token = reader.peek();
  const isReference = token?.kind === 'stage' || (token?.kind === 'string' && token.value.startsWith('@'));
  if (!isReference) throw reader.unexpected();
  return reader.next().value;
}

/** The regular expression of PATTERN, which must match the whole path. Throws 100048 when it cannot be read. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    throw new SnowflakeError('100048', '2201B', `Invalid regular expression: '${pattern}'`);
  }
}

/** The objects of a location whose path inside the stage (or below the statement's own path) matches `pattern`. */
export async function listLocation(
  bucket: OpenedBucket,
  location: Location,
  pattern: string | undefined,
): Promise<readonly StoredObject[]> {
  const prefix = location.root + location.path;
  const objects = await bucket.list(prefix);
  if (pattern === undefined) return objects;
  const expression = patternOf(pattern);
  return objects.filter(
    ({ key }) =>
      expression.test(key.slice(location.root.length)) || expression.test(key.slice(prefix.length)),
  );
}

/** `s3://bucket/key`, as LIST and COPY name a file. */
export function fileUrl(location: Location, key: string): string {
  return `s3://${location.bucket}/${key}`;
}

/** A key without the stage's own part, as COPY's messages name a file. */
export function pathInStage(location: Location, key: string): string {
  return key.slice(location.root.length);
}

async function listed(context: CommandContext, location: Location, pattern: string | undefined) {
  const bucket = await openBucket(context, location.bucket, location.integration);
  try {
    return await listLocation(bucket, location, pattern);
  } finally {
    bucket.close();
  }
}

const list: Command = {
  type: 'LIST',
  match: reader => reader.acceptAny('LIST', 'LS') !== undefined && reader.atKind('stage', 'string'),
  async run(context, reader) {
    reader.next();
    const location = resolveStage(context, readStageReference(reader));
    const pattern = optionText(reader.options(), 'PATTERN');
    reader.expectEnd();
    const objects = await listed(context, location, pattern);
    return tableResult(
      [textColumn('name'), numberColumn('size'), textColumn('md5'), textColumn('last_modified')],
      objects.map(({ key, size, etag, lastModified }) => [
        fileUrl(location, key),
        String(size),
        etag,
        new Date(lastModified).toUTCString(),
      ]),
    );
  },
};

/** PUT, GET and REMOVE move files of internal stages, which the sandbox does not have. */
const moveFiles: Command = {
  type: 'FILES',
  match: reader => reader.at('PUT') || reader.at('GET') || reader.at('REMOVE') || reader.at('RM'),
  async run(_context, reader) {
    throw unsupported(`${reader.next().value}; the lab's files lie in S3`);
  },
};

/** LIST, and the commands about files that the sandbox refuses. */
export const fileCommands: readonly Command[] = [list, moveFiles];
