import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { packageRoot } from '../../src/lab/content.ts';

const BASE = 'https://developer.microsoft.com/json-schemas/';
const FOLDER = join(packageRoot, 'test/fixtures/pbir-schemas');

/** Microsoft's schemas of Power BI projects, offline: the faults of a file against the schema it names, none when it is valid. */
export function pbirValidator(): (json: { readonly $schema?: unknown }) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  for (const file of globSync('fabric/**/*.json', { cwd: FOLDER })) {
    const url = `${BASE}${file.replaceAll('\\', '/')}`;
    const schema = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, unknown>;
    // A few name themselves otherwise than their path, which breaks the references between them.
    ajv.addSchema({ ...schema, $id: url }, url);
  }
  return json => {
    const validate = typeof json.$schema === 'string' ? ajv.getSchema(json.$schema) : undefined;
    if (validate === undefined) return [`no schema ${String(json.$schema)}`];
    if (validate(json) === true) return [];
    return (validate.errors ?? []).map(error => `${error.instancePath} ${error.message ?? error.keyword}`);
  };
}
