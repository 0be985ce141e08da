/** What `doctor --json` found on many machines, by finding. */
import { type Text, text } from '../i18n/text.ts';
import { UnreadableReport } from '../proof/decode.ts';

export interface DoctorFinding {
  readonly id: string;
  readonly status: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly title: string;
  readonly fix: string;
}

export interface DoctorFile {
  readonly file: string;
  readonly findings: readonly DoctorFinding[];
}

/** A finding that is not well everywhere. */
export interface DoctorSummary {
  readonly id: string;
  readonly title: string;
  readonly fix: string;
  /** Files in which it is a problem, a warning, or could not be looked at. */
  readonly problem: number;
  readonly warning: number;
  readonly unknown: number;
}

const MOST_FINDINGS = 500;
const LONGEST = 2000;

/** True for parsed JSON that says it is the doctor's. */
export function isDoctor(value: unknown): boolean {
  return own(value, 'format') === 'shopstream-doctor';
}

/** @throws UnreadableReport when its findings are not as they should be. */
export function decodeDoctor(value: unknown): Omit<DoctorFile, 'file'> {
  const findings = own(value, 'findings');
  if (!Array.isArray(findings) || findings.length > MOST_FINDINGS) throw new UnreadableReport(WRONG);
  return {
    findings: findings.map((finding: unknown) => {
      const id = own(finding, 'id');
      const status = STATUSES.find(known => known === own(finding, 'status'));
      if (typeof id !== 'string' || id.length > LONGEST || status === undefined)
        throw new UnreadableReport(WRONG);
      return { id, status, title: words(own(finding, 'title')) || id, fix: words(own(finding, 'fix')) };
    }),
  };
}

const STATUSES = ['ok', 'warning', 'problem', 'unknown'] as const;

const WRONG: Text = text(lang =>
  lang === 'fr' ? 'résultat du docteur illisible' : 'unreadable findings of the doctor',
);

function own(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? Reflect.get(value, field)
    : undefined;
}

function words(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST) : '';
}

/** Findings that are not well on some machine, those on most machines first. */
export function summarise(files: readonly DoctorFile[]): readonly DoctorSummary[] {
  const byId = new Map<
    string,
    { title: string; fix: string; problem: number; warning: number; unknown: number }
  >();
  for (const { id, status, title, fix } of files.flatMap(({ findings }) => findings)) {
    if (status === 'ok') continue;
    const sum = byId.get(id) ?? { title, fix, problem: 0, warning: 0, unknown: 0 };
    sum[status] += 1;
    byId.set(id, sum);
  }
  return [...byId]
    .map(([id, sum]) => ({ id, ...sum }))
    .sort(
      (a, b) =>
        b.problem - a.problem || b.warning - a.warning || b.unknown - a.unknown || (a.id < b.id ? -1 : 1),
    );
}
