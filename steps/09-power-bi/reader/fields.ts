import { at, isObject, listAt, textAt } from './json.ts';
import type { ReportField } from './report.ts';

/** Tables by the alias that a query gives them; empty where fields name their table themselves. */
export type Aliases = ReadonlyMap<string, string>;

/** A field as PBIR and the older format both write it. */
export function readField(
  expression: unknown,
  aliases: Aliases,
  queryRef = '',
  format?: string,
): ReportField {
  const rest = { queryRef, format };
  const aggregated = at(expression, 'Aggregation');
  if (aggregated !== undefined) {
    const of = readField(at(aggregated, 'Expression'), aliases);
    const aggregation = at(aggregated, 'Function');
    return {
      ...of,
      ...rest,
      kind: of.kind === 'column' ? 'aggregate' : 'other',
      aggregation: typeof aggregation === 'number' ? aggregation : undefined,
    };
  }
  for (const [name, kind] of [
    ['Column', 'column'],
    ['Measure', 'measure'],
  ] as const) {
    const found = at(expression, name);
    if (found === undefined) continue;
    const source = at(found, 'Expression', 'SourceRef');
    const alias = textAt(source, 'Source') ?? '';
    return {
      ...rest,
      kind,
      table: textAt(source, 'Entity') ?? aliases.get(alias) ?? '',
      name: textAt(found, 'Property') ?? '',
      aggregation: undefined,
    };
  }
  const level = at(expression, 'HierarchyLevel', 'Expression', 'Hierarchy', 'Expression');
  // A date put on an axis may become its automatic hierarchy; the column is what was dragged.
  const variation = at(level, 'PropertyVariationSource');
  return {
    ...rest,
    kind: variation === undefined ? 'other' : 'column',
    table: textAt(variation, 'Expression', 'SourceRef', 'Entity') ?? '',
    name: textAt(variation, 'Property') ?? '',
    aggregation: undefined,
  };
}

/** References of fields that formatting rules colour: a fill or a font colour that is computed, or data bars. */
export function colouredFields(objects: unknown): readonly string[] {
  return ['values', 'columnFormatting'].flatMap(name =>
    listAt(objects, name).flatMap(entry => {
      const properties = at(entry, 'properties');
      const isRule =
        at(properties, 'dataBars') !== undefined ||
        at(properties, 'icon') !== undefined ||
        ['backColor', 'fontColor'].some(property => {
          const computed = at(properties, property, 'solid', 'color', 'expr');
          return isObject(computed) && !('Literal' in computed) && !('ThemeDataColor' in computed);
        });
      const reference = textAt(entry, 'selector', 'metadata');
      return isRule && reference !== undefined ? [reference] : [];
    }),
  );
}

/** The decimals that a card's format pane sets: `0L` in the old card, `calloutValue` and `value` in later ones. */
export function decimalsOf(objects: unknown): number | undefined {
  for (const [object, property] of [
    ['labels', 'labelPrecision'],
    ['value', 'labelPrecision'],
    ['value', 'valueDecimalPlaces'],
  ] as const) {
    for (const entry of listAt(objects, object)) {
      const value = textAt(entry, 'properties', property, 'expr', 'Literal', 'Value');
      if (value !== undefined) return Number.parseInt(value, 10);
    }
  }
  return undefined;
}
