/** The signed report: a portable statement of what a validation found. */
import type { Measured, Verdict } from '../lab/check.ts';
import type { ControlTotals, DataIdentity, Fingerprint } from '../lab/proof.ts';
import type { PublicKey } from './signature.ts';

export const REPORT_FORMAT = 'shopstream-report';
/** Of the format; a program reads its own version and older ones. */
export const REPORT_VERSION = 1;

export interface ReportCheck {
  readonly id: string;
  readonly verdict: Verdict;
  readonly expected: Measured;
  readonly actual: Measured;
  /** When it was measured, ISO 8601 in UTC, and for how many milliseconds. */
  readonly at: string;
  readonly ms: number;
  readonly queryId?: string;
  /** It does not count when it is unknown. */
  readonly informative?: boolean;
}

/** What the journal remembers of how a step came about. */
export interface ReportWork {
  /** The journal's state: `verified`, `skipped`, … */
  readonly state: string;
  readonly at?: string;
  /** Milliseconds of its last execution. */
  readonly ms?: number;
  /** Done for the student at the end of its hints. */
  readonly assisted?: boolean;
  /** Why it was skipped. */
  readonly reason?: string;
}

export interface ReportStep {
  readonly id: string;
  readonly optional: boolean;
  readonly verdict: Verdict;
  /** The step at fault, when this one could not be judged because of it. */
  readonly blame?: string;
  readonly at: string;
  readonly ms: number;
  readonly checks: readonly ReportCheck[];
  readonly work?: ReportWork;
}

export interface ReportQuestion {
  readonly id: string;
  readonly right: boolean;
  readonly tries: number;
}

/** Everything that is signed. */
export interface ReportBody {
  readonly format: typeof REPORT_FORMAT;
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly student: string;
  readonly target: string;
  /** Unique to the lab that it was made in. */
  readonly lineage: string;
  /** `null` when the database could not be read. */
  readonly data: DataIdentity | null;
  readonly totals: ControlTotals | null;
  readonly fingerprints: readonly Fingerprint[];
  readonly steps: readonly ReportStep[];
  readonly questions: readonly ReportQuestion[];
  readonly done: number;
  readonly total: number;
  /** Programs by name: `lab`, `node`, `python`, `dbt-core`, `postgres`, … */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: { readonly os: string; readonly arch: string; readonly locale: string };
  /** What the signature is worth, in both languages. */
  readonly notice: { readonly fr: string; readonly en: string };
  readonly key: PublicKey;
}

export interface SignedReport extends ReportBody {
  /** Ed25519 over the canonical JSON of everything else, in base64url. */
  readonly signature: string;
}

export const NOTICE: ReportBody['notice'] = {
  fr: "La signature montre qu'un rapport a été modifié après coup. Elle ne prouve pas qu'il dit vrai : « shopstream grade » recalcule pour cela ce que donnent la graine et l'échelle.",
  en: 'The signature shows that a report was edited afterwards. It does not prove that it is true: for that, "shopstream grade" computes again what the seed and the scale give.',
};
