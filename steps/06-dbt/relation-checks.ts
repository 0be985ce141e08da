import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, expectEqual, expectThat } from '../../src/lab/lab.ts';
import { type Found, kindsQuery } from './look.ts';
import { DATABASE, fullName, type Relation, type Totals } from './relations.ts';

/** The checks of one relation: its kind, its columns, and every total that it says something about; `step` makes it. */
export function relationChecks(relation: Relation, found: Found, step: string): readonly Check[] {
  return [
    kindCheck(relation, found, step),
    columnsCheck(relation, found, step),
    ...totalsChecks(relation, found, step),
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
  const missing = relation.columns.filter(column => !columns.includes(column));
  return expectThat(
    id(relation, 'columns'),
    text(lang => `${relation.model} : ${lang === 'fr' ? 'colonnes' : 'columns'}`),
    missing.length === 0,
    {
      expected: relation.columns.length,
      actual: relation.columns.length - missing.length,
      query: `DESCRIBE TABLE ${fullName(relation)};`,
      message:
        kind === null
          ? absent(relation, step)
          : {
              fr: `Colonnes absentes : ${missing.join(', ')}. Les tableaux de bord les lisent : rétablissez-les dans ${relation.model}.sql.`,
              en: `Missing columns: ${missing.join(', ')}. The dashboards read them: put them back into ${relation.model}.sql.`,
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
