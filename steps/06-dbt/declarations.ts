/**
 * What the files of a dbt project declare and use, read as text: enough of YAML and Jinja for names, whoever wrote them and
 * however they are indented. dbt itself judges the rest.
 */

/** Sources and their tests, by the names that dbt gives them. */
export interface Declared {
  /** `staging.stg_users`. */
  readonly sources: ReadonlySet<string>;
  /** `source_not_null_staging_stg_users_id`. */
  readonly tests: ReadonlySet<string>;
}

interface Named {
  readonly indent: number;
  readonly name: string;
}

/** Reads the sources and source tests of a properties file. */
export function declaredIn(yaml: string): Declared {
  const sources = new Set<string>();
  const tests = new Set<string>();
  /** The `- name:` lines that the current one lies in: source, table, column. */
  let path: readonly Named[] = [];
  let parent: string | undefined;
  for (const line of sectionLines(yaml, 'sources')) {
    const indent = line.search(/\S/);
    const name = /^\s*- name:\s*['"]?([\w-]+)/.exec(line)?.[1];
    if (name !== undefined) {
      path = [...path.filter(outer => outer.indent < indent), { indent, name: name.toLowerCase() }];
      parent = undefined;
    }
    const [source, table, column] = path.map(part => part.name);
    if (name !== undefined && path.length === 2) sources.add(`${source}.${table}`);
    if (column === undefined || path.length !== 3) continue;
    for (const kind of testsIn(line)) tests.add(`source_${kind}_${source}_${table}_${column}`);
    parent = /\bto:\s*.*source\(\s*['"]\w+['"]\s*,\s*['"](\w+)['"]/.exec(line)?.[1]?.toLowerCase() ?? parent;
    const field = /\bfield:\s*['"]?(\w+)/.exec(line)?.[1];
    if (field !== undefined && parent !== undefined)
      tests.add(`source_relationships_${source}_${table}_${column}__${field}__source_${source}_${parent}_`);
  }
  return { sources, tests };
}

/** `not_null` and `unique`, in a list of its own lines or between brackets. */
function testsIn(line: string): readonly string[] {
  const item = /^\s*-\s*['"]?(not_null|unique)\b/.exec(line)?.[1];
  if (item !== undefined) return [item];
  const inline = /\b(?:data_)?tests:\s*\[(.*)\]/.exec(line)?.[1] ?? '';
  return inline.match(/\b(not_null|unique)\b/g) ?? [];
}

/** The lines of a top-level section, without comments. */
function sectionLines(yaml: string, section: string): readonly string[] {
  const lines = yaml
    .split(/\r?\n/)
    .map(line => line.replace(/(^|\s)#.*$/, ''))
    .filter(line => line.trim() !== '');
  const start = lines.findIndex(line => line.startsWith(`${section}:`));
  if (start < 0) return [];
  const rest = lines.slice(start + 1);
  // A list may stand at the edge, under its key.
  const end = rest.findIndex(line => /^[^\s-]/.test(line));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The names under `vars:` of `dbt_project.yml`. */
export function declaredVariables(project: string): ReadonlySet<string> {
  return new Set(sectionLines(project, 'vars').flatMap(line => /^\s+(\w+):/.exec(line)?.[1] ?? []));
}

/** Something that a model names: another model, a source or a variable. */
export interface Use {
  readonly kind: 'ref' | 'source' | 'var';
  /** `dim_customers`, `staging.stg_users`, `revenue_statuses`. */
  readonly name: string;
}

/** What a model's text uses. A variable with a default of its own needs no declaration and is left out. */
export function usesOf(model: string): readonly Use[] {
  const code = model.replace(/\{#[\s\S]*?#\}/g, '').replace(/--.*$/gm, '');
  const refs = [...code.matchAll(/\bref\(\s*['"](\w+)['"]\s*\)/g)].map(([, name = '']) => name);
  const sources = [...code.matchAll(/\bsource\(\s*['"](\w+)['"]\s*,\s*['"](\w+)['"]\s*\)/g)].map(
    ([, source = '', table = '']) => `${source}.${table}`.toLowerCase(),
  );
  const variables = [...code.matchAll(/\bvar\(\s*['"](\w+)['"]\s*\)/g)].map(([, name = '']) => name);
  return [
    ...refs.map(name => ({ kind: 'ref' as const, name })),
    ...sources.map(name => ({ kind: 'source' as const, name })),
    ...variables.map(name => ({ kind: 'var' as const, name })),
  ];
}
