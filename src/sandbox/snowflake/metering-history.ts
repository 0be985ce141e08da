import type { Account } from './account.ts';
import { numberColumn, type ResultColumn, textColumn, timestampCell, typedColumn } from './result.ts';
import type { RowSource } from './translate/context.ts';

const HOUR = 3_600_000;
/** Digits after the point of a number of credits, as Snowflake's. */
const SCALE = 9;

const COLUMNS: readonly ResultColumn[] = [
  typedColumn('START_TIME', 'timestamp_ltz', 3),
  typedColumn('END_TIME', 'timestamp_ltz', 3),
  textColumn('WAREHOUSE_NAME'),
  numberColumn('CREDITS_USED', 38, SCALE),
  numberColumn('CREDITS_USED_COMPUTE', 38, SCALE),
  numberColumn('CREDITS_USED_CLOUD_SERVICES', 38, SCALE),
];

/**
 * WAREHOUSE_METERING_HISTORY, the function of an information schema and the view of ACCOUNT_USAGE: one row an hour and
 * warehouse. The function's DATE_RANGE_START, DATE_RANGE_END and WAREHOUSE_NAME narrow it; named, or in this order.
 */
export function meteringHistory({ warehouses }: Account, args: readonly string[]): RowSource {
  const argument = (name: string, at: number): string | undefined => {
    const named = args.find(arg => arg.startsWith(`${name}=>`))?.slice(name.length + 2);
    const positional = args[at];
    return named ?? (positional?.includes('=>') === true ? undefined : positional);
  };
  const from = dayOf(argument('DATE_RANGE_START', 0));
  const to = dayOf(argument('DATE_RANGE_END', 1));
  const only = argument('WAREHOUSE_NAME', 2)?.toUpperCase();
  const rows = () =>
    warehouses
      .hours()
      .filter(({ start }) => start + HOUR > (from ?? 0) && start <= (to ?? Number.POSITIVE_INFINITY))
      .filter(({ warehouse }) => only === undefined || warehouse === only)
      .map(({ start, warehouse, credits }) => {
        const used = credits.toFixed(SCALE);
        return [timestampCell(start), timestampCell(start + HOUR), warehouse, used, used, '0'];
      });
  return { columns: COLUMNS, load: () => Promise.resolve(rows()) };
}

/** A date literal as it reaches a table function; an expression that is not one does not narrow anything. */
function dayOf(text: string | undefined): number | undefined {
  const day = /\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
  return day === undefined ? undefined : Date.parse(`${day}T00:00:00Z`);
}
