import type { TableEntry } from '../catalog.ts';
import { type Command, type CommandContext, isCreate } from '../command.ts';
import { alreadyExists, invalidProperty, otherKind, unsupported } from '../errors.ts';
import { quoteName, quoteString, type Token } from '../lexer.ts';
import { displayName, duckName, fullName, type ObjectName, resolveObject } from '../names.ts';
import { optionText, type TokenReader } from '../reader.ts';
import { statusResult } from '../result.ts';
import { alreadyThere } from '../status.ts';
import { translateQuery } from '../translate/translate.ts';
import { writeAlone } from '../write.ts';
import { dropGrantsOn } from './grant-store.ts';
import { findObject, requireSchema, temporaryRelation } from './objects.ts';

const MODIFIERS = ['SECURE', 'LOCAL', 'GLOBAL', 'TEMPORARY', 'TEMP', 'VOLATILE', 'RECURSIVE'] as const;

interface ViewColumn {
  readonly name: string;
  readonly comment: string | undefined;
}

interface CreateView {
  readonly name: ObjectName;
  readonly replace: boolean;
  readonly keep: boolean;
  readonly temporary: boolean;
  readonly columns: readonly ViewColumn[];
  readonly comment: string | undefined;
  readonly copyGrants: boolean;
  readonly query: readonly Token[];
}

function readCreateView(context: CommandContext, reader: TokenReader): CreateView {
  reader.expect('CREATE');
  const replace = reader.accept('OR', 'REPLACE');
  const modifiers = new Set<string>();
  for (let word = reader.acceptAny(...MODIFIERS); word !== undefined; word = reader.acceptAny(...MODIFIERS))
    modifiers.add(word);
  reader.expect('VIEW');
  const keep = reader.ifNotExists();
  const name = resolveObject(context.session, reader.name(), 'CREATE VIEW');
  const columns = reader.atSymbol('(') ? readViewColumns(reader.over(reader.group())) : [];
  let comment: string | undefined;
  let copyGrants = false;
  while (!reader.accept('AS')) {
    if (reader.accept('COPY', 'GRANTS')) {
      copyGrants = true;
      continue;
    }
    if (reader.at('WITH')) throw unsupported('tags and policies of views');
    const options = reader.options();
    if (options.size === 0) throw reader.unexpected();
    for (const key of options.keys())
      if (key !== 'COMMENT' && key !== 'CHANGE_TRACKING') throw invalidProperty(key, 'VIEW');
    comment = optionText(options, 'COMMENT') ?? comment;
  }
  const temporary = ['TEMPORARY', 'TEMP', 'VOLATILE'].some(word => modifiers.has(word));
  return { name, replace, keep, temporary, columns, comment, copyGrants, query: reader.rest() };
}

function readViewColumns(reader: TokenReader): readonly ViewColumn[] {
  const columns: ViewColumn[] = [];
  while (!reader.done) {
    const name = reader.identifier();
    if (reader.at('WITH') || reader.at('MASKING') || reader.at('TAG'))
      throw unsupported('policies and tags of columns');
    columns.push({ name, comment: reader.accept('COMMENT') ? reader.string() : undefined });
    if (!reader.done) reader.expectSymbol(',');
  }
  return columns;
}

const create: Command = {
  type: 'CREATE_VIEW',
  commits: true,
  match: reader => isCreate(reader, MODIFIERS, 'VIEW'),
  async run(context, reader) {
    const plan = readCreateView(context, reader);
    requireSchema(context, plan.name);
    const query = translateQuery(context, plan.query, { named: plan.columns.length === 0, place: plan.name });
    if (query.sources.length > 0)
      throw unsupported('a view over a stage, INFORMATION_SCHEMA or a table function');
    const shown = displayName([plan.name.name]);
    return writeAlone(context, [fullName(plan.name)], async () => {
      if (isKept(context, plan)) return alreadyThere(shown);
      await createView(context, plan, query.sql);
      return statusResult(`View ${shown} successfully created.`);
    });
  },
};

/** Whether IF NOT EXISTS keeps what is there. Throws when the view can neither be made nor kept. */
function isKept(context: CommandContext, plan: CreateView): boolean {
  const found = findObject(context, plan.name);
  if (found === undefined || found.temporary !== plan.temporary) return false;
  if (!plan.replace) {
    if (plan.keep) return true;
    throw alreadyExists(found.shown);
  }
  if (found.kind === 'TABLE') throw otherKind('TABLE', 'VIEW');
  return false;
}

async function createView(context: CommandContext, plan: CreateView, sql: string): Promise<void> {
  const { account, session, statement } = context;
  const { connection } = session;
  const relation = plan.temporary ? temporaryRelation(plan.name) : duckName(plan.name);
  const names = plan.columns.map(({ name }) => quoteName(name)).join(', ');
  // DuckDB cannot comment the columns of a view that renames them in its head.
  const body = names === '' ? sql : `SELECT * FROM (${sql}) AS "VIEW"(${names})`;
  const head = `CREATE ${plan.replace ? 'OR REPLACE ' : ''}${plan.temporary ? 'TEMP ' : ''}VIEW ${relation}`;
  await connection.run(`${head} AS ${body}`);
  for (const { name, comment } of plan.columns)
    if (comment !== undefined)
      await connection.run(`COMMENT ON COLUMN ${relation}.${quoteName(name)} IS ${quoteString(comment)}`);
  if (plan.comment !== undefined)
    await connection.run(`COMMENT ON VIEW ${relation} IS ${quoteString(plan.comment)}`);
  const now = Date.now();
  if (plan.temporary) {
    session.afterCommit.push(() =>
      session.temporaries.set(fullName(plan.name), { kind: 'VIEW', relation, createdOn: now }),
    );
    return;
  }
  const { source, tokens } = statement;
  const entry: TableEntry = {
    createdOn: now,
    lastAltered: now,
    owner: session.role,
    kind: 'VIEW',
    transient: false,
    clusterBy: '',
    types: {},
    keys: [],
    text: source.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? source.length),
  };
  session.afterCommit.push(() => {
    account.catalog.setTable(plan.name, entry);
    if (!plan.copyGrants) dropGrantsOn(account, fullName(plan.name));
  });
}

/** CREATE VIEW in all its forms. */
export const createViewCommands: readonly Command[] = [create];
