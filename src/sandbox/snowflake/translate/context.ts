import type { Catalog } from '../catalog.ts';
import { doesNotExist, type SnowflakeError, unsupported } from '../errors.ts';
import { placeOf, quoteName } from '../lexer.ts';
import { displayName, duckName, fullName, type ObjectName, resolveObject } from '../names.ts';
import type { Options } from '../reader.ts';
import type { ResultColumn, WireCell } from '../result.ts';
import type { Session } from '../session.ts';
import type { Node } from './tree.ts';

/** A relation that must be made before the statement can run, under the name the SQL already uses. */
export type Source =
  | {
      readonly kind: 'stage';
      readonly relation: string;
      readonly stage: string;
      readonly options: Options;
      /** The highest `$n` the statement mentions. */
      readonly columns: number;
    }
  | { readonly kind: 'rows'; readonly relation: string; readonly rows: RowSource };

/** Rows that are computed here, not in DuckDB. */
export interface RowSource {
  readonly columns: readonly ResultColumn[];
  load(): Promise<readonly (readonly WireCell[])[]>;
}

/** A table or view that a statement mentions. */
export interface Mention {
  readonly name: ObjectName;
  /** As Snowflake's messages call it. */
  readonly shown: string;
}

/** Relations that only the session layer can provide. All return `undefined` when they do not know the name. */
export interface Relations {
  /** `INFORMATION_SCHEMA.view` of a database. */
  informationSchema(database: string, view: string): RowSource | undefined;
  /** `SNOWFLAKE.ACCOUNT_USAGE.view`. */
  accountUsage(view: string): RowSource | undefined;
  /** `TABLE(RESULT_SCAN(…))` and `TABLE(INFORMATION_SCHEMA.f(…))`; `args` are literal texts. */
  tableFunction(name: string, args: readonly string[]): RowSource | undefined;
}

/** What one translation knows and collects. */
export interface Translation {
  readonly source: string;
  readonly session: Session;
  readonly account: string;
  readonly catalog: Catalog;
  readonly relations: Relations;
  /** SQL of `?` and `:n` by number. */
  readonly binds: ReadonlyMap<string, string>;
  /** Names are completed with these: the session's, or those of the view being made. */
  readonly database: string | null;
  readonly schema: string | null;
  readonly sources: Source[];
  readonly mentions: Mention[];
  /** Names of VARIANT, OBJECT and ARRAY columns of the relations met so far. */
  readonly jsonNames: Set<string>;
  /** The highest `$n` that the statement mentions. */
  readonly highestPositional: number;
}

/** Names that are visible at a place of a statement. */
export interface Scope {
  /** Common table expressions by upper-case name. */
  readonly ctes: ReadonlySet<string>;
  /** What `$n` stands for, by the FROM clause of the innermost query. */
  positional?: (n: number) => string;
  /** Aliases of FLATTEN, whose VALUE, THIS and KEY are semi-structured. */
  readonly flattened: Set<string>;
}

/** The scope of a statement. */
export function rootScope(): Scope {
  return { ctes: new Set(), flattened: new Set() };
}

/** A scope inside another one; its own sources do not leak out. */
export function innerScope(outer: Scope, ctes: Iterable<string> = []): Scope {
  return {
    ctes: new Set([...outer.ctes, ...ctes]),
    flattened: new Set(outer.flattened),
    ...(outer.positional === undefined ? {} : { positional: outer.positional }),
  };
}

/** The relation of a table or view: its full name, or the session's temporary one. Throws when its database or schema is missing. */
export function relationOf(t: Translation, parts: readonly string[], statement: string): string {
  const name = resolveObject(t, parts, statement);
  const temporary = t.session.temporaries.get(fullName(name));
  if (temporary !== undefined) return known(t, temporary.relation);
  if (t.catalog.database(name.database) === undefined)
    throw doesNotExist('Database', displayName([name.database]));
  if (t.catalog.schema(name) === undefined)
    throw doesNotExist('Schema', displayName([name.database, name.schema]));
  t.mentions.push({ name, shown: parts.length === 1 ? displayName(parts) : fullName(name) });
  return known(t, duckName(name));
}

/** Notes the semi-structured columns of a relation. */
function known(t: Translation, relation: string): string {
  for (const [column, type] of t.session.columns.get(relation) ?? [])
    if (type === 'JSON') t.jsonNames.add(column);
  return relation;
}

/** The error for something Snowflake can do and the sandbox cannot, at its place. */
export function refuse(t: Translation, feature: string, node: Node | undefined): SnowflakeError {
  return unsupported(feature, placeOf(t.source, node?.start ?? 0));
}

/** Registers a source and returns the relation that stands for it. */
export function addSource(t: Translation, make: (relation: string) => Source): string {
  const relation = `temp.main.${quoteName(`SOURCE$${t.sources.length + 1}`)}`;
  t.sources.push(make(relation));
  return relation;
}
