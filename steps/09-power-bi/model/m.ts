import type { DataType, ImportedTable } from './declaration.ts';
import { PARAMETER_NAMES, type Parameters } from './parameters.ts';

const M_TYPES: Readonly<Record<DataType, string>> = {
  text: 'type text',
  date: 'type date',
  integer: 'Int64.Type',
  money: 'Currency.Type',
  number: 'type number',
};

/** The name of a table's exported file. */
export function fileName(table: string): string {
  return `${table.toLowerCase()}.csv`;
}

/**
 * The Power Query of an imported table. Both sources stand in one query, chosen by `Mode`: a query that referred to another
 * one and to a source would be stopped by Power BI's privacy rules (Formula.Firewall).
 */
export function tableQuery({ name, columns }: ImportedTable): string {
  const isMart = name.startsWith('MART_');
  const schema = isMart ? 'MartsSchema' : 'CoreSchema';
  // marts.publish makes views in MARTS; dbt's own schemas hold tables.
  const kind = isMart ? 'if MartsSchema = "MARTS" then "View" else "Table"' : '"Table"';
  const list = columns.map(column => `"${column.name}"`).join(', ');
  const types = columns.map(column => `{"${column.name}", ${M_TYPES[column.type]}}`).join(', ');
  return `let
	Source =
		if Mode = "csv" then
			Table.PromoteHeaders(
				Csv.Document(File.Contents(DataFolder & "${fileName(name)}"), [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
				[PromoteAllScalars = true]
			)
		else
			Snowflake.Databases(Server, Warehouse, [Role = Role])
				{[Name = Database, Kind = "Database"]}[Data]
				{[Name = ${schema}, Kind = "Schema"]}[Data]
				{[Name = "${name}", Kind = ${kind}]}[Data],
	Columns = Table.SelectColumns(Source, {${list}}),
	Typed = Table.TransformColumnTypes(Columns, {${types}}, "en-US")
in
	Typed`;
}

/** The expression of a parameter: its value, and what makes Power BI show it as one. */
export function parameterQuery(parameter: keyof Parameters, value: string): string {
  const list = parameter === 'mode' ? 'List={"csv", "snowflake"}, DefaultValue="csv", ' : '';
  return `"${value.replaceAll('"', '""')}" meta [IsParameterQuery=true, ${list}Type="Text", IsParameterQueryRequired=true]`;
}

/** Every parameter with its name in Power BI and its expression, in order. */
export function parameterQueries(
  parameters: Parameters,
): readonly { readonly name: string; readonly expression: string }[] {
  return (Object.keys(PARAMETER_NAMES) as (keyof Parameters)[]).map(parameter => ({
    name: PARAMETER_NAMES[parameter],
    expression: parameterQuery(parameter, parameters[parameter]),
  }));
}
