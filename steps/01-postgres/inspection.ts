/** Compares the schema that is there with the one that is expected. */
import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, errorCode, expectEqual, sqlScript } from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import { COLUMNS, CONSTRAINTS, INDEXES, TABLES, type TableName } from './schema.ts';

type Row = Readonly<Record<string, unknown>>;

/** What the catalogue of the database says. */
export interface FoundSchema {
  /** Columns with their types, by table: those of other tables too. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** `table: definition`, by kind. */
  readonly constraints: Readonly<Record<keyof typeof CONSTRAINTS, ReadonlySet<string>>>;
  /** `table (columns)`. */
  readonly indexes: ReadonlySet<string>;
}

interface ColumnRow extends Row {
  readonly table_name: string;
  readonly column_name: string;
  readonly column_type: string;
}

interface ConstraintRow extends Row {
  readonly table_name: string;
  readonly kind: keyof typeof CONSTRAINTS;
  readonly definition: string;
  readonly columns: string | null;
}

interface IndexRow extends Row {
  readonly table_name: string;
  readonly columns: string | null;
}

const columnsQuery = (): string => sqlScript('postgres/verify-columns.sql');
const constraintsQuery = (): string => sqlScript('postgres/verify-constraints.sql');
const indexesQuery = (): string => sqlScript('postgres/verify-indexes.sql');

/** Reads the schema; `undefined` when the database itself does not exist. */
export async function readSchema(
  postgres: PostgresReader,
  signal: AbortSignal,
): Promise<FoundSchema | undefined> {
  try {
    const [columns, constraints, indexes] = await Promise.all([
      postgres.query<ColumnRow>(columnsQuery(), [], signal),
      postgres.query<ConstraintRow>(constraintsQuery(), [], signal),
      postgres.query<IndexRow>(indexesQuery(), [], signal),
    ]);
    return {
      columns: columnsByTable(columns),
      constraints: constraintsByKind(constraints),
      indexes: new Set(indexes.map(row => `${row.table_name} ${row.columns}`)),
    };
  } catch (error) {
    const NO_SUCH_DATABASE = '3D000';
    if (errorCode(error) === NO_SUCH_DATABASE) return undefined;
    throw error;
  }
}

function columnsByTable(rows: readonly ColumnRow[]): Map<string, Map<string, string>> {
  const tables = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const columns = tables.get(row.table_name) ?? new Map<string, string>();
    tables.set(row.table_name, columns.set(row.column_name, row.column_type));
  }
  return tables;
}

function constraintsByKind(rows: readonly ConstraintRow[]): FoundSchema['constraints'] {
  const found = { p: new Set<string>(), u: new Set<string>(), f: new Set<string>(), c: new Set<string>() };
  for (const { table_name, kind, definition, columns } of rows) {
    // What a foreign key does ON DELETE or ON UPDATE is its author's choice.
    const words = kind === 'c' ? `CHECK (${columns})` : definition.replace(/ ON (DELETE|UPDATE) .*$/, '');
    found[kind].add(`${table_name}: ${words}`);
  }
  return found;
}

/** Columns of `table` that are missing or of another type, as `name type`; empty when all are right. */
export function wrongColumns(found: FoundSchema | undefined, table: TableName): readonly string[] {
  const actual = found?.columns.get(table);
  return Object.entries(COLUMNS[table])
    .filter(([name, type]) => actual?.get(name) !== type)
    .map(([name, type]) => `${name} ${type}`);
}

/** Whether `table` exists with columns that are missing or of another type. */
export function isMisshapen(found: FoundSchema, table: TableName): boolean {
  return found.columns.has(table) && wrongColumns(found, table).length > 0;
}

function missing(expected: readonly string[], actual: ReadonlySet<string> | undefined): readonly string[] {
  return expected.filter(item => !(actual?.has(item) ?? false));
}

/** Whether a key or an index of `keys.sql` is missing. */
export function lacksKeys(found: FoundSchema): boolean {
  const { p, u, f } = found.constraints;
  return (
    missing(CONSTRAINTS.p, p).length > 0 ||
    missing(CONSTRAINTS.u, u).length > 0 ||
    missing(CONSTRAINTS.f, f).length > 0 ||
    missing(INDEXES, found.indexes).length > 0
  );
}

/** Tables that exist but lack a CHECK of `tables.sql`. */
export function tablesLackingChecks(found: FoundSchema): readonly TableName[] {
  const lacking = missing(CONSTRAINTS.c, found.constraints.c);
  return TABLES.filter(
    table => found.columns.has(table) && lacking.some(item => item.startsWith(`${table}:`)),
  );
}

function absent(items: readonly string[]): Text {
  return text(lang =>
    lang === 'fr'
      ? `Il manque : ${items.join(' ; ')}. Exécutez l'étape pour compléter.`
      : `Missing: ${items.join('; ')}. Run the step to complete it.`,
  );
}

function countOf(
  id: string,
  label: Text,
  expected: readonly string[],
  actual: ReadonlySet<string> | undefined,
  query: string,
): Check {
  const lacking = missing(expected, actual);
  return expectEqual(id, label, {
    expected: expected.length,
    actual: expected.length - lacking.length,
    query,
    message: absent(lacking),
  });
}

/** One check a table for its columns, one a kind for keys, rules and indexes. */
export function schemaChecks(found: FoundSchema | undefined): readonly Check[] {
  const columns = columnsQuery();
  const tables = new Set(found?.columns.keys());
  const { p, u, f, c } = found?.constraints ?? {};
  const constraints = constraintsQuery();
  return [
    countOf('tables', { fr: 'Tables', en: 'Tables' }, TABLES, tables, columns),
    ...TABLES.map(table => {
      const wrong = wrongColumns(found, table);
      const expected = Object.keys(COLUMNS[table]).length;
      return expectEqual(
        `columns-${table.replace('_', '-')}`,
        text(lang => (lang === 'fr' ? `Colonnes de ${table}` : `Columns of ${table}`)),
        { expected, actual: expected - wrong.length, query: columns, message: wrongColumnsMessage(wrong) },
      );
    }),
    countOf('primary-keys', { fr: 'Clés primaires', en: 'Primary keys' }, CONSTRAINTS.p, p, constraints),
    countOf('foreign-keys', { fr: 'Clés étrangères', en: 'Foreign keys' }, CONSTRAINTS.f, f, constraints),
    countOf(
      'unique-keys',
      { fr: "Contraintes d'unicité", en: 'Unique constraints' },
      CONSTRAINTS.u,
      u,
      constraints,
    ),
    countOf(
      'rules',
      { fr: 'Règles de validité (CHECK)', en: 'Rules (CHECK)' },
      CONSTRAINTS.c,
      c,
      constraints,
    ),
    countOf(
      'indexes',
      { fr: 'Index secondaires', en: 'Secondary indexes' },
      INDEXES,
      found?.indexes,
      indexesQuery(),
    ),
  ];
}

function wrongColumnsMessage(wrong: readonly string[]): Text {
  return text(lang =>
    lang === 'fr'
      ? `Colonnes absentes ou d'un autre type ; attendu : ${wrong.join(', ')}.`
      : `Columns missing or of another type; expected: ${wrong.join(', ')}.`,
  );
}
