import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, type ExecuteContext, expectThat, LabError } from '../../src/lab/lab.ts';
import type { DbtReader, DbtResult } from '../../src/ports/dbt.ts';
import type { WorkspaceReader } from '../../src/ports/workspace.ts';
import { PROFILE_FILE, PROJECT_FILE } from './project.ts';

/**
 * Runs `dbt ARGS`, its output going to the step's log.
 * @throws LabError when a node of the result ended in an error and `concerns` it, or the command could not run at all.
 */
export async function runDbt(
  { ports, log, signal }: ExecuteContext<'dbt'>,
  args: readonly string[],
  concerns: (node: string) => boolean = () => true,
): Promise<DbtResult> {
  log(`$ dbt ${args.join(' ')}`);
  const result = await ports.dbt.run(args, line => log(line.text), signal);
  const broken = result.results.filter(
    node => ['error', 'skipped'].includes(node.status) && concerns(node.id),
  );
  if (result.error === null && broken.length === 0) return result;
  const words = broken.map(node => `${node.id}: ${node.message ?? node.status}`);
  throw dbtFailed(args, [...(result.error === null ? [] : [result.error]), ...words].join('\n'));
}

const LOOK: Text = {
  fr: 'Ouvrez le fichier nommé par le message, à la ligne indiquée ; le détail est dans shopstream_dbt/logs/dbt.log. Pour retrouver les fichiers du TP : « shopstream reset dbt.init-project », vos versions sont gardées en copie.',
  en: 'Open the file that the message names, at the line it shows; the details are in shopstream_dbt/logs/dbt.log. To get the lab’s files back: "shopstream reset dbt.init-project"; yours are kept as copies.',
};

/** What to tell when dbt did not do what it was asked, with its own words. */
export function dbtFailed(args: readonly string[], words: string): LabError {
  return new LabError(
    text(lang =>
      lang === 'fr' ? `dbt ${args.join(' ')} a échoué.\n${words}` : `dbt ${args.join(' ')} failed.\n${words}`,
    ),
    { fallback: LOOK, cause: new Error(words) },
  );
}

/** That dbt is installed and the project written: what every dbt command needs. */
export async function dbtReady(dbt: DbtReader, workspace: WorkspaceReader): Promise<readonly Check[]> {
  const [environment, project, profile] = await Promise.all([
    dbt.environment(),
    workspace.read(PROJECT_FILE.path),
    workspace.read(PROFILE_FILE.path),
  ]);
  return [
    expectThat(
      'dbt-installed',
      { fr: 'dbt est installé', en: 'dbt is installed' },
      environment !== undefined,
      {
        expected: true,
        actual: environment !== undefined,
        message: {
          fr: 'dbt n’est pas installé : exécutez l’étape dbt.install.',
          en: 'dbt is not installed: run the step dbt.install.',
        },
      },
    ),
    ...[
      { id: 'project-present', path: PROJECT_FILE.path, content: project },
      { id: 'profile-present', path: PROFILE_FILE.path, content: profile },
    ].map(({ id, path, content }) =>
      expectThat(id, { fr: `${path} est présent`, en: `${path} is present` }, content !== undefined, {
        expected: true,
        actual: content !== undefined,
        message: {
          fr: `${path} est absent : exécutez l’étape dbt.init-project.`,
          en: `${path} is absent: run the step dbt.init-project.`,
        },
      }),
    ),
  ];
}
