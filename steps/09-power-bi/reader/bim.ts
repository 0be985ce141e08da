import { at, listAt, textAt } from './json.ts';
import type { Model, ModelTable } from './model.ts';

/** Reads a model from `model.bim` (TMSL), the format of projects saved without the TMDL option. */
export function readBim(bim: unknown): Model {
  return {
    tables: listAt(bim, 'model', 'tables').map(tableOf),
    relationships: listAt(bim, 'model', 'relationships').map(relationship => ({
      from: {
        table: textAt(relationship, 'fromTable') ?? '',
        column: textAt(relationship, 'fromColumn') ?? '',
      },
      to: { table: textAt(relationship, 'toTable') ?? '', column: textAt(relationship, 'toColumn') ?? '' },
      isActive: at(relationship, 'isActive') !== false,
    })),
    expressions: listAt(bim, 'model', 'expressions').map(expression => textAt(expression, 'name') ?? ''),
  };
}

function tableOf(table: unknown): ModelTable {
  const columns = listAt(table, 'columns');
  const source = at(listAt(table, 'partitions')[0], 'source');
  const kind = textAt(source, 'type');
  return {
    name: textAt(table, 'name') ?? '',
    columns: columns.map(column => ({
      name: textAt(column, 'name') ?? '',
      source: textAt(column, 'sourceColumn'),
      isKey: at(column, 'isKey') === true,
      format: textAt(column, 'formatString'),
      dax: at(column, 'type') === 'calculated' ? linesOf(at(column, 'expression')) : undefined,
    })),
    measures: listAt(table, 'measures').map(measure => ({
      name: textAt(measure, 'name') ?? '',
      dax: linesOf(at(measure, 'expression')),
      format: textAt(measure, 'formatString'),
    })),
    isCalendar:
      textAt(table, 'dataCategory') === 'Time' && columns.some(column => at(column, 'isKey') === true),
    source: kind === 'm' || kind === 'calculated' ? kind : 'other',
    expression: linesOf(at(source, 'expression')),
  };
}

/** An expression is a text, or a list of its lines. */
function linesOf(expression: unknown): string {
  if (typeof expression === 'string') return expression;
  return Array.isArray(expression) ? expression.join('\n') : '';
}
