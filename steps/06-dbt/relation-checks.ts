import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, expectEqual, expectThat } from '../../src/lab/lab.ts';
import { type Found, kindsQuery } from './look.ts';
import { differenceQuery } from './references.ts';
import { DATABASE, fullName, type Relation, type Totals } from './relations.ts';

/**
 * The checks of one relation: its kind, its columns, every total that it says something about, and its rows; `step` makes
 * it, `missing` of them are not as they should be.
 */
export function relationChecks(
  relation: Relation,
  found: Found,
  missing: number | undefined,
  step: string,
): readonly Check[] {
  return [
    kindCheck(relation, found, step),
    columnsCheck(relation, found, step),
    typesCheck(relation, found, step),
    ...totalsChecks(relation, found, step),
    contentCheck(relation, found, missing, step),
  ];
}

const id = (relation: Relation, what: string) => `${relation.model.replaceAll('_', '-')}-${what}`;

function kindCheck(relation: Relation, { kind }: Found, step: string): Check {
  return expectEqual(
    id(relation, 'kind'),
    text(lang => `${relation.model} : ${lang === 'fr' ? 'vue ou table' : 'view or table'}`),
    {
      expected: relation.kind,
      actual: kind,
      query: `${kindsQuery([relation])};`,
      message:
        kind === null
          ? absent(relation, step)
          : {
              fr: `${fullName(relation)} est de type ${kind} : la matérialisation est choisie dans dbt_project.yml ou dans le modèle (config).`,
              en: `${fullName(relation)} is a ${kind}: the materialisation is chosen in dbt_project.yml or in the model (config).`,
            },
    },
  );
}

function columnsCheck(relation: Relation, { kind, columns }: Found, step: string): Check {
  const names = columns.map(({ name }) => name);
  const missing = relation.columns.filter(column => !names.includes(column));
  const order = names.filter(name => relation.columns.includes(name));
  // A mart is read by people and by tools that take columns by their place; a dimension only by name.
  const isOrdered = relation.schema !== 'CORE_MARTS' || order.join() === relation.columns.join();
  return expectThat(
    id(relation, 'columns'),
    text(lang => `${relation.model} : ${lang === 'fr' ? 'colonnes' : 'columns'}`),
    missing.length === 0 && isOrdered,
    {
      expected: relation.columns.length,
      actual: relation.columns.length - missing.length,
      query: `DESCRIBE TABLE ${fullName(relation)};`,
      message:
        kind === null
          ? absent(relation, step)
          : missing.length > 0
            ? {
                fr: `Colonnes absentes : ${missing.join(', ')}. Les tableaux de bord les lisent : rétablissez-les dans ${relation.model}.sql, puis exécutez l’étape ${step}.`,
                en: `Missing columns: ${missing.join(', ')}. The dashboards read them: put them back into ${relation.model}.sql, then run the step ${step}.`,
              }
            : {
                fr: `Les colonnes ne sont pas dans l’ordre de l’énoncé : ${relation.columns.join(', ')}. Le SELECT final de ${relation.model}.sql le donne ; exécutez ensuite l’étape ${step}.`,
                en: `The columns are not in the handout’s order: ${relation.columns.join(', ')}. The final SELECT of ${relation.model}.sql gives it; then run the step ${step}.`,
              },
    },
  );
}

function typesCheck(relation: Relation, { kind, columns }: Found, step: string): Check {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const wrong = relation.columns.flatMap((name, index) => {
    const type = relation.types[index] ?? '';
    const is = types.get(name);
    return is === type ? [] : [{ name, type, is: is ?? null }];
  });
  const words = (lang: 'fr' | 'en') =>
    wrong
      .map(({ name, type, is }) =>
        lang === 'fr'
          ? `${name} ${type} (trouvé : ${is ?? 'rien'})`
          : `${name} ${type} (found: ${is ?? 'nothing'})`,
      )
      .join(', ');
  return expectThat(
    id(relation, 'types'),
    text(lang => `${relation.model} : ${lang === 'fr' ? 'types des colonnes' : 'types of the columns'}`),
    wrong.length === 0,
    {
      expected: relation.columns.length,
      actual: kind === null ? null : relation.columns.length - wrong.length,
      query: `DESCRIBE TABLE ${fullName(relation)};`,
      message:
        kind === null
          ? absent(relation, step)
          : {
              fr: `Types attendus : ${words('fr')}. Exécutez l’étape ${step}, qui recrée la table, ou corrigez les CAST de ${relation.model}.sql.`,
              en: `Expected types: ${words('en')}. Run the step ${step}, which makes the table again, or correct the CASTs of ${relation.model}.sql.`,
            },
    },
  );
}

function contentCheck(relation: Relation, { kind }: Found, missing: number | undefined, step: string): Check {
  return expectEqual(
    id(relation, 'content'),
    text(lang =>
      lang === 'fr' ? `${relation.model} : lignes qui diffèrent` : `${relation.model}: rows that differ`,
    ),
    {
      expected: 0,
      actual: missing ?? null,
      query: `${differenceQuery(relation)};`,
      message:
        kind === null
          ? absent(relation, step)
          : {
              fr: `La requête montre les lignes que ${relation.model} devrait contenir et ne contient pas : une valeur a été modifiée, ou la règle du modèle. Exécutez l’étape ${step} pour le recalculer.`,
              en: `The query shows the rows that ${relation.model} should hold and does not: a value was changed, or the model's rule. Run the step ${step} to compute it again.`,
            },
    },
  );
}

const LABELS: Readonly<Record<keyof Totals, Text>> = {
  rows: { fr: 'lignes', en: 'rows' },
  revenue: { fr: 'chiffre d’affaires', en: 'revenue' },
  orders: { fr: 'commandes', en: 'orders' },
};

/** One check for each total of the relation, against the loaded tables; `step` makes the relation. */
export function totalsChecks(relation: Relation, found: Found, step: string): readonly Check[] {
  return (['rows', 'revenue', 'orders'] as const)
    .filter(total => relation.actual[total] !== undefined)
    .map(total =>
      expectThat(
        id(relation, total),
        text(lang => `${relation.model} : ${LABELS[total][lang]}`),
        // Without the loaded tables there is nothing to compare with: two unknown totals are not equal.
        found.totals[total] !== null && found.totals[total] === found.expected[total],
        {
          expected: found.expected[total],
          actual: found.totals[total],
          query: `SELECT ${relation.actual[total]} FROM ${fullName(relation)};`,
          message: found.kind === null ? absent(relation, step) : differs(relation, step),
        },
      ),
    );
}

function absent(relation: Relation, step: string): Text {
  return {
    fr: `${relation.model} est absent de ${DATABASE}.${relation.schema} : exécutez l’étape ${step}.`,
    en: `${relation.model} is absent from ${DATABASE}.${relation.schema}: run the step ${step}.`,
  };
}

function differs(relation: Relation, step: string): Text {
  return {
    fr: `${relation.model} ne correspond pas aux tables STAGING : elles ont changé depuis, ou le modèle a été modifié. Exécutez l’étape ${step} pour le recalculer.`,
    en: `${relation.model} does not match the STAGING tables: they have changed since, or the model was edited. Run the step ${step} to compute it again.`,
  };
}
