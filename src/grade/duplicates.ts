import { createHash } from 'node:crypto';
import { type Text, text } from '../i18n/text.ts';
import { canonicalJson } from '../proof/canonical.ts';
import type { SignedReport } from '../proof/report.ts';
import type { ReportFile } from './read.ts';

/** What reports of different students may not have in common. */
export type DuplicateKind = 'lineage' | 'key' | 'measurements' | 'contents' | 'seed';

export interface Duplicate {
  readonly kind: DuplicateKind;
  readonly students: readonly string[];
  readonly files: readonly string[];
}

/** What reports have in common, by kind; `undefined`: nothing to compare. */
type Trait = (report: SignedReport, defaultSeed: string) => string | undefined;

const TRAITS: Readonly<Record<DuplicateKind, Trait>> = {
  lineage: ({ lineage }) => lineage || undefined,
  key: ({ key }) => key.fingerprint,
  // When and how long everything was measured: two validations never agree on that.
  measurements: ({ steps }) => {
    const times = steps.flatMap(({ checks }) => checks.map(({ at, ms }) => `${at} ${ms}`));
    return times.length < 3 ? undefined : digest(times);
  },
  // The same contents are no wonder with the same seed; with another seed they are copied.
  contents: ({ fingerprints }) => (fingerprints.length === 0 ? undefined : digest(fingerprints)),
  seed: ({ data }, defaultSeed) =>
    data === null || data.seed === defaultSeed ? undefined : `${data.seed} ${data.scale}`,
};

function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64');
}

/** Groups of reports by different students that share what they should not. */
export function findDuplicates(files: readonly ReportFile[], defaultSeed: string): readonly Duplicate[] {
  return (Object.keys(TRAITS) as DuplicateKind[]).flatMap(kind => {
    const groups = new Map<string, ReportFile[]>();
    for (const file of files) {
      const trait = TRAITS[kind](file.report, defaultSeed);
      if (trait === undefined) continue;
      const group = groups.get(trait);
      if (group === undefined) groups.set(trait, [file]);
      else group.push(file);
    }
    return [...groups.values()].flatMap((group): readonly Duplicate[] => {
      const students = [...new Set(group.map(({ report }) => report.student))];
      const seeds = new Set(group.map(({ report }) => report.data?.seed));
      if (students.length < 2 || (kind === 'contents' && seeds.size < 2)) return [];
      return [{ kind, students, files: group.map(({ file }) => file) }];
    });
  });
}

/** What two students have in common, in words. */
export const DUPLICATE_WORDS: Readonly<Record<DuplicateKind, Text>> = {
  lineage: { fr: 'rapports du même environnement', en: 'reports of the same environment' },
  key: { fr: 'rapports signés par la même clé', en: 'reports signed with the same key' },
  measurements: { fr: 'mesures prises au même instant', en: 'measurements of the same instants' },
  contents: { fr: 'mêmes données malgré d’autres graines', en: 'the same data despite other seeds' },
  seed: { fr: 'même graine de données', en: 'the same seed of the data' },
};

/** `rapports du même environnement que alice, bob`. */
export function duplicateText({ kind, students }: Duplicate, student: string): Text {
  const others = students.filter(other => other !== student).slice(0, MOST_NAMED);
  return text(lang => `${DUPLICATE_WORDS[kind][lang]} (${others.join(', ')})`);
}

const MOST_NAMED = 5;
