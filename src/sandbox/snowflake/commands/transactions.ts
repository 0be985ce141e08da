import { type Command, startsWith } from '../command.ts';
import { type StatementResult, statementType, statusResult } from '../result.ts';
import { DONE } from '../status.ts';
import { beginTransaction, endTransaction } from '../write.ts';

const done = (): StatementResult => statusResult(DONE, statementType.transaction);

const begin: Command = {
  type: 'BEGIN_TRANSACTION',
  match(reader) {
    if (reader.at('START', 'TRANSACTION')) return true;
    if (!reader.accept('BEGIN')) return false;
    // Anything else after BEGIN is a block of Snowflake Scripting.
    return reader.done || reader.at('TRANSACTION') || reader.at('WORK') || reader.at('NAME');
  },
  async run({ session }, reader) {
    reader.next();
    reader.acceptAny('TRANSACTION', 'WORK');
    if (reader.accept('NAME')) reader.identifier();
    reader.expectEnd();
    await beginTransaction(session);
    return done();
  },
};

function end(how: 'COMMIT' | 'ROLLBACK'): Command {
  return {
    type: how,
    match: startsWith(how),
    async run(context, reader) {
      reader.expect(how);
      reader.accept('WORK');
      reader.expectEnd();
      await endTransaction(context, how);
      return done();
    },
  };
}

/** BEGIN, COMMIT and ROLLBACK; without an open transaction the last two do nothing, as in Snowflake. */
export const transactionCommands: readonly Command[] = [begin, end('COMMIT'), end('ROLLBACK')];
