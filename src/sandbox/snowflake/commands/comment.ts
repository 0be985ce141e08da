import { type Command, type CommandContext, startsWith } from '../command.ts';
import { doesNotExist, unsupported } from '../errors.ts';
import { displayName, fullName, resolveObject, resolveSchema } from '../names.ts';
import { type StatementResult, statusResult } from '../result.ts';
import { DONE } from '../status.ts';
import { writeAlone } from '../write.ts';
import { commentColumn } from './alter-columns.ts';
import { commentObject } from './alter-table.ts';
import { findObject, requireObject } from './objects.ts';
import { roles } from './roles.ts';

interface Target {
  readonly parts: readonly string[];
  readonly ifExists: boolean;
  readonly text: string;
}

async function onObject(
  context: CommandContext,
  kind: 'TABLE' | 'VIEW',
  target: Target,
): Promise<StatementResult> {
  const name = resolveObject(context.session, target.parts, 'COMMENT');
  if (target.ifExists && findObject(context, name) === undefined) return statusResult(DONE);
  return writeAlone(context, [fullName(name)], async () => {
    await commentObject(context, requireObject(context, target.parts, 'COMMENT', kind), target.text);
    return statusResult(DONE);
  });
}

async function onColumn(context: CommandContext, target: Target): Promise<StatementResult> {
  const column = target.parts.at(-1) ?? '';
  const parts = target.parts.slice(0, -1);
  const name = resolveObject(context.session, parts, 'COMMENT');
  if (target.ifExists && findObject(context, name) === undefined) return statusResult(DONE);
  return writeAlone(context, [fullName(name)], async () => {
    await commentColumn(context, requireObject(context, parts, 'COMMENT'), column, target.text);
    return statusResult(DONE);
  });
}

/** Things whose comment the catalogue keeps. */
function onCatalogued(
  context: CommandContext,
  kind: 'DATABASE' | 'SCHEMA' | 'WAREHOUSE' | 'ROLE',
  target: Target,
): boolean {
  const { account, session } = context;
  const [only = ''] = target.parts;
  switch (kind) {
    case 'DATABASE':
    case 'SCHEMA': {
      const entry =
        kind === 'DATABASE'
          ? account.catalog.database(only)
          : account.catalog.schema(resolveSchema(session, target.parts, 'COMMENT'));
      if (entry === undefined) return false;
      entry.comment = target.text;
      account.catalog.save();
      return true;
    }
    case 'WAREHOUSE': {
      const entry = account.warehouses.get(only);
      if (entry !== undefined) account.warehouses.set(only, { ...entry, comment: target.text });
      return entry !== undefined;
    }
    case 'ROLE': {
      const entry = roles(account).get(only);
      if (entry !== undefined) roles(account).set(only, { ...entry, comment: target.text });
      return entry !== undefined;
    }
  }
}

const KIND_NAMES = { DATABASE: 'Database', SCHEMA: 'Schema', WAREHOUSE: 'Warehouse', ROLE: 'Role' } as const;

const comment: Command = {
  type: 'COMMENT',
  commits: true,
  match: startsWith('COMMENT'),
  async run(context, reader) {
    reader.expect('COMMENT');
    const before = reader.ifExists();
    reader.expect('ON');
    const kind = reader.identifier();
    const ifExists = reader.ifExists() || before;
    const parts = reader.name();
    reader.expect('IS');
    const target: Target = { parts, ifExists, text: reader.string() };
    reader.expectEnd();
    switch (kind) {
      case 'TABLE':
      case 'VIEW':
        return onObject(context, kind, target);
      case 'COLUMN':
        return onColumn(context, target);
      case 'DATABASE':
      case 'SCHEMA':
      case 'WAREHOUSE':
      case 'ROLE':
        if (!onCatalogued(context, kind, target) && !ifExists)
          throw doesNotExist(KIND_NAMES[kind], displayName(parts));
        return statusResult(DONE);
      default:
        throw unsupported(`COMMENT ON ${kind}`);
    }
  },
};

/** COMMENT ON tables, views, columns, schemas, databases, warehouses and roles. */
export const commentCommands: readonly Command[] = [comment];
