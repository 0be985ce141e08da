import type { ExecuteContext } from '../../src/lab/lab.ts';
import { runDbt } from './dbt-command.ts';

/** `models/core/dim_customers.sql` is the model dim_customers; on Windows with the other slash. */
const MODEL = /^models[\\/](?:.*[\\/])?(\w+)\.sql$/;

/**
 * What saving a file of the project asks for: of a model, the model and what is built on it; of anything else that dbt
 * reads, the whole project.
 * @param file relative to the project's folder
 */
export function dbtArgsFor(file: string): readonly string[] | undefined {
  const model = MODEL.exec(file)?.[1];
  if (model !== undefined) return ['run', '--select', `${model}+`];
  return /\.(?:sql|ya?ml)$/.test(file) ? ['run'] : undefined;
}

/** Runs what a saved file decides. @throws LabError with dbt's own words: the file, and the line where dbt knows it. */
export async function rerunSaved(context: ExecuteContext<'dbt'>, file: string): Promise<void> {
  const args = dbtArgsFor(file);
  if (args !== undefined) await runDbt(context, args);
}
