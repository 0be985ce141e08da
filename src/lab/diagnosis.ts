import type { Text } from '../i18n/text.ts';

/** What the lab can do itself about a known error: try again, run a step, or mend the machine by a fix of `doctor`. */
export type Remedy =
  | { readonly kind: 'retry' }
  | { readonly kind: 'run'; readonly step: string }
  | { readonly kind: 'doctor'; readonly fix: string };

/** A known error, named. Plain data: it goes to events, checks and reports. */
export interface Diagnosis {
  /** The entry of the catalogue, for example `PG-03`. */
  readonly id: string;
  readonly cause: Text;
  readonly fix: Text;
  readonly remedy?: Remedy;
}
