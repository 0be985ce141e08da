import type { TableEntry } from '../catalog.ts';
import type { CommandContext } from '../command.ts';
import { doesNotExist, otherKind } from '../errors.ts';
import { quoteName } from '../lexer.ts';
import {
  displayName,
  duckName,
  fullName,
  type ObjectName,
  resolveObject,
  type SchemaName,
} from '../names.ts';

/** A table or view that exists, of the account or of the session alone. */
export interface StoredObject {
  readonly name: ObjectName;
  /** `DB.SCHEMA.NAME` for messages and locks. */
  readonly shown: string;
  readonly kind: 'TABLE' | 'VIEW';
  /** The quoted name in DuckDB. */
  readonly relation: string;
  readonly temporary: boolean;
  /** Absent for temporary objects. */
  readonly entry: TableEntry | undefined;
}

/** Where DuckDB's own catalogue has an object. */
export interface DuckPlace {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

export function duckPlace(object: StoredObject): DuckPlace {
  const { name } = object;
  return object.temporary
    ? { database: 'temp', schema: 'main', table: object.shown }
    : { database: name.database, schema: name.schema, table: name.name };
}

/** The quoted relation of a temporary object. */
export function temporaryRelation(name: ObjectName): string {
  return `temp.main.${quoteName(fullName(name))}`;
}

/** Throws 002003 when the database or the schema is missing. */
export function requireSchema({ account }: CommandContext, name: SchemaName): void {
  if (account.catalog.database(name.database) === undefined)
    throw doesNotExist('Database', displayName([name.database]));
  if (account.catalog.schema(name) === undefined)
    throw doesNotExist('Schema', displayName([name.database, name.schema]));
}

/** A temporary object hides one of the account with the same name. `undefined` when there is neither. */
export function findObject({ account, session }: CommandContext, name: ObjectName): StoredObject | undefined {
  const shown = fullName(name);
  const temporary = session.temporaries.get(shown);
  if (temporary !== undefined)
    return {
      name,
      shown,
      kind: temporary.kind,
      relation: temporary.relation,
      temporary: true,
      entry: undefined,
    };
  const entry = account.catalog.table(name);
  return entry && { name, shown, kind: entry.kind, relation: duckName(name), temporary: false, entry };
}

/**
 * The table or view of a name as it was written.
 * @throws 002003 when there is none, 002203 when it is of another kind than wanted
 */
export function requireObject(
  context: CommandContext,
  parts: readonly string[],
  statement: string,
  wanted?: 'TABLE' | 'VIEW',
): StoredObject {
  const name = resolveObject(context.session, parts, statement);
  requireSchema(context, name);
  const found = findObject(context, name);
  if (found === undefined) throw doesNotExist(wanted === 'VIEW' ? 'View' : 'Table', fullName(name));
  if (wanted !== undefined && found.kind !== wanted) throw otherKind(found.kind, wanted);
  return found;
}
