import type { Text } from '../../../src/i18n/text.ts';
import { PARAMETER_NAMES } from '../model/parameters.ts';
import type { Model } from '../reader/model.ts';
import { sameName, tableNamed, unresolved } from './dax.ts';

/** Columns of the warehouse by table, as it spells them. */
export type WarehouseColumns = ReadonlyMap<string, ReadonlySet<string>>;

/** Lines of TMDL that do not begin with tabs alone, as `FILE:LINE`. */
export function spacesInTmdl(tmdl: ReadonlyMap<string, string>): readonly string[] {
  return [...tmdl].flatMap(([path, content]) => {
    const line = content.split('\n').findIndex(words => /^\t* /.test(words));
    return line === -1 ? [] : [`${path}:${line + 1}`];
  });
}

/** Columns that the model imports and the warehouse's table does not have. */
export function columnsNotInWarehouse(model: Model, warehouse: WarehouseColumns): readonly string[] {
  return model.tables.flatMap(table => {
    const columns = warehouse.get(table.name.toUpperCase());
    if (table.source !== 'm' || columns === undefined) return [];
    return table.columns
      .filter(({ source }) => source !== undefined && !columns.has(source.toUpperCase()))
      .map(({ source }) => `${table.name}[${source}]`);
  });
}

/** Relationships that name a column which the model does not have. */
export function brokenRelationships(model: Model): readonly string[] {
  return model.relationships.flatMap(({ from, to }) =>
    [from, to]
      .filter(({ table, column }) => {
        const found = tableNamed(model, table);
        return !(found?.columns.some(({ name }) => sameName(name, column)) ?? false);
      })
      .map(({ table, column }) => `${table}[${column}]`),
  );
}

/** References of computed tables and columns that lead nowhere. */
export function brokenTables(model: Model): readonly string[] {
  return model.tables.flatMap(table => [
    ...(table.source === 'calculated'
      ? unresolved(table.expression, model, table).map(reference => `${table.name}: ${reference}`)
      : []),
    ...table.columns.flatMap(({ name, dax }) =>
      dax === undefined
        ? []
        : unresolved(dax, model, table).map(reference => `${table.name}[${name}]: ${reference}`),
    ),
  ]);
}

/** Parameters of the lab that a query uses and the model does not have. */
export function missingParameters(model: Model): readonly string[] {
  const queries = model.tables
    .filter(({ source }) => source === 'm')
    .map(({ expression }) => expression.replaceAll(/"(?:[^"]|"")*"/g, ''))
    .join('\n');
  return Object.values(PARAMETER_NAMES).filter(
    name =>
      // `[Role = Role]` names a field first, then the parameter.
      new RegExp(`(?<![\\w#])${name}(?![\\w])(?!\\s*=[^>])`).test(queries) &&
      !model.expressions.some(expression => sameName(expression, name)),
  );
}

/** The marts of the handout that the model does not hold. */
export function missingMarts(model: Model, marts: readonly string[]): readonly string[] {
  return marts.filter(mart => tableNamed(model, mart) === undefined);
}

/** What to do about a model that Power BI would refuse. */
export const MEND_MODEL: Text = {
  fr: "Corrigez le modèle dans Power BI Desktop et enregistrez, ou exécutez l'étape power-bi.project : votre version sera gardée en copie.",
  en: 'Mend the model in Power BI Desktop and save, or run the step power-bi.project: your version will be kept as a copy.',
};
