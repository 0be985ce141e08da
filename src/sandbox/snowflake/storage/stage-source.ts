import { quoteString } from '../lexer.ts';
import { optionText } from '../reader.ts';
import type { StageRelation, StageSource } from '../stage-source.ts';
import { openBucket } from './bucket.ts';
import { firstRecord } from './csv-records.ts';
import { DEFAULT_CSV, type FileFormat } from './file-format.ts';
import { formatOption } from './file-formats.ts';
import { listLocation } from './list.ts';
import { resolveStage } from './location.ts';
import { cleanCsv, directCsv, isPlain } from './staged-csv.ts';
import { type StagedFile, StagedFiles } from './staged-file.ts';
import { directJson } from './staged-json.ts';

/** The relation of staged files: `"$1"`, `"$2"`, … and the two metadata columns. */
export async function stagedRelation(
  staged: readonly StagedFile[],
  format: FileFormat,
  columns: number,
  files: StagedFiles,
): Promise<string> {
  if (staged.length === 0) return emptyRelation(format, columns);
  const parts: string[] = [];
  for (const file of staged) parts.push(await fileRelation(file, format, columns, files));
  return `(${parts.join(' UNION ALL ')})`;
}

const ROW_NUMBER = 'row_number() OVER () AS "METADATA$FILE_ROW_NUMBER"';

async function fileRelation(
  file: StagedFile,
  format: FileFormat,
  columns: number,
  files: StagedFiles,
): Promise<string> {
  const metadata = `${quoteString(file.object.key)} AS "METADATA$FILENAME", ${ROW_NUMBER}`;
  switch (format.type) {
    case 'CSV': {
      const found = (await firstRecord(file.path, format)).length;
      const plain =
        isPlain(format, file) && found >= columns && format.nullIf.every(text => text.includes('\\'));
      const shape = { columns, table: '', names: [], lenient: true };
      const { sql } = plain
        ? directCsv(file.path, format, found, true)
        : await cleanCsv(file.path, format, shape, files.newPath('csv'));
      const named = Array.from({ length: columns }, (_, i) => `f${i + 1} AS "$${i + 1}"`);
      return `SELECT ${named.join(', ')}, ${metadata} FROM ${sql}`;
    }
    case 'JSON':
      return `SELECT ${jsonColumns(columns)}, ${metadata} FROM ${directJson(file.path, format)}`;
  }
}

/** A document is `$1`; JSON files have no further columns. */
function jsonColumns(columns: number): string {
  return Array.from({ length: columns }, (_, i) => `${i === 0 ? 'j' : 'NULL::JSON'} AS "$${i + 1}"`).join(
    ', ',
  );
}

function emptyRelation(format: FileFormat, columns: number): string {
  const type = format.type === 'JSON' ? 'JSON' : 'VARCHAR';
  const named = Array.from({ length: columns }, (_, i) => `NULL::${type} AS "$${i + 1}"`);
  return `(SELECT ${named.join(', ')}, NULL::VARCHAR AS "METADATA$FILENAME", NULL::BIGINT AS "METADATA$FILE_ROW_NUMBER" WHERE false)`;
}

/** `SELECT $1, $2 FROM @stage/path (FILE_FORMAT => name, PATTERN => '…')`. */
export const stageSource: StageSource = {
  async open(context, stage, options, columns): Promise<StageRelation> {
    const location = resolveStage(context, stage);
    const format = formatOption(context, options, DEFAULT_CSV) ?? location.format;
    const files = new StagedFiles(context.account.temporaryFolder);
    try {
      const bucket = await openBucket(context, location.bucket, location.integration);
      try {
        const objects = await listLocation(bucket, location, optionText(options, 'PATTERN'));
        const staged = await files.downloadAll(bucket, objects, format);
        return {
          sql: await stagedRelation(staged, format, columns, files),
          release: () => files.remove(),
        };
      } finally {
        bucket.close();
      }
    } catch (error) {
      await files.remove();
      throw error;
    }
  },
};
