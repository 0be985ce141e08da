const BASE = 'https://developer.microsoft.com/json-schemas/fabric';

/** Microsoft's public schema of each kind of file, in the version that the lab writes: the oldest that serves. */
const SCHEMAS = {
  pbip: 'pbip/pbipProperties/1.0.0',
  reportProperties: 'item/report/definitionProperties/2.0.0',
  modelProperties: 'item/semanticModel/definitionProperties/1.0.0',
  platform: 'gitIntegration/platformProperties/2.0.0',
  version: 'item/report/definition/versionMetadata/1.0.0',
  report: 'item/report/definition/report/3.0.0',
  pages: 'item/report/definition/pagesMetadata/1.0.0',
  page: 'item/report/definition/page/2.0.0',
  visualContainer: 'item/report/definition/visualContainer/2.0.0',
} as const;

export function schemaOf(kind: keyof typeof SCHEMAS): string {
  return `${BASE}/${SCHEMAS[kind]}/schema.json`;
}
