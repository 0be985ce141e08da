import { BoundedMap } from './bounded-map.ts';
import type { StatementResult } from './result.ts';

/** Cells that are kept in memory, over all results. */
const KEPT_CELLS = 2_000_000;

/** Results of the latest statements by query id, for RESULT_SCAN. */
export class ResultCache {
  readonly #results = new BoundedMap<string, StatementResult>(KEPT_CELLS);

  add(queryId: string, result: StatementResult): void {
    this.#results.set(queryId, result, 1 + result.rows.length * result.columns.length);
  }

  /** `undefined` when the statement is unknown, failed, or its result was too large to keep. */
  get(queryId: string): StatementResult | undefined {
    return this.#results.get(queryId);
  }
}
