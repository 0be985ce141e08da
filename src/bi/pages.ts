import type { Text } from '../i18n/text.ts';
import { DIMENSIONS, type DimensionId } from './dimensions.ts';
import { column, count, type Field, type Format, sum, type TableName } from './field.ts';
import { measure, monthlySql } from './measures.ts';
import { fromTable } from './source.ts';
import { cardSql, groupedSql, type Page, type Visual } from './visual.ts';

const SALES = 'MART_SALES_OVERVIEW';
const PRODUCTS = 'MART_PRODUCT_PERFORMANCE';
const CUSTOMERS = 'MART_CUSTOMER_LTV';

const REVENUE = sum(SALES, 'TOTAL_REVENUE', 'euro');
const PRODUCT_REVENUE = sum(PRODUCTS, 'TOTAL_REVENUE', 'euro-cents');
const LIFETIME_VALUE = sum(CUSTOMERS, 'LIFETIME_VALUE', 'euro-cents');
const RFM_SEGMENT = column(CUSTOMERS, 'RFM_SEGMENT');
const ABC_CLASS = column(PRODUCTS, 'ABC_CLASS');
const CHURN_RISK = column(CUSTOMERS, 'CHURN_RISK');

/** The page of the sales: the handout's 1.12.3 and the cards of 1.12.4. */
const OVERVIEW: Page = {
  id: 'overview',
  name: "Vue d'ensemble",
  title: { fr: "Vue d'ensemble des ventes", en: 'Sales overview' },
  handout: '1.12.3',
  dimensions: ['country', 'category', 'segment'],
  visuals: [
    card('total-revenue', { fr: "Chiffre d'affaires total", en: 'Total revenue' }, REVENUE),
    card(
      'total-orders',
      { fr: 'Nombre de commandes', en: 'Number of orders' },
      sum(SALES, 'TOTAL_ORDERS', 'integer'),
    ),
    measureCard('average-basket', 'handout'),
    measureCard('previous-month', 'handout'),
    measureCard('monthly-growth', 'handout'),
    measureCard('distinct-orders', 'added'),
    measureCard('average-basket-corrected', 'added'),
    grouped({
      id: 'revenue-by-date',
      kind: 'line',
      title: { fr: "Évolution du chiffre d'affaires", en: 'Revenue over time' },
      groups: [column(SALES, 'SALE_DATE', 'date')],
      values: [REVENUE],
      sort: { field: column(SALES, 'SALE_DATE', 'date'), direction: 'ascending' },
    }),
    grouped({
      id: 'revenue-by-country',
      kind: 'bar',
      title: { fr: 'CA par pays', en: 'Revenue by country' },
      groups: [column(SALES, 'COUNTRY_CODE')],
      values: [REVENUE],
      sort: { field: REVENUE, direction: 'descending' },
      dimension: 'country',
    }),
    grouped({
      id: 'revenue-by-category',
      kind: 'pie',
      title: { fr: 'CA par catégorie', en: 'Revenue by category' },
      groups: [column(SALES, 'PRODUCT_CATEGORY')],
      values: [REVENUE],
      sort: { field: REVENUE, direction: 'descending' },
      dimension: 'category',
    }),
    {
      id: 'growth-by-month',
      kind: 'month-table',
      title: { fr: 'Croissance mois par mois', en: 'Growth month by month' },
      origin: 'added',
      groups: [],
      values: ['revenue', 'previous-month-corrected', 'monthly-growth-corrected'].map(measureField),
      sql: (schemas, filters) => monthlySql(schemas, filters),
    },
    slicer('country', SALES),
    slicer('category', SALES),
    slicer('segment', SALES),
  ],
};

/** The page of the products: the handout's 1.12.5. */
const PRODUCT_PAGE: Page = {
  id: 'products',
  name: 'Performance Produits',
  title: { fr: 'Performance produits', en: 'Product performance' },
  handout: '1.12.5',
  dimensions: ['category'],
  visuals: [
    grouped({
      id: 'products',
      kind: 'table',
      title: { fr: 'Performance des produits', en: 'Performance of the products' },
      ...tableOf([
        column(PRODUCTS, 'PRODUCT_NAME'),
        column(PRODUCTS, 'PRODUCT_CATEGORY'),
        PRODUCT_REVENUE,
        sum(PRODUCTS, 'TOTAL_ORDERS', 'integer'),
        ABC_CLASS,
        column(PRODUCTS, 'PERFORMANCE_TIER'),
      ]),
      sort: { field: PRODUCT_REVENUE, direction: 'descending' },
      conditional: [
        { field: PRODUCT_REVENUE, rule: 'scale', colour: '#8FBCE6' },
        { field: ABC_CLASS, rule: 'classes', colours: { A: '#C8E6C9', B: '#FFF3C4', C: '#F8D3CE' } },
      ],
    }),
    slicer('category', PRODUCTS),
  ],
};

/** The page of the customers: the handout's 1.12.6. */
const CUSTOMER_PAGE: Page = {
  id: 'customers',
  name: 'Analyse Clients',
  title: { fr: 'Analyse clients', en: 'Customer analysis' },
  handout: '1.12.6',
  dimensions: ['country', 'segment', 'rfm'],
  visuals: [
    grouped({
      id: 'customers-by-segment',
      kind: 'donut',
      title: { fr: 'Segmentation RFM', en: 'RFM segmentation' },
      groups: [RFM_SEGMENT],
      values: [count(CUSTOMERS, 'CUSTOMER_KEY')],
      dimension: 'rfm',
    }),
    grouped({
      id: 'value-by-segment',
      kind: 'bar',
      title: { fr: 'Valeur à vie par segment', en: 'Lifetime value by segment' },
      groups: [RFM_SEGMENT],
      values: [sum(CUSTOMERS, 'LIFETIME_VALUE', 'euro')],
      sort: { field: sum(CUSTOMERS, 'LIFETIME_VALUE', 'euro'), direction: 'descending' },
      dimension: 'rfm',
    }),
    grouped({
      id: 'top-customers',
      kind: 'table',
      title: { fr: 'Top clients', en: 'Top customers' },
      ...tableOf([
        column(CUSTOMERS, 'FULL_NAME'),
        column(CUSTOMERS, 'EMAIL'),
        column(CUSTOMERS, 'COUNTRY_CODE'),
        LIFETIME_VALUE,
        sum(CUSTOMERS, 'TOTAL_ORDERS', 'integer'),
        RFM_SEGMENT,
        CHURN_RISK,
      ]),
      sort: { field: LIFETIME_VALUE, direction: 'descending' },
      conditional: [
        { field: LIFETIME_VALUE, rule: 'scale', colour: '#8FBCE6' },
        {
          field: CHURN_RISK,
          rule: 'classes',
          colours: { LOW: '#C8E6C9', MEDIUM: '#FFF3C4', HIGH: '#F8D3CE' },
        },
      ],
    }),
    slicer('country', CUSTOMERS),
    slicer('segment', CUSTOMERS),
  ],
};

/** The report's pages, in order: what Power BI and the dashboard both show. */
export const PAGES: readonly Page[] = [OVERVIEW, PRODUCT_PAGE, CUSTOMER_PAGE];

function card(id: string, title: Text, field: Field, origin: Visual['origin'] = 'handout'): Visual {
  return {
    id,
    kind: 'card',
    title,
    origin,
    groups: [],
    values: [field],
    sql: (schemas, filters = {}) => cardSql(field, schemas, filters),
  };
}

function measureCard(id: string, origin: Visual['origin']): Visual {
  return card(id, measure(id).title, measureField(id), origin);
}

function measureField(id: string): Field {
  const { format }: { format: Format } = measure(id);
  return { kind: 'measure', measure: id, format };
}

function grouped(of: Omit<Visual, 'origin' | 'sql'>): Visual {
  return {
    ...of,
    origin: 'handout',
    sql: (schemas, filters = {}) => groupedSql(of, schemas, filters),
  };
}

function tableOf(columns: readonly Field[]): Pick<Visual, 'columns' | 'groups' | 'values'> {
  return {
    columns,
    groups: columns.filter(({ kind }) => kind === 'column'),
    values: columns.filter(({ kind }) => kind !== 'column'),
  };
}

function slicer(id: DimensionId, table: TableName): Visual {
  const found = DIMENSIONS.find(dimension => dimension.id === id);
  const name = found?.columns[table];
  if (found === undefined || name === undefined) throw new Error(`${table} has no ${id}.`);
  return {
    id: `${id}-filter`,
    kind: 'slicer',
    title: found.title,
    origin: 'added',
    groups: [column(table, name)],
    values: [],
    dimension: id,
    sql: schemas => `SELECT DISTINCT ${name}\n${fromTable(table, schemas, {})}\nORDER BY ${name}`,
  };
}
