import { PAGES, type Page } from '../../../src/bi/bi.ts';
import type { Json } from './fields.ts';
import { PAGE_SIZE } from './layout.ts';
import { schemaOf } from './schemas.ts';

/** `ShopStream.pbip`, the file that one opens. */
export function pbipJson(project: string): Json {
  return {
    $schema: schemaOf('pbip'),
    version: '1.0',
    artifacts: [{ report: { path: `${project}.Report` } }],
    settings: { enableAutoRecovery: true },
  };
}

/** `.platform`: what kind of thing a folder is. */
export function platformJson(type: 'Report' | 'SemanticModel', name: string, logicalId: string): Json {
  return {
    $schema: schemaOf('platform'),
    metadata: { type, displayName: name },
    config: { version: '2.0', logicalId },
  };
}

/** `definition.pbir`: the report's format, and the model that it shows. */
export function pbirJson(project: string): Json {
  return {
    $schema: schemaOf('reportProperties'),
    version: '4.0',
    datasetReference: { byPath: { path: `../${project}.SemanticModel` } },
  };
}

/** `definition.pbism`: the model's format. */
export function pbismJson(): Json {
  return { $schema: schemaOf('modelProperties'), version: '4.2', settings: {} };
}

export function versionJson(): Json {
  return { $schema: schemaOf('version'), version: '2.0.0' };
}

export function reportJson(): Json {
  return {
    $schema: schemaOf('report'),
    themeCollection: {
      baseTheme: {
        name: 'CY24SU10',
        reportVersionAtImport: { visual: '2.0.0', report: '3.0.0', page: '2.0.0' },
        type: 'SharedResources',
      },
    },
  };
}

/** `pages.json`: the order of the pages; Power BI leaves out the ones that are not there yet. */
export function pagesJson(): Json {
  return {
    $schema: schemaOf('pages'),
    pageOrder: PAGES.map(({ id }) => id),
    activePageName: PAGES[0]?.id ?? null,
  };
}

/** `page.json` of a page, under the handout's name. */
export function pageJson({ id, name }: Page): Json {
  return {
    $schema: schemaOf('page'),
    name: id,
    displayName: name,
    displayOption: 'FitToPage',
    ...PAGE_SIZE,
  };
}
