import { text } from '../../src/i18n/text.ts';
import { defineStep, expectEqual } from '../../src/lab/lab.ts';
import { dbtReady, runDbt } from './dbt-command.ts';
import { PROJECT, TARGET } from './project.ts';
import { RELATIONS } from './relations.ts';
import { connectedDbtCommand, dbtCommand } from './shell-commands.ts';

const CATALOG = `${TARGET}/catalog.json`;

/** Keys of the catalogue, by what a person calls them. */
const DOCUMENTED: readonly {
  readonly key: string;
  readonly name: string;
  readonly columns: readonly string[];
}[] = [
  ...['stg_users', 'stg_products', 'stg_orders', 'stg_order_items'].map(table => ({
    key: `source.shopstream_dbt.staging.${table}`,
    name: `source staging.${table}`,
    columns: [],
  })),
  ...RELATIONS.map(({ model, columns }) => ({ key: `model.shopstream_dbt.${model}`, name: model, columns })),
];

export const docs = defineStep({
  name: 'docs',
  title: { fr: 'Générer la documentation', en: 'Generate the documentation' },
  handout: '1.10.3',
  needs: ['dbt', 'workspace'],
  after: ['dbt.run'],

  async prerequisites({ ports }) {
    return dbtReady(ports.dbt, ports.workspace);
  },

  prepare: ports => ports.dbt.warm(),

  async execute(context) {
    await runDbt(context, ['docs', 'generate']);
  },

  async verify({ ports }) {
    const catalog = await ports.workspace.read(CATALOG);
    const documented = columnNames(catalog);
    return {
      checks: DOCUMENTED.map(({ key, name, columns }) =>
        expectEqual(
          name.replaceAll(/[ ._]+/g, '-'),
          text(lang => (lang === 'fr' ? `Documenté : ${name}` : `Documented: ${name}`)),
          {
            expected: true,
            actual: documented === undefined ? null : isDocumented(documented.get(key), columns),
            query: CATALOG,
            message: {
              fr: `${name} n’est pas dans ${CATALOG}, ou pas avec toutes ses colonnes : exécutez cette étape (dbt docs generate).`,
              en: `${name} is not in ${CATALOG}, or not with all its columns: run this step (dbt docs generate).`,
            },
          },
        ),
      ),
    };
  },

  async undo({ ports }) {
    await ports.workspace.remove(CATALOG);
  },

  watches: [PROJECT],

  commands(settings) {
    return [
      connectedDbtCommand(
        settings,
        { fr: 'Dans un terminal : générer', en: 'In a terminal: generate' },
        'dbt docs generate',
      ),
      dbtCommand(
        settings,
        {
          fr: 'Puis consulter dans le navigateur (Ctrl-C pour arrêter)',
          en: 'Then read it in the browser (Ctrl-C to stop)',
        },
        'dbt docs serve --host 127.0.0.1 --port 8080',
      ),
    ];
  },
});

/** Whether the catalogue describes a relation, and all the columns that it should have. */
function isDocumented(found: readonly string[] | undefined, columns: readonly string[]): boolean {
  return found !== undefined && found.length > 0 && columns.every(column => found.includes(column));
}

/** The columns of each relation that the catalogue describes; `undefined` when it is absent or damaged. */
function columnNames(catalog: string | undefined): ReadonlyMap<string, readonly string[]> | undefined {
  if (catalog === undefined) return undefined;
  try {
    const { nodes = {}, sources = {} } = JSON.parse(catalog) as {
      nodes?: Record<string, { columns?: object }>;
      sources?: Record<string, { columns?: object }>;
    };
    return new Map(
      Object.entries({ ...nodes, ...sources }).map(([key, { columns = {} }]) => [
        key,
        Object.keys(columns).map(name => name.toUpperCase()),
      ]),
    );
  } catch {
    return undefined;
  }
}
