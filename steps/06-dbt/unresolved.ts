import type { WorkspaceReader } from '../../src/ports/workspace.ts';
import { declaredIn, declaredVariables, type Use, usesOf } from './declarations.ts';
import { PROJECT, PROJECT_FILE } from './project.ts';

/** What the models of the workspace's project name and nothing in it declares, as `fact_orders.sql: ref('dim_customer')`. */
export async function unresolvedUses(workspace: WorkspaceReader): Promise<readonly string[]> {
  const folder = `${PROJECT}/models`;
  const files = await workspace.list(folder);
  const [project, ...contents] = await Promise.all([
    workspace.read(PROJECT_FILE.path),
    ...files.map(file => workspace.read(`${folder}/${file}`)),
  ]);
  const textOf = (index: number) => contents[index] ?? '';
  const known: Readonly<Record<Use['kind'], ReadonlySet<string>>> = {
    ref: new Set(files.flatMap(file => /(\w+)\.sql$/.exec(file)?.[1] ?? [])),
    source: new Set(
      files.flatMap((file, index) => (/\.ya?ml$/.test(file) ? [...declaredIn(textOf(index)).sources] : [])),
    ),
    var: declaredVariables(project ?? ''),
  };
  return files.flatMap((file, index) =>
    file.endsWith('.sql')
      ? usesOf(textOf(index))
          .filter(({ kind, name }) => !known[kind].has(name))
          .map(({ kind, name }) => `${file}: ${kind}('${name.replace('.', "', '")}')`)
      : [],
  );
}
