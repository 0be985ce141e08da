import type { CommandContext } from './command.ts';
import { SnowflakeError } from './errors.ts';
import { informationSchemaView, queryHistory } from './information-schema.ts';
import { meteringHistory } from './metering-history.ts';
import type { Relations } from './translate/context.ts';

/** The relations of a statement's session: the information schema and earlier results. */
export function relations(context: CommandContext): Relations {
  const { account } = context;
  return {
    informationSchema: (database, view) => informationSchemaView(context, database, view),
    accountUsage: view => (view === 'WAREHOUSE_METERING_HISTORY' ? meteringHistory(account, []) : undefined),
    tableFunction(name, args) {
      if (name.startsWith('QUERY_HISTORY')) return queryHistory(account, args);
      if (name === 'WAREHOUSE_METERING_HISTORY') return meteringHistory(account, args);
      if (name !== 'RESULT_SCAN') return undefined;
      const [queryId = ''] = args;
      const result = account.results.get(queryId);
      if (result === undefined) throw new SnowflakeError('000709', '02000', `Statement ${queryId} not found`);
      return { columns: result.columns, load: () => Promise.resolve(result.rows) };
    },
  };
}
