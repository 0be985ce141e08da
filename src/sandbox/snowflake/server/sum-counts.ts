import { type StatementResult, statusResult } from '../result.ts';
import { DONE } from '../status.ts';

/** One answer for a statement that was run once a row of its array binds: affected rows are added up. */
export function sumCounts(results: readonly StatementResult[]): StatementResult {
  const last = results.at(-1);
  if (last === undefined) return statusResult(DONE);
  if (!last.columns.every(({ name }) => name.startsWith('number of '))) return last;
  const totals = last.columns.map((_, column) =>
    results.reduce((sum, { rows }) => sum + BigInt(rows[0]?.[column] ?? 0), 0n),
  );
  return { ...last, rows: [totals.map(String)] };
}
