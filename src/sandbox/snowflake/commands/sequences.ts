import type { Account } from '../account.ts';
import type { SchemaCollection } from '../catalog.ts';
import { type Command, isCreate } from '../command.ts';
import { alreadyExists, doesNotExist } from '../errors.ts';
import { displayName, duckName, fullName, resolveObject } from '../names.ts';
import { optionText } from '../reader.ts';
import { numberColumn, statusResult, textColumn, timeColumn, timestampCell } from '../result.ts';
import { isShow, readShowOptions, showResult, showTerse } from '../show-options.ts';
import { alreadyDropped, alreadyThere, dropped } from '../status.ts';
import { writeAlone } from '../write.ts';
import { requireSchema } from './objects.ts';
import { wantedTables } from './show-objects.ts';

interface SequenceEntry {
  readonly start: number;
  readonly increment: number;
  readonly owner: string;
  readonly comment: string;
  readonly createdOn: number;
}

function sequences(account: Account): SchemaCollection<SequenceEntry> {
  return account.catalog.inSchemas<SequenceEntry>('sequences');
}

const create: Command = {
  type: 'CREATE_SEQUENCE',
  commits: true,
  match: reader => isCreate(reader, [], 'SEQUENCE'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    reader.expect('SEQUENCE');
    const keep = reader.ifNotExists();
    const name = resolveObject(session, reader.name(), 'CREATE SEQUENCE');
    const numbers = { start: 1, increment: 1 };
    reader.accept('WITH');
    for (;;) {
      const word = reader.acceptAny('START', 'INCREMENT');
      if (word === undefined) break;
      if (reader.acceptAny('WITH', 'BY') === undefined) reader.acceptSymbol('=');
      numbers[word === 'START' ? 'start' : 'increment'] = reader.integer();
      reader.acceptSymbol(',');
    }
    reader.acceptAny('ORDER', 'NOORDER');
    const comment = optionText(reader.options(), 'COMMENT') ?? '';
    reader.expectEnd();
    requireSchema(context, name);
    const shown = displayName([name.name]);
    return writeAlone(context, [fullName(name)], async () => {
      const there = sequences(account).get(name) !== undefined;
      if (there && !replace) {
        if (keep) return alreadyThere(shown);
        throw alreadyExists(fullName(name));
      }
      const { start, increment } = numbers;
      const bounds = `MINVALUE ${increment < 0 ? '-9223372036854775807' : Math.min(start, 1)} MAXVALUE 9223372036854775807`;
      await session.connection.run(
        `CREATE ${replace ? 'OR REPLACE ' : ''}SEQUENCE ${duckName(name)} START ${start} INCREMENT ${increment} ${bounds}`,
      );
      const entry = { ...numbers, owner: session.role, comment, createdOn: Date.now() };
      session.afterCommit.push(() => sequences(account).set(name, entry));
      return statusResult(`Sequence ${shown} successfully created.`);
    });
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'SEQUENCE'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('DROP', 'SEQUENCE');
    const ifExists = reader.ifExists();
    const name = resolveObject(session, reader.name(), 'DROP SEQUENCE');
    reader.acceptAny('CASCADE', 'RESTRICT');
    reader.expectEnd();
    return writeAlone(context, [fullName(name)], async () => {
      if (sequences(account).get(name) === undefined) {
        if (ifExists) return alreadyDropped(displayName([name.name]));
        throw doesNotExist('Sequence', fullName(name));
      }
      await session.connection.run(`DROP SEQUENCE ${duckName(name)}`);
      session.afterCommit.push(() => sequences(account).delete(name));
      return dropped(displayName([name.name]));
    });
  },
};

const COLUMNS = [
  ...['name', 'database_name', 'schema_name'].map(name => textColumn(name)),
  numberColumn('next_value'),
  numberColumn('interval'),
  timeColumn('created_on'),
  ...['owner', 'comment', 'owner_role_type', 'ordered'].map(name => textColumn(name)),
];

const show: Command = {
  type: 'SHOW',
  match: isShow('SEQUENCES'),
  async run(context, reader) {
    showTerse(reader);
    reader.expect('SEQUENCES');
    const options = readShowOptions(reader);
    const { database, schema } = wantedTables(context, options);
    const read = await context.session.connection.runAndReadAll(
      'SELECT database_name, schema_name, sequence_name, last_value FROM duckdb_sequences()',
    );
    const last = new Map(
      read
        .getRowObjectsJS()
        .map(row => [[row.database_name, row.schema_name, row.sequence_name].join('\n'), row.last_value]),
    );
    const scope = {
      ...(database === undefined ? {} : { database }),
      ...(schema === undefined ? {} : { schema }),
    };
    const rows = sequences(context.account)
      .entries(scope)
      .map(([name, entry]) => {
        const value = last.get([name.database, name.schema, name.name].join('\n'));
        const next = value === null || value === undefined ? entry.start : Number(value) + entry.increment;
        return [
          name.name,
          name.database,
          name.schema,
          String(next),
          String(entry.increment),
          timestampCell(entry.createdOn),
          entry.owner,
          entry.comment,
          'ROLE',
          'N',
        ];
      });
    return showResult(COLUMNS, rows, options);
  },
};

/** CREATE, DROP and SHOW of sequences. */
export const sequenceCommands: readonly Command[] = [create, drop, show];
