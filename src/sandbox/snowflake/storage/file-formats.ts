import type { Account } from '../account.ts';
import type { SchemaCollection } from '../catalog.ts';
import { type Command, type CommandContext, isCreate, isDescribe } from '../command.ts';
import { alreadyExists, doesNotExist, unsupported } from '../errors.ts';
import { tokenize } from '../lexer.ts';
import { displayName, fullName, resolveObject } from '../names.ts';
import { type Options, optionGroup, optionText, TokenReader } from '../reader.ts';
import {
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { readShowOptions, showResult, showTarget } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';
import { DEFAULT_CSV, describeFormat, type FileFormat, readFileFormat } from './file-format.ts';

/** A named file format. */
interface FileFormatEntry {
  readonly format: FileFormat;
  readonly comment: string;
  readonly owner: string;
  readonly createdOn: number;
}

function fileFormats(account: Account): SchemaCollection<FileFormatEntry> {
  return account.catalog.inSchemas<FileFormatEntry>('file formats');
}

/** The format that a name stands for. Throws 002003 when there is none. */
function namedFormat(context: CommandContext, parts: readonly string[]): FileFormat {
  const name = resolveObject(context.session, parts, 'file format');
  const entry = fileFormats(context.account).get(name);
  if (entry === undefined) throw doesNotExist('File format', fullName(name));
  return entry.format;
}

function namedByText(context: CommandContext, text: string): FileFormat {
  return namedFormat(context, new TokenReader(text, tokenize(text)).name());
}

/**
 * The value of FILE_FORMAT: `(TYPE = … …)` over `base`, `(FORMAT_NAME = …)`, a name or a name in quotes; `undefined` when
 * the option is absent.
 */
export function formatOption(
  context: CommandContext,
  options: Options,
  base: FileFormat,
): FileFormat | undefined {
  const value = options.get('FILE_FORMAT');
  if (value === undefined) return undefined;
  const group = optionGroup(options, 'FILE_FORMAT');
  if (group === undefined) {
    if (value.kind === 'name') return namedFormat(context, value.parts);
    return namedByText(context, optionText(options, 'FILE_FORMAT') ?? '');
  }
  const named = group.get('FORMAT_NAME');
  if (named === undefined) return readFileFormat(group, base);
  const over = new Map(group);
  over.delete('FORMAT_NAME');
  const format =
    named.kind === 'name'
      ? namedFormat(context, named.parts)
      : namedByText(context, optionText(group, 'FORMAT_NAME') ?? '');
  return over.size === 0 ? format : readFileFormat(over, format);
}

/** `CREATE FILE FORMAT … TYPE = CSV … COMMENT = '…'`: the format's own options without the others. */
function split(options: Options): { readonly format: Options; readonly comment: string } {
  const format = new Map(options);
  format.delete('COMMENT');
  return { format, comment: optionText(options, 'COMMENT') ?? '' };
}

const create: Command = {
  type: 'CREATE',
  commits: true,
  match: reader => isCreate(reader, ['TEMPORARY', 'TEMP', 'VOLATILE'], 'FILE', 'FORMAT'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    if (reader.acceptAny('TEMPORARY', 'TEMP', 'VOLATILE') !== undefined)
      throw unsupported('temporary file formats');
    reader.expect('FILE', 'FORMAT');
    const keep = reader.ifNotExists();
    const name = resolveObject(session, reader.name(), 'CREATE FILE FORMAT');
    const { format, comment } = split(reader.options());
    reader.expectEnd();
    if (account.catalog.schema(name) === undefined)
      throw doesNotExist('Schema', displayName([name.database, name.schema]));
    const shown = displayName([name.name]);
    if (fileFormats(account).get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(shown);
      throw alreadyExists(fullName(name));
    }
    fileFormats(account).set(name, {
      format: readFileFormat(format, DEFAULT_CSV),
      comment,
      owner: session.role,
      createdOn: Date.now(),
    });
    return statusResult(`File format ${shown} successfully created.`);
  },
};

const alter: Command = {
  type: 'ALTER',
  commits: true,
  match: reader => reader.at('ALTER', 'FILE', 'FORMAT'),
  async run({ account, session }, reader) {
    reader.expect('ALTER', 'FILE', 'FORMAT');
    const ifExists = reader.ifExists();
    const name = resolveObject(session, reader.name(), 'ALTER FILE FORMAT');
    reader.expect('SET');
    const options = reader.options();
    reader.expectEnd();
    const entry = fileFormats(account).get(name);
    if (entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('File format', fullName(name));
    }
    const { format, comment } = split(options);
    fileFormats(account).set(name, {
      ...entry,
      format: readFileFormat(format, entry.format),
      comment: options.has('COMMENT') ? comment : entry.comment,
    });
    return statusResult(DONE);
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'FILE', 'FORMAT'),
  async run({ account, session }, reader) {
    reader.expect('DROP', 'FILE', 'FORMAT');
    const ifExists = reader.ifExists();
    const name = resolveObject(session, reader.name(), 'DROP FILE FORMAT');
    reader.expectEnd();
    const shown = displayName([name.name]);
    if (fileFormats(account).delete(name)) return dropped(shown);
    if (!ifExists) throw doesNotExist('File format', fullName(name));
    return alreadyDropped(shown);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: isDescribe('FILE', 'FORMAT'),
  async run(context, reader) {
    reader.next();
    reader.expect('FILE', 'FORMAT');
    const parts = reader.name();
    reader.expectEnd();
    const columns = ['property', 'property_type', 'property_value', 'property_default'];
    return tableResult(
      columns.map(column => textColumn(column)),
      describeFormat(namedFormat(context, parts)),
      statementType.describe,
    );
  },
};

const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'FILE', 'FORMATS'),
  async run({ account, session }, reader) {
    reader.expect('SHOW', 'FILE', 'FORMATS');
    const options = readShowOptions(reader);
    const { database, schema } = showTarget(options, session);
    const columns = [
      timeColumn('created_on'),
      ...['name', 'database_name', 'schema_name', 'type', 'owner', 'comment', 'owner_role_type'].map(column =>
        textColumn(column),
      ),
    ];
    const rows = fileFormats(account)
      .entries({
        ...(database === undefined ? {} : { database }),
        ...(schema === undefined ? {} : { schema }),
      })
      .map(([name, entry]) => [
        timestampCell(entry.createdOn),
        name.name,
        name.database,
        name.schema,
        entry.format.type,
        entry.owner,
        entry.comment,
        'ROLE',
      ]);
    return showResult(columns, rows, options);
  },
};

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of named file formats. */
export const fileFormatCommands: readonly Command[] = [create, alter, drop, describe, show];
