import { BUILT, column, type Filters, groupedSql, measure, PAGES, sum, type Visual } from '../../bi/bi.ts';
import type { Text } from '../../i18n/text.ts';
import { measureDax, visualDax } from './dax.ts';
import { WORDS } from './words.ts';

/** One number or chart as SQL and as DAX. */
export interface Formula {
  readonly title: Text;
  /** Runs as it is in the warehouse and gives what the page shows. */
  readonly sql: string;
  readonly dax: string;
}

/** A card: the number that holds, and the handout's beside it where it differs. */
export interface Card {
  readonly id: 'revenue' | 'orders' | 'basket' | 'previous' | 'growth';
  readonly title: Text;
  /** Why the handout's number differs. */
  readonly explanation?: Text;
  formulas(filters: Filters): readonly Formula[];
}

/** The overview's five cards (handout 1.12.3 and 1.12.4). */
export const CARDS: readonly Card[] = [
  {
    id: 'revenue',
    title: visualOf('overview', 'total-revenue').title,
    formulas: filters => [measureFormula('revenue', WORDS.formula, filters)],
  },
  {
    id: 'orders',
    title: visualOf('overview', 'total-orders').title,
    explanation: WORDS.whyOrders,
    formulas: filters => [
      measureFormula('distinct-orders', WORDS.corrected, filters),
      { ...formulaOf('overview', 'total-orders', filters), title: WORDS.handout },
    ],
  },
  {
    id: 'basket',
    title: measure('average-basket-corrected').title,
    explanation: WORDS.whyBasket,
    formulas: filters => both('average-basket', filters),
  },
  {
    id: 'previous',
    title: measure('previous-month-corrected').title,
    explanation: WORDS.whyPrevious,
    formulas: filters => both('previous-month', filters),
  },
  {
    id: 'growth',
    title: measure('monthly-growth-corrected').title,
    explanation: WORDS.whyGrowth,
    formulas: filters => both('monthly-growth', filters),
  },
];

function both(id: string, filters: Filters): readonly Formula[] {
  return [
    measureFormula(`${id}-corrected`, WORDS.corrected, filters),
    measureFormula(id, WORDS.handout, filters),
  ];
}

function measureFormula(id: string, title: Text, filters: Filters): Formula {
  const found = measure(id);
  return { title, sql: found.sql(BUILT, filters), dax: measureDax(found) };
}

/** A visual of the report. */
export function visualOf(page: string, id: string): Visual {
  const found = PAGES.find(candidate => candidate.id === page)?.visuals.find(visual => visual.id === id);
  if (found === undefined) throw new Error(`The page ${page} has no visual ${id}.`);
  return found;
}

/** A visual's SQL and DAX. A chart that one clicks to filter shows all its values: the filter of its own dimension is left out. */
export function formulaOf(page: string, id: string, filters: Filters): Formula {
  const visual = visualOf(page, id);
  const others = visual.dimension === undefined ? filters : { ...filters, [visual.dimension]: [] };
  return { title: WORDS.formula, sql: visual.sql(BUILT, others), dax: visualDax(visual, others) };
}

/** Growth by month: the query, and the measures that Power BI shows by month. */
export function growthFormula(filters: Filters): Formula {
  const { sql } = visualOf('overview', 'growth-by-month');
  const measures = ['revenue', 'previous-month-corrected', 'monthly-growth-corrected'];
  return {
    title: WORDS.formula,
    sql: sql(BUILT, filters),
    dax: measures.map(id => measureDax(measure(id))).join('\n\n'),
  };
}

/** The parts of the stacked bars: lifetime value by RFM segment and customer segment. */
export function stackFormula(filters: Filters): Formula {
  const value = sum('MART_CUSTOMER_LTV', 'LIFETIME_VALUE', 'euro');
  const of = {
    groups: [column('MART_CUSTOMER_LTV', 'RFM_SEGMENT'), column('MART_CUSTOMER_LTV', 'CUSTOMER_SEGMENT')],
    values: [value],
    sort: { field: value, direction: 'descending' },
  } as const;
  const others = { ...filters, rfm: [] };
  return { title: WORDS.parts, sql: groupedSql(of, BUILT, others), dax: visualDax(of, others) };
}
