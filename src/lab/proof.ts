/** What a data set must be, and what was found of it: the part of a proof that the lab's own steps know. */

/** Which data set somebody worked on. */
export interface DataIdentity {
  readonly seed: string;
  readonly scale: number;
  /** Business days simulated after the first load. */
  readonly businessDays: number;
}

/** Where a relation was looked at, in the pipeline's order. */
export type ProofHop = 'postgres' | 's3' | 'staging' | 'marts';
export const PROOF_HOPS: readonly ProofHop[] = ['postgres', 's3', 'staging', 'marts'];

/** A relation's contents in a few figures. */
export interface Fingerprint {
  readonly hop: ProofHop;
  /** Table or model, in lower case. */
  readonly relation: string;
  readonly rows: number;
  /**
   * Exact sums, in a fixed order for each relation: of a copied table one a column (texts by length, money in cents, times
   * in seconds since 2020); of a mart its revenue in cents and its orders.
   */
  readonly sums: readonly number[];
  /** Over the contents themselves, so that it also shows what sums cannot; empty where there is none. */
  readonly checksum: string;
}

/** The figures that everybody sees grow through the lab. Amounts are cents. */
export interface ControlTotals {
  readonly rows: Readonly<Record<string, number>>;
  readonly revenueOrders: number;
  readonly revenueLines: number;
  readonly revenueAmount: number;
}

/** What a data set comes to, computed without any database. */
export interface ExpectedFigures {
  readonly totals: ControlTotals;
  /** Without sums and checksums where those would take long to compute. */
  readonly fingerprints: readonly Fingerprint[];
  /** By step and check: the number that a check which passed must have found. */
  readonly checks: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Computes what a data set must come to; `undefined` when that would take too long, or its rules are not known here. */
export type Recompute = (identity: DataIdentity) => ExpectedFigures | undefined;
