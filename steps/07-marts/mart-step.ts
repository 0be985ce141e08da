import type { Text } from '../../src/i18n/text.ts';
import {
  type AnyStep,
  type Check,
  type CheckContext,
  type Command,
  defineStep,
  type Sample,
} from '../../src/lab/lab.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { missingByModel } from '../06-dbt/content.ts';
import { dbtReady, runDbt } from '../06-dbt/dbt-command.ts';
import { differingRows } from '../06-dbt/differing.ts';
import { addFiles, removeFiles } from '../06-dbt/files.ts';
import { martHints } from '../06-dbt/hints.ts';
import { lookAt } from '../06-dbt/look.ts';
import { contentOf, martFiles, PROJECT } from '../06-dbt/project.ts';
import { relationChecks } from '../06-dbt/relation-checks.ts';
import { fullName, type Relation } from '../06-dbt/relations.ts';
import { rerunSaved } from '../06-dbt/rerun.ts';
import { connectedDbtCommand } from '../06-dbt/shell-commands.ts';

/** One of the two marts that the student adds to the dbt project. */
export interface MartStep {
  readonly name: string;
  readonly title: Text;
  /** Section of the handout. */
  readonly handout: string;
  readonly relation: Relation;
  /** What is particular to this mart: its classes, its segments. */
  checks(context: CheckContext<'warehouse'>): Promise<readonly Check[]>;
  readonly sample: { readonly title: Text; readonly query: string };
}

/** Adds the model's files, runs `dbt run --select MODEL`, and verifies the table against the facts. */
export function martStep(mart: MartStep): AnyStep {
  const { relation, sample } = mart;
  const { model } = relation;
  const files = martFiles(model);
  const id = `marts.${mart.name}`;

  return defineStep({
    name: mart.name,
    title: mart.title,
    handout: mart.handout,
    needs: ['dbt', 'workspace', 'warehouse'],
    after: ['dbt.run'],

    prerequisites: ({ ports }) => dbtReady(ports.dbt, ports.workspace),
    prepare: ports => ports.dbt.warm(),

    async execute(context) {
      await addFiles(context.ports.workspace, files, context.log);
      await runDbt(context, ['run', '--select', model]);
    },

    async verify(context) {
      const { ports, signal } = context;
      const [found, missing, particular, shown] = await Promise.all([
        lookAt(ports.warehouse, [relation], signal),
        missingByModel(ports.warehouse, [relation], signal),
        mart.checks(context),
        orAbsent(ports.warehouse.query(sample.query, [], signal)),
      ]);
      const of = found.get(model);
      const samples: readonly Sample[] =
        shown === undefined
          ? []
          : [
              {
                ...sample,
                columns: shown.columns,
                rows: shown.rows.map(row => shown.columns.map(column => row[column] ?? null)),
              },
            ];
      return {
        checks: [
          ...(of === undefined ? [] : relationChecks(relation, of, missing.get(model), id)),
          ...particular,
        ],
        samples: [...(await differingRows(ports.warehouse, [relation], missing, signal)), ...samples],
      };
    },

    async undo({ ports, signal, log }) {
      await ports.warehouse.execute(`DROP TABLE IF EXISTS ${fullName(relation)}`, signal);
      await removeFiles(ports.workspace, files, log);
    },

    watches: [PROJECT],
    rerun: rerunSaved,

    hints: martHints,

    commands(settings) {
      return [
        ...files.map(
          (file): Command => ({
            language: file.path.endsWith('.sql') ? 'sql' : 'text',
            title: { fr: `Créez ${file.path}`, en: `Create ${file.path}` },
            code: contentOf(file),
            file: file.asset,
          }),
        ),
        connectedDbtCommand(
          settings,
          { fr: 'Puis, dans un terminal', en: 'Then, in a terminal' },
          `dbt run --select ${model}`,
        ),
      ];
    },
  });
}
