import { formatNumber, type Lang, say, type Text } from '../../i18n/text.ts';
import type { Block } from './document.ts';
import type { Best, Figure, Figures, Group } from './figures.ts';
import type { Exhibit } from './outline.ts';

/** The charts and tables that a section shows besides its steps. */
export function exhibitBlocks(exhibit: Exhibit, figures: Figures, lang: Lang): readonly Block[] {
  switch (exhibit) {
    case 'pipeline':
      return [{ kind: 'list', items: PIPELINE.map(part => say(part, lang)) }];
    case 'overview':
      return overview(figures, lang);
    case 'measures':
      return measures(figures, lang);
    case 'products':
      return [
        ...charted(figures.classes, WORDS.classes, lang, { of: 'amount', name: WORDS.abcClass }),
        ...ranking(figures.products, lang, [
          WORDS.product,
          WORDS.category,
          WORDS.revenue,
          WORDS.orders,
          WORDS.abcClass,
        ]),
      ];
    case 'customers':
      return [
        ...charted(figures.segments, WORDS.segments, lang, { of: 'count', name: WORDS.segment }),
        ...charted(figures.segments, WORDS.segmentValue, lang, {
          of: 'amount',
          name: WORDS.segment,
          silent: true,
        }),
        ...ranking(figures.customers, lang, [
          WORDS.customer,
          WORDS.country,
          WORDS.lifetimeValue,
          WORDS.orders,
          WORDS.segment,
        ]),
      ];
  }
}

const PIPELINE: readonly Text[] = [
  { fr: 'PostgreSQL : base de données source (OLTP)', en: 'PostgreSQL: source database (OLTP)' },
  { fr: 'Amazon S3 : Data Lake, données brutes', en: 'Amazon S3: data lake, raw data' },
  { fr: 'Snowflake : entrepôt de données', en: 'Snowflake: data warehouse' },
  { fr: 'dbt : transformation', en: 'dbt: transformation' },
  { fr: 'Airflow : orchestration', en: 'Airflow: orchestration' },
  { fr: 'Power BI : visualisation', en: 'Power BI: visualisation' },
];

const WORDS = {
  months: { fr: 'Chiffre d’affaires par mois', en: 'Revenue by month' },
  countries: { fr: 'Chiffre d’affaires par pays de livraison', en: 'Revenue by country of delivery' },
  categories: { fr: 'Chiffre d’affaires par catégorie', en: 'Revenue by category' },
  classes: { fr: 'Chiffre d’affaires par classe ABC', en: 'Revenue by ABC class' },
  segments: { fr: 'Clients par segment RFM', en: 'Customers by RFM segment' },
  segmentValue: { fr: 'Valeur à vie par segment RFM', en: 'Lifetime value by RFM segment' },
  month: { fr: 'Mois', en: 'Month' },
  country: { fr: 'Pays', en: 'Country' },
  category: { fr: 'Catégorie', en: 'Category' },
  abcClass: { fr: 'Classe ABC', en: 'ABC class' },
  segment: { fr: 'Segment RFM', en: 'RFM segment' },
  product: { fr: 'Produit', en: 'Product' },
  customer: { fr: 'Client', en: 'Customer' },
  revenue: { fr: 'Chiffre d’affaires', en: 'Revenue' },
  lifetimeValue: { fr: 'Valeur à vie', en: 'Lifetime value' },
  orders: { fr: 'Commandes', en: 'Orders' },
  customers: { fr: 'Clients', en: 'Customers' },
  query: { fr: 'Requête', en: 'Query' },
  topTen: { fr: 'Les dix premiers', en: 'The ten first' },
} as const satisfies Readonly<Record<string, Text>>;

/** Said in place of a chart whose mart could not be read. */
const ABSENT: Text = {
  fr: 'pas encore de données : le data mart est absent ou vide, ou Snowflake ne répond pas.',
  en: 'no data yet: the data mart is absent or empty, or Snowflake does not answer.',
};

function absent(what: Text, lang: Lang): Block {
  const colon = lang === 'fr' ? ' :' : ':';
  return { kind: 'paragraph', text: `${say(what, lang)}${colon} ${say(ABSENT, lang)}`, tone: 'unknown' };
}

function overview(figures: Figures, lang: Lang): readonly Block[] {
  const totals = figures.totals.found;
  const cards: readonly Block[] =
    totals === undefined
      ? []
      : [
          {
            kind: 'facts',
            items: [
              [lang === 'fr' ? 'Chiffre d’affaires total' : 'Total revenue', euros(totals.revenue, lang)],
              [lang === 'fr' ? 'Nombre de commandes' : 'Number of orders', formatNumber(totals.orders, lang)],
            ],
          },
        ];
  const { months } = figures;
  const byMonth = {
    ...months,
    found: months.found?.map(group => ({ ...group, name: monthName(group.name, lang) })),
  };
  return [
    ...cards,
    ...charted(byMonth, WORDS.months, lang, { of: 'amount', name: WORDS.month, shape: 'line' }),
    ...charted(figures.countries, WORDS.countries, lang, { of: 'amount', name: WORDS.country }),
    ...charted(figures.categories, WORDS.categories, lang, { of: 'amount', name: WORDS.category }),
  ];
}

interface Manner {
  readonly of: 'amount' | 'count';
  /** What the groups are. */
  readonly name: Text;
  readonly shape?: 'line';
  /** Its query, and its absence, have been told already. */
  readonly silent?: boolean;
}

function charted(
  { query, found }: Figure<readonly Group[]>,
  title: Text,
  lang: Lang,
  { of, name, shape, silent = false }: Manner,
): readonly Block[] {
  if (found === undefined) return silent ? [] : [absent(title, lang)];
  const value = of === 'amount' ? WORDS.revenue : WORDS.customers;
  const items = found.map(group => ({
    label: group.name,
    value: group[of],
    shown: of === 'amount' ? euros(group.amount, lang) : formatNumber(group.count, lang),
  }));
  return [
    {
      kind: 'chart',
      chart: {
        shape: shape ?? 'bars',
        title: say(title, lang),
        columns: [say(name, lang), say(value, lang)],
        items,
      },
    },
    ...(silent ? [] : [{ kind: 'queries' as const, title: say(WORDS.query, lang), queries: [query] }]),
  ];
}

function ranking(
  { query, found }: Figure<readonly Best[]>,
  lang: Lang,
  columns: readonly [Text, Text, Text, Text, Text],
): readonly Block[] {
  if (found === undefined) return [];
  return [
    {
      kind: 'table',
      table: {
        caption: say(WORDS.topTen, lang),
        columns: columns.map((name, index) => ({
          name: say(name, lang),
          numeric: index === 2 || index === 3,
        })),
        rows: found.map(({ name, kind, amount, orders, rank }) => ({
          cells: [name, kind, formatNumber(amount, lang, 2), formatNumber(orders, lang), rank],
        })),
      },
    },
    { kind: 'queries', title: say(WORDS.query, lang), queries: [query] },
  ];
}

function measures({ totals, months }: Figures, lang: Lang): readonly Block[] {
  const { query, found } = totals;
  const names = {
    basket: { fr: 'Panier moyen', en: 'Average basket' },
    printed: { fr: 'Panier Moyen, formule de l’énoncé', en: 'Panier Moyen, the handout’s formula' },
    last: { fr: 'CA du dernier mois', en: 'Revenue of the last month' },
    before: { fr: 'CA du mois précédent', en: 'Revenue of the month before' },
    growth: { fr: 'Croissance mensuelle', en: 'Monthly growth' },
  } satisfies Record<string, Text>;
  if (found === undefined) return [absent(names.basket, lang)];
  const each = (orders: number) => (orders > 0 ? euros(found.revenue / orders, lang, 2) : '–');
  const [before, last] = months.found?.slice(-2) ?? [];
  const growth: readonly (readonly [string, string])[] =
    before === undefined || last === undefined || before.amount === 0
      ? []
      : [
          [say(names.last, lang), euros(last.amount, lang)],
          [say(names.before, lang), euros(before.amount, lang)],
          [say(names.growth, lang), percent(last.amount / before.amount - 1, lang)],
        ];
  return [
    {
      kind: 'facts',
      items: [
        [say(names.basket, lang), each(found.orders)],
        [say(names.printed, lang), each(found.countedByCategory)],
        ...growth,
      ],
    },
    {
      kind: 'paragraph',
      text:
        lang === 'fr'
          ? `La formule de l’énoncé divise par la somme de TOTAL_ORDERS de mart_sales_overview, soit ${formatNumber(found.countedByCategory, lang)} : une commande de trois catégories y compte trois fois. Il y a ${formatNumber(found.orders, lang)} commandes.`
          : `The handout’s formula divides by the sum of TOTAL_ORDERS of mart_sales_overview, which is ${formatNumber(found.countedByCategory, lang)}: an order of three categories counts three times in it. There are ${formatNumber(found.orders, lang)} orders.`,
    },
    { kind: 'queries', title: say(WORDS.query, lang), queries: [query] },
  ];
}

function euros(amount: number, lang: Lang, decimals = 0): string {
  return new Intl.NumberFormat(locale(lang), {
    style: 'currency',
    currency: 'EUR',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amount);
}

function percent(ratio: number, lang: Lang): string {
  return new Intl.NumberFormat(locale(lang), { style: 'percent', maximumFractionDigits: 1 }).format(ratio);
}

/** `2025-12` as `déc. 2025`; anything else as it is. */
function monthName(month: string, lang: Lang): string {
  if (!/^\d{4}-\d{2}$/.test(month)) return month;
  const date = new Date(`${month}-01T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return month;
  return new Intl.DateTimeFormat(locale(lang), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    date,
  );
}

function locale(lang: Lang): string {
  return lang === 'fr' ? 'fr-FR' : 'en-GB';
}
