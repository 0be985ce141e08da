import type { Command, CommandContext } from '../command.ts';
import { doesNotExist, otherKind } from '../errors.ts';
import { displayName, fullName, resolveObject } from '../names.ts';
import { statusResult } from '../result.ts';
import { alreadyDropped, DONE, dropped } from '../status.ts';
import { writeAlone } from '../write.ts';
import { readColumns } from './columns.ts';
import { dropGrantsOn } from './grant-store.ts';
import { dropIdentities } from './identities.ts';
import { findObject, requireObject, type StoredObject } from './objects.ts';

/** Removes a table or view with everything kept about it. Runs inside a transaction of its own. */
export async function removeObject(context: CommandContext, object: StoredObject): Promise<void> {
  const { account, session } = context;
  const columns = object.kind === 'TABLE' ? await readColumns(context, object) : [];
  await session.connection.run(`DROP ${object.kind} ${object.relation}`);
  await dropIdentities(session.connection, columns);
  session.afterCommit.push(() => {
    if (object.temporary) session.temporaries.delete(object.shown);
    else {
      account.catalog.dropTable(object.name);
      dropGrantsOn(account, object.shown);
    }
  });
}

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'TABLE') || reader.at('DROP', 'VIEW'),
  async run(context, reader) {
    reader.expect('DROP');
    const kind = reader.accept('TABLE') ? 'TABLE' : 'VIEW';
    if (kind === 'VIEW') reader.expect('VIEW');
    const ifExists = reader.ifExists();
    const name = resolveObject(context.session, reader.name(), `DROP ${kind}`);
    reader.acceptAny('CASCADE', 'RESTRICT');
    reader.expectEnd();
    return writeAlone(context, [fullName(name)], async () => {
      const found = findObject(context, name);
      if (found === undefined) {
        if (ifExists) return alreadyDropped(displayName([name.name]));
        throw doesNotExist(kind === 'TABLE' ? 'Table' : 'View', fullName(name));
      }
      if (found.kind !== kind) throw otherKind(found.kind, kind);
      await removeObject(context, found);
      return dropped(displayName([name.name]));
    });
  },
};

const truncate: Command = {
  type: 'TRUNCATE_TABLE',
  commits: true,
  match: reader => reader.at('TRUNCATE'),
  async run(context, reader) {
    reader.expect('TRUNCATE');
    reader.accept('TABLE');
    const ifExists = reader.ifExists();
    const parts = reader.name();
    reader.expectEnd();
    const name = resolveObject(context.session, parts, 'TRUNCATE TABLE');
    if (ifExists && findObject(context, name) === undefined) return statusResult(DONE);
    return writeAlone(context, [fullName(name)], async () => {
      const table = requireObject(context, parts, 'TRUNCATE TABLE', 'TABLE');
      const { account, session } = context;
      await session.connection.run(`TRUNCATE ${table.relation}`);
      if (!table.temporary) session.afterCommit.push(() => account.catalog.clearTable(name));
      return statusResult(DONE);
    });
  },
};

/** DROP TABLE, DROP VIEW and TRUNCATE. */
export const dropCommands: readonly Command[] = [drop, truncate];
