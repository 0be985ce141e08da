/** Compares the schema that is there with the one that is expected. */
import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, errorCode, expectEqual, sqlScript } from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import { ALLOWED, COLUMNS, CONSTRAINTS, INDEXES, REQUIRED, TABLES, type TableName } from './schema.ts';

type Row = Readonly<Record<string, unknown>>;

/** What the catalogue of the database says. */
export interface FoundSchema {
  /** Columns with their types, by table: those of other tables too. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** `table.column` of those that are NOT NULL. */
  readonly required: ReadonlySet<string>;
  /** `table.id` of those that number new rows by themselves. */
  readonly numbered: ReadonlySet<string>;
  /** The texts in the CHECKs of a column, sorted, by `table.column`. */
  readonly allowed: ReadonlyMap<string, readonly string[]>;
  /** `table: definition`, by kind. */
  readonly constraints: Readonly<Record<keyof typeof CONSTRAINTS, ReadonlySet<string>>>;
  /** `table (columns)`. */
  readonly indexes: ReadonlySet<string>;
}

interface ColumnRow extends Row {
  readonly table_name: string;
  readonly column_name: string;
  readonly column_type: string;
  readonly required: boolean;
  readonly numbered: boolean;
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
      required: columnsThat(columns, row => row.required),
      numbered: columnsThat(columns, row => row.numbered),
      allowed: allowedTexts(constraints),
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

function columnsThat(rows: readonly ColumnRow[], holds: (row: ColumnRow) => boolean): ReadonlySet<string> {
  return new Set(rows.filter(holds).map(row => `${row.table_name}.${row.column_name}`));
}

function allowedTexts(rows: readonly ConstraintRow[]): ReadonlyMap<string, readonly string[]> {
  const texts = rows
    .filter(({ kind }) => kind === 'c')
    .map(({ table_name, columns, definition }) => {
      const quoted = [...definition.matchAll(/'([^']*)'/g)].map(([, word = '']) => word);
      return [`${table_name}.${columns}`, [...new Set(quoted)].sort()] as const;
    });
  return new Map(texts);
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

/** Columns whose rule allows other values than the data dictionary's. */
function wronglyAllowed(found: FoundSchema | undefined): readonly string[] {
  return Object.keys(ALLOWED).filter(
    column => found?.allowed.get(column)?.join() !== ALLOWED[column]?.join(),
  );
}

const IDS = TABLES.map(table => `${table}.id`);

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

/** Tables that exist but lack a rule of `tables.sql`: a CHECK, its values, a NOT NULL, the numbering of new rows. */
export function tablesLackingChecks(found: FoundSchema): readonly TableName[] {
  const lacking = [
    ...missing(CONSTRAINTS.c, found.constraints.c),
    ...wronglyAllowed(found),
    ...missing(REQUIRED, found.required),
    ...missing(IDS, found.numbered),
  ];
  return TABLES.filter(
    table => found.columns.has(table) && lacking.some(item => new RegExp(`^${table}[:.]`).test(item)),
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
    allowedCheck(found, constraints),
    countOf(
      'required',
      { fr: 'Colonnes obligatoires (NOT NULL)', en: 'Required columns (NOT NULL)' },
      REQUIRED,
      found?.required,
      columns,
    ),
    countOf(
      'numbering',
      { fr: 'Identifiants numérotés par la base', en: 'Ids that the database numbers' },
      IDS,
      found?.numbered,
      columns,
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

function allowedCheck(found: FoundSchema | undefined, query: string): Check {
  const wrong = wronglyAllowed(found);
  const expected = Object.keys(ALLOWED).length;
  const words = wrong.map(column => `${column} IN (${ALLOWED[column]?.join(', ')})`).join(' ; ');
  return expectEqual(
    'allowed-values',
    { fr: 'Listes de valeurs permises', en: 'Lists of allowed values' },
    {
      expected,
      actual: expected - wrong.length,
      query,
      message: {
        fr: `Une règle CHECK permet d’autres valeurs que le dictionnaire des données ; attendu : ${words}. Remplacez-la avec ALTER TABLE … DROP CONSTRAINT, puis ADD CONSTRAINT (sql/postgres/tables.sql).`,
        en: `A CHECK rule allows other values than the data dictionary; expected: ${words}. Replace it with ALTER TABLE … DROP CONSTRAINT, then ADD CONSTRAINT (sql/postgres/tables.sql).`,
      },
    },
  );
}

function wrongColumnsMessage(wrong: readonly string[]): Text {
  return text(lang =>
    lang === 'fr'
      ? `Colonnes absentes ou d'un autre type ; attendu : ${wrong.join(', ')}.`
      : `Columns missing or of another type; expected: ${wrong.join(', ')}.`,
  );
}
