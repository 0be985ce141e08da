import type { ColumnName, Model, ModelTable, Relationship } from './model.ts';
import { parseTmdl, type TmdlNode, unquotedName } from './tmdl-nodes.ts';

/**
 * Reads a model from the texts of its TMDL files; a table may be declared in several.
 * @throws TmdlError, through `parseTmdl`, when a text cannot be understood.
 */
export function readTmdl(texts: readonly string[]): Model {
  const nodes = texts.flatMap(text => parseTmdl(text)).flatMap(topLevel);
  const tables = new Map<string, ModelTable>();
  for (const node of nodes.filter(({ keyword }) => keyword === 'table')) {
    const read = tableOf(node);
    const known = tables.get(read.name);
    tables.set(read.name, known === undefined ? read : joined(known, read));
  }
  return {
    tables: [...tables.values()],
    relationships: nodes.filter(({ keyword }) => keyword === 'relationship').flatMap(relationshipOf),
    expressions: nodes.filter(({ keyword }) => keyword === 'expression').map(({ name }) => name),
  };
}

/** Tables and relationships may stand at the start of a line, or inside `model`. */
function topLevel(node: TmdlNode): readonly TmdlNode[] {
  return node.keyword === 'model' || node.keyword === 'createOrReplace'
    ? [node, ...node.children.flatMap(topLevel)]
    : [node];
}

function tableOf(node: TmdlNode): ModelTable {
  const columns = node.children.filter(({ keyword }) => keyword === 'column');
  const partition = node.children.find(({ keyword }) => keyword === 'partition');
  const source = partition?.children.find(({ keyword }) => keyword === 'source');
  const kind = partition?.expression.trim();
  return {
    name: node.name,
    columns: columns.map(column => ({
      name: column.name,
      source: column.properties.get('sourceColumn'),
      isKey: hasFlag(column, 'isKey'),
      format: column.properties.get('formatString'),
      dax: column.expression === '' ? undefined : column.expression,
    })),
    measures: node.children
      .filter(({ keyword }) => keyword === 'measure')
      .map(measure => ({
        name: measure.name,
        dax: measure.expression,
        format: measure.properties.get('formatString'),
      })),
    isCalendar:
      node.properties.get('dataCategory') === 'Time' && columns.some(column => hasFlag(column, 'isKey')),
    source: kind === 'm' || kind === 'calculated' ? kind : 'other',
    expression: source?.expression ?? '',
  };
}

function joined(one: ModelTable, other: ModelTable): ModelTable {
  const main = one.expression === '' ? other : one;
  return {
    ...main,
    columns: [...one.columns, ...other.columns],
    measures: [...one.measures, ...other.measures],
    isCalendar: one.isCalendar || other.isCalendar,
  };
}

/** `isKey` alone, or `isKey: true`. */
function hasFlag(node: TmdlNode, flag: string): boolean {
  return node.children.some(({ keyword }) => keyword === flag) || node.properties.get(flag) === 'true';
}

function relationshipOf(node: TmdlNode): readonly Relationship[] {
  const from = columnName(node.properties.get('fromColumn'));
  const to = columnName(node.properties.get('toColumn'));
  if (from === undefined || to === undefined) return [];
  return [{ from, to, isActive: node.properties.get('isActive') !== 'false' }];
}

/** `MART_SALES_OVERVIEW.SALE_DATE`, each part bare or in quotes. */
function columnName(words: string | undefined): ColumnName | undefined {
  const found = /^('(?:[^']|'')*'|[^.']+)\.('(?:[^']|'')*'|.+)$/.exec(words ?? '');
  if (found === null) return undefined;
  return { table: unquotedName(found[1] ?? ''), column: unquotedName(found[2] ?? '') };
}
