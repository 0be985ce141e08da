import { noCurrentDatabase, noCurrentSchema, SnowflakeError } from './errors.ts';
import { quoteName } from './lexer.ts';

/** The full name of something that lives in a schema. */
export interface ObjectName {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

/** What names are completed with. */
export interface NameScope {
  readonly database: string | null;
  readonly schema: string | null;
}

/** Completes `name`, `schema.name` or `db.schema.name`. `statement` is for the message, for example `CREATE TABLE`. */
export function resolveObject(scope: NameScope, parts: readonly string[], statement: string): ObjectName {
  const [name, schemaPart, databasePart, ...more] = [...parts].reverse();
  if (name === undefined || more.length > 0) throw tooManyParts(parts);
  const database = databasePart ?? scope.database;
  if (database === null) throw noCurrentDatabase(statement);
  const schema = schemaPart ?? scope.schema;
  if (schema === null) throw noCurrentSchema(statement);
  return { database, schema, name };
}

/** Completes `schema` or `db.schema`. */
export function resolveSchema(scope: NameScope, parts: readonly string[], statement: string): SchemaName {
  const [schema, databasePart, ...more] = [...parts].reverse();
  if (schema === undefined || more.length > 0) throw tooManyParts(parts);
  const database = databasePart ?? scope.database;
  if (database === null) throw noCurrentDatabase(statement);
  return { database, schema };
}

function tooManyParts(parts: readonly string[]): SnowflakeError {
  return new SnowflakeError(
    '001425',
    '42601',
    `SQL compilation error:\nObject name '${displayName(parts)}' has the wrong number of parts.`,
  );
}

/** A name as Snowflake prints it: parts in quotes only where they need them. */
export function displayName(parts: readonly string[]): string {
  return parts.map(part => (/^[A-Z_][A-Z0-9_$]*$/.test(part) ? part : quoteName(part))).join('.');
}

export function objectParts(name: ObjectName): readonly [string, string, string] {
  return [name.database, name.schema, name.name];
}

/** `DB.SCHEMA.NAME` for messages and keys of maps. */
export function fullName(name: ObjectName): string {
  return displayName(objectParts(name));
}

/** The quoted three-part name that goes to DuckDB: one attached file a database, under the same name. */
export function duckName(name: ObjectName): string {
  return objectParts(name).map(quoteName).join('.');
}
