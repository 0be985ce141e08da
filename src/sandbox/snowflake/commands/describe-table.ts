import type { Command } from '../command.ts';
import { statementType, tableResult, textColumn } from '../result.ts';
import { readColumns, shownDefault } from './columns.ts';
import { requireObject } from './objects.ts';

const COLUMNS = [
  'name',
  'type',
  'kind',
  'null?',
  'default',
  'primary key',
  'unique key',
  'check',
  'expression',
  'comment',
  'policy name',
  'privacy domain',
].map(name => textColumn(name));

const describe: Command = {
  type: 'DESCRIBE',
  match(reader) {
    if (reader.acceptAny('DESC', 'DESCRIBE') === undefined) return false;
    return reader.at('TABLE') || reader.at('VIEW');
  },
  async run(context, reader) {
    reader.next();
    reader.next();
    // DESC TABLE of a view works, and the other way round.
    const object = requireObject(context, reader.name(), 'DESCRIBE TABLE');
    if (reader.accept('TYPE')) {
      reader.acceptSymbol('=');
      reader.expect('COLUMNS');
    }
    reader.expectEnd();
    const keys = object.entry?.keys ?? [];
    const has = (kind: 'PRIMARY KEY' | 'UNIQUE', column: string): string =>
      keys.some(key => key.kind === kind && key.columns.includes(column)) ? 'Y' : 'N';
    const rows = (await readColumns(context, object)).map(column => [
      column.name,
      column.declared,
      'COLUMN',
      column.nullable ? 'Y' : 'N',
      shownDefault(column),
      has('PRIMARY KEY', column.name),
      has('UNIQUE', column.name),
      null,
      null,
      column.comment,
      null,
      null,
    ]);
    return tableResult(COLUMNS, rows, statementType.describe);
  },
};

/** DESCRIBE TABLE and VIEW. */
export const describeTableCommands: readonly Command[] = [describe];
