import {
  DIMENSIONS,
  type Field,
  type Filters,
  type Measure,
  resultColumn,
  type Visual,
} from '../../bi/bi.ts';

/** A measure as it is typed in Power BI: `Panier Moyen = DIVIDE(…)`. */
export function measureDax({ name, dax }: Pick<Measure, 'name' | 'dax'>): string {
  return `${name} = ${dax}`;
}

/**
 * The DAX query that gives what the visual's SQL gives, filters included: for Power BI's DAX query view. Of a card of one
 * column, the implicit measure that dropping the field makes.
 */
export function visualDax(
  { groups, values, sort }: Pick<Visual, 'groups' | 'values' | 'sort'>,
  filters: Filters,
): string {
  const [only] = values;
  if (groups.length === 0 && only !== undefined) return expression(only);
  const parts = [
    ...groups.map(reference),
    ...conditions([...groups, ...values], filters),
    ...values.map(value => `"${resultColumn(value)}", ${expression(value)}`),
  ];
  const order =
    sort === undefined
      ? ''
      : `\nORDER BY ${sort.field.kind === 'column' ? reference(sort.field) : `[${resultColumn(sort.field)}]`}${sort.direction === 'descending' ? ' DESC' : ''}`;
  return `EVALUATE\nSUMMARIZECOLUMNS(\n    ${parts.join(',\n    ')}\n)${order}`;
}

function reference(field: Field): string {
  return field.kind === 'measure' ? `[${field.measure}]` : `${field.table}[${field.column}]`;
}

function expression(field: Field): string {
  switch (field.kind) {
    case 'sum':
      return `SUM(${reference(field)})`;
    case 'count':
      return `COUNT(${reference(field)})`;
    case 'column':
    case 'measure':
      return reference(field);
  }
}

/** `TREATAS({"FRA"}, MART_SALES_OVERVIEW[COUNTRY_CODE])` for every filter that the visual's table has a column for. */
function conditions(fields: readonly Field[], filters: Filters): readonly string[] {
  const table = fields.find(field => field.kind !== 'measure')?.table;
  if (table === undefined) return [];
  return DIMENSIONS.flatMap(({ id, columns }) => {
    const [chosen, column] = [filters[id] ?? [], columns[table]];
    if (chosen.length === 0 || column === undefined) return [];
    const values = chosen.map(value => `"${value.replaceAll('"', '""')}"`).join(', ');
    return [`TREATAS({${values}}, ${table}[${column}])`];
  });
}
