import type { Text } from '../i18n/text.ts';

/** Where a count comes from: a check of a step's verification whose `actual` is a number. */
export interface CountOf {
  /** Full id of the step. */
  readonly step: string;
  readonly check: string;
}

/** One place on the way of a table through the pipeline. */
export interface Hop extends CountOf {
  /** What the place is called in a line: `s3`. */
  readonly name: string;
  /** What is counted there, when it is not the table's rows any more. */
  readonly unit?: Text;
  /** What the count must equal; by default that of the hop before. */
  readonly equals?: CountOf;
}

/** The way of a table through the pipeline. */
export interface Lineage {
  readonly table: string;
  readonly hops: readonly Hop[];
}
