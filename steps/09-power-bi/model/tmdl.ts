import { createHash } from 'node:crypto';
import { FORMAT_STRINGS, type Format, type Measure } from '../../../src/bi/bi.ts';
import {
  CALCULATED,
  type CalculatedTable,
  type DataType,
  IMPORTED,
  type ImportedTable,
  MEASURE_TABLE,
  RELATIONSHIPS,
} from './declaration.ts';
import { parameterQueries, tableQuery } from './m.ts';
import type { Parameters } from './parameters.ts';

const TYPES: Readonly<Record<DataType, string>> = {
  text: 'string',
  date: 'dateTime',
  integer: 'int64',
  money: 'decimal',
  number: 'double',
};

/** A stable identifier made of a name: Power BI wants one a thing, and the same project twice must be the same text. */
export function stableId(name: string): string {
  const hex = createHash('sha256').update(`shopstream-lab/${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `database.tmdl`: the level that this model needs, which Power BI Desktop has had since 2023. */
export const DATABASE_TMDL = 'database\n\tcompatibilityLevel: 1600\n\n';

/** `model.tmdl`: French formats, automatic date tables off (the marked calendar does their work), the order of the tables. */
export function modelTmdl(): string {
  const tables = [...IMPORTED, ...CALCULATED].map(({ name }) => name);
  return lines([
    'model Model',
    '\tculture: fr-FR',
    '\tdefaultPowerBIDataSourceVersion: powerBI_V3',
    '\tsourceQueryCulture: fr-FR',
    '\tdataAccessOptions',
    '\t\tlegacyRedirects',
    '\t\treturnErrorValuesAsNull',
    '',
    'annotation __PBI_TimeIntelligenceEnabled = 0',
    '',
    ...tables.flatMap(name => [`ref table ${quotedName(name)}`]),
    '',
  ]);
}

/** `expressions.tmdl`: the parameters. */
export function expressionsTmdl(parameters: Parameters): string {
  return lines(
    parameterQueries(parameters).flatMap(({ name, expression }) => [
      `expression ${name} = ${expression}`,
      `\tlineageTag: ${stableId(`parameter/${name}`)}`,
      '',
      '\tannotation PBI_ResultType = Text',
      '',
    ]),
  );
}

/** `relationships.tmdl`: many to one, each filtering one way. */
export function relationshipsTmdl(): string {
  return lines(
    RELATIONSHIPS.flatMap(({ from, to }) => [
      `relationship ${stableId(`${from}/${to}`)}`,
      `\tfromColumn: ${from}`,
      `\ttoColumn: ${to}`,
      '',
    ]),
  );
}

/** `tables/NAME.tmdl` of an imported table; the measures stand first, as Power BI Desktop writes them. */
export function importedTmdl(table: ImportedTable, measures: readonly Measure[]): string {
  return lines([
    `table ${quotedName(table.name)}`,
    `\tlineageTag: ${stableId(table.name)}`,
    '',
    ...(table.name === MEASURE_TABLE ? measures.flatMap(measureLines) : []),
    ...table.columns.flatMap(({ name, type, format, adds }) => [
      `\tcolumn ${quotedName(name)}`,
      `\t\tdataType: ${TYPES[type]}`,
      ...formatLine(format),
      `\t\tlineageTag: ${stableId(`${table.name}/${name}`)}`,
      `\t\tsummarizeBy: ${adds ? 'sum' : 'none'}`,
      `\t\tsourceColumn: ${name}`,
      '',
      '\t\tannotation SummarizationSetBy = User',
      '',
    ]),
    `\tpartition ${quotedName(table.name)} = m`,
    '\t\tmode: import',
    '\t\tsource =',
    ...indented(tableQuery(table), 4),
    '',
  ]);
}

/** `tables/NAME.tmdl` of a computed table. */
export function calculatedTmdl(table: CalculatedTable): string {
  return lines([
    `table ${quotedName(table.name)}`,
    `\tlineageTag: ${stableId(table.name)}`,
    ...(table.isCalendar === true ? ['\tdataCategory: Time'] : []),
    '',
    ...table.columns.flatMap(({ name, type, format, isKey, isHidden, sortBy }) => [
      `\tcolumn ${quotedName(name)}`,
      `\t\tdataType: ${TYPES[type]}`,
      ...(isHidden === true ? ['\t\tisHidden'] : []),
      ...(isKey === true ? ['\t\tisKey'] : []),
      ...formatLine(format),
      `\t\tlineageTag: ${stableId(`${table.name}/${name}`)}`,
      '\t\tsummarizeBy: none',
      '\t\tisNameInferred',
      `\t\tsourceColumn: [${name}]`,
      ...(sortBy === undefined ? [] : [`\t\tsortByColumn: ${quotedName(sortBy)}`]),
      '',
      '\t\tannotation SummarizationSetBy = User',
      '',
    ]),
    `\tpartition ${quotedName(table.name)} = calculated`,
    '\t\tmode: import',
    '\t\tsource =',
    ...indented(table.dax, 4),
    '',
  ]);
}

function measureLines({ name, dax, format }: Measure): readonly string[] {
  const declared = `\tmeasure ${quotedName(name)} =`;
  return [
    ...(dax.includes('\n') ? [declared, ...indented(dax, 3)] : [`${declared} ${dax}`]),
    ...formatLine(format),
    `\t\tlineageTag: ${stableId(`measure/${name}`)}`,
    '',
  ];
}

function formatLine(format: Format | undefined): readonly string[] {
  const shown = format === undefined ? undefined : FORMAT_STRINGS[format];
  return shown === undefined ? [] : [`\t\tformatString: ${shown}`];
}

/** An expression inside TMDL: tabs alone, four spaces of DAX being one. */
function indented(expression: string, depth: number): readonly string[] {
  return expression.split('\n').map(line => {
    const spaces = /^ */.exec(line)?.[0].length ?? 0;
    return `${'\t'.repeat(depth + spaces / 4)}${line.slice(spaces)}`;
  });
}

/** TMDL puts quotes around a name that holds a space, a dot, an equals sign, a colon or a quote. */
function quotedName(name: string): string {
  return /[\s.=:']/.test(name) ? `'${name.replaceAll("'", "''")}'` : name;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
