/** One statement as QUERY_HISTORY shows it. Times in milliseconds since the epoch. */
export interface QueryRecord {
  readonly queryId: string;
  readonly text: string;
  readonly type: string;
  readonly sessionId: number;
  readonly user: string;
  readonly role: string;
  readonly warehouse: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  readonly tag: string;
  readonly startedOn: number;
  endedOn: number | undefined;
  rows: number;
  error: { readonly code: string; readonly message: string } | undefined;
}

const KEPT = 2000;

/** The statements of this run of the service, newest last. */
export class QueryHistory {
  readonly #records: QueryRecord[] = [];

  add(record: QueryRecord): void {
    this.#records.push(record);
    if (this.#records.length > KEPT) this.#records.shift();
  }

  records(): readonly QueryRecord[] {
    return this.#records;
  }
}
