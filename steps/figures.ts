import { formatNumber, type Lang, type Text } from '../src/i18n/text.ts';
import type { Command } from '../src/lab/lab.ts';
import type { PostgresReader } from '../src/ports/postgres.ts';
import type { WarehouseReader } from '../src/ports/warehouse.ts';

/** A number as the language writes it, with so many decimals. */
type Format = (value: number, decimals?: number) => string;

/** A text with figures in it, each written as its language does. */
export function told(fr: (n: Format) => string, en: (n: Format) => string): Text {
  const format =
    (lang: Lang): Format =>
    (value, decimals) =>
      formatNumber(value, lang, decimals);
  return { fr: fr(format('fr')), en: en(format('en')) };
}

/** The columns of a query's one row, in lower case, as numbers; what is null counts as 0. */
type Figures<Name extends string> = Readonly<Record<Name, number>>;

/**
 * The numbers that one row of PostgreSQL gives.
 * @throws the driver's error; Error when a column is missing.
 */
export async function postgresFigures<const Name extends string>(
  postgres: PostgresReader,
  names: readonly Name[],
  sql: string,
  signal: AbortSignal,
): Promise<Figures<Name>> {
  const [row = {}] = await postgres.query(sql, [], signal);
  return figures(names, row);
}

/**
 * The numbers that one row of Snowflake gives.
 * @throws the driver's error; Error when a column is missing.
 */
export async function warehouseFigures<const Name extends string>(
  warehouse: WarehouseReader,
  names: readonly Name[],
  sql: string,
  signal: AbortSignal,
): Promise<Figures<Name>> {
  const [row = {}] = (await warehouse.query(sql, [], signal)).rows;
  return figures(
    names,
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value])),
  );
}

function figures<Name extends string>(
  names: readonly Name[],
  row: Readonly<Record<string, unknown>>,
): Figures<Name> {
  const found = names.map(name => {
    if (!Object.hasOwn(row, name)) throw new Error(`The query gives no ${name}.`);
    return [name, Number(row[name] ?? 0)] as const;
  });
  return Object.fromEntries(found) as Figures<Name>;
}

/** A query to find out with, in the tool of its system. */
export function askPostgres(code: string): Command {
  return {
    language: 'sql',
    title: {
      fr: 'Dans pgAdmin, ou par « shopstream sql postgres »',
      en: 'In pgAdmin, or by “shopstream sql postgres”',
    },
    code,
  };
}

/** A query to find out with, in the tool of its system. */
export function askSnowflake(code: string): Command {
  return {
    language: 'sql',
    title: {
      fr: 'Dans Snowsight, ou par « shopstream sql snowflake »',
      en: 'In Snowsight, or by “shopstream sql snowflake”',
    },
    code,
  };
}
