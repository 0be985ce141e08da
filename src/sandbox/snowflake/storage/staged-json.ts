import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { quoteString } from '../lexer.ts';
import type { JsonFormat } from './file-format.ts';
import { columnName, type Problem, wording } from './problems.ts';

/** A table expression with one column `j` of type JSON: a document a row. */
export function directJson(file: string, format: JsonFormat): string {
  const shape = format.stripOuterArray ? 'auto' : 'unstructured';
  return `(SELECT json AS j FROM read_json_objects(${quoteString(file)}, format='${shape}', maximum_object_size=134217728))`;
}

interface CleanedJson {
  readonly sql: string;
  readonly records: number;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

/**
 * Reads a file of one document a line and writes its good lines anew; a line that is not JSON is a problem. The table
 * expression has the columns `j`, `r` (record) and `p` (place).
 */
export async function cleanJson(file: string, table: string, target: string): Promise<CleanedJson> {
  const problems: Problem[] = [];
  let records = 0;
  let line = 0;
  async function* goodLines(): AsyncGenerator<string> {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() === '') continue;
      records += 1;
      const reason = whyNotJson(text);
      if (reason === undefined) {
        // The line goes along, so that a problem of its values can be told where it stands.
        yield `{"r":${records},"l":${line},"d":${text}}\n`;
      } else
        problems.push({
          ...wording.json(reason),
          row: records,
          place: { line, character: 1 },
          column: columnName(table, '$1', 1),
        });
    }
  }
  await pipeline(goodLines, createWriteStream(target, { mode: 0o600 }));
  const sql = `(SELECT json_extract(json, '$.d') AS j, json_extract_string(json, '$.r') AS r, json_extract_string(json, '$.l') || ':1' AS p FROM read_json_objects(${quoteString(target)}, format='newline_delimited', maximum_object_size=134217728))`;
  return { sql, records, problems, problemCount: problems.length };
}

function whyNotJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The value of a key of document `j`, as text for columns that are not VARIANT. */
export function jsonField(key: string, asJson: boolean): string {
  const path = quoteString(`$."${key.replaceAll('"', '\\"')}"`);
  return asJson ? `json_extract(j, ${path})` : `json_extract_string(j, ${path})`;
}
