import type { CommandContext } from '../command.ts';
import { doesNotExist, unsupported } from '../errors.ts';
import { tokenize } from '../lexer.ts';
import { fullName, resolveObject } from '../names.ts';
import { TokenReader } from '../reader.ts';
import { DEFAULT_CSV, type FileFormat } from './file-format.ts';
import { checkLocation, findIntegration, type IntegrationEntry } from './integrations.ts';
import { stages } from './stages.ts';
import { parseUrl } from './url.ts';

/** A place in S3 that a statement reads, with the integration that opens it. */
export interface Location {
  readonly bucket: string;
  /** The keys of the stage begin with it. */
  readonly root: string;
  /** What the statement adds to the stage's URL. */
  readonly path: string;
  readonly integration: IntegrationEntry;
  /** The stage's format; files of a statement without stage are plain CSV. */
  readonly format: FileFormat;
  /** The stage as COPY_HISTORY names it. */
  readonly stage: string;
}

/**
 * Where `@db.schema.stage/path` is.
 * @throws SnowflakeError 002003 for an unknown stage, 003127 for a place that the integration does not allow
 */
export function resolveStage(context: CommandContext, reference: string): Location {
  const { account, session } = context;
  const [, head = '', path = ''] = /^@((?:"(?:[^"]|"")*"|[^/"])+)\/?(.*)$/s.exec(reference) ?? [];
  if (head.startsWith('~') || head.startsWith('%') || head.includes('.%'))
    throw unsupported('user and table stages');
  const reader = new TokenReader(head, tokenize(head));
  const name = resolveObject(session, reader.name(), 'stage access');
  reader.expectEnd();
  const stage = stages(account).get(name);
  if (stage === undefined) throw doesNotExist('Stage', fullName(name));
  const { bucket, key } = parseUrl(stage.url);
  const integration = findIntegration(account, stage.integration);
  checkLocation(stage.integration, integration, stage.url);
  return {
    bucket,
    root: key,
    path,
    integration,
    format: stage.format ?? DEFAULT_CSV,
    stage: fullName(name),
  };
}

/** Where a COPY from an `s3://…` URL is; it names its integration itself. */
export function resolveUrl(context: CommandContext, url: string, integrationName: string): Location {
  const integration = findIntegration(context.account, integrationName);
  checkLocation(integrationName, integration, url);
  const { bucket, key } = parseUrl(url);
  return { bucket, root: '', path: key, integration, format: DEFAULT_CSV, stage: url };
}
