import type { Lang, Text } from '../i18n/text.ts';
import { formatNumber, say, text } from '../i18n/text.ts';
import type { Standing } from './grading.ts';
import type { StepMark } from './marks.ts';

/** How far a report is believed, in a word. */
export const STANDING_WORDS: Readonly<Record<Standing, Text>> = {
  trusted: { fr: 'cohérent', en: 'consistent' },
  copied: { fr: 'copie probable', en: 'probably copied' },
  edited: { fr: 'modifié', en: 'edited' },
  forged: { fr: 'falsifié', en: 'forged' },
};

/** One sign for a step: whole, partly, not at all, not judged because of another, not in the report. */
export function stepSign({ credit, blame }: StepMark): string {
  if (credit === null) return '·';
  if (credit >= 1) return '✓';
  if (credit > 0) return '◐';
  return blame === undefined ? '✗' : '?';
}

export const SIGN_LEGEND: Text = {
  fr: '✓ réussi   ◐ en partie   ✗ échoué   ? à cause d’une autre étape   · absent du rapport',
  en: '✓ passed   ◐ partly   ✗ failed   ? because of another step   · not in the report',
};

/** `15,5`, or a dash where a person decides. */
export function markWords(mark: number | null, lang: Lang): string {
  return mark === null ? '—' : formatNumber(mark, lang, 2);
}

/** `12 sur 30`. */
export function share(count: number, of: number, lang: Lang): string {
  return lang === 'fr' ? `${count} sur ${of}` : `${count} of ${of}`;
}

export const TITLES = {
  matrix: { fr: 'Étudiants et étapes', en: 'Students and steps' },
  failed: { fr: 'Contrôles les plus souvent en échec', en: 'Checks that fail most often' },
  doubtful: { fr: 'Rapports à examiner', en: 'Reports to look at' },
  duplicates: { fr: 'Rapports qui se ressemblent trop', en: 'Reports that are too much alike' },
  missing: { fr: 'Sans rapport', en: 'Without a report' },
  aside: { fr: 'Fichiers mis de côté', en: 'Files set aside' },
  superseded: { fr: 'Rapports remplacés par un plus récent', en: 'Reports replaced by a newer one' },
  doctor: { fr: 'Diagnostic des machines', en: 'Findings on the machines' },
} as const satisfies Readonly<Record<string, Text>>;

/** `29 rapports notés, 2 à examiner, 3 manquants, 1 fichier mis de côté`. */
export function summary(
  counts: {
    readonly graded: number;
    readonly doubtful: number;
    readonly missing: number;
    readonly aside: number;
  },
  lang: Lang,
): string {
  const { graded, doubtful, missing, aside } = counts;
  const s = (count: number) => (count > 1 ? 's' : '');
  const words: Text = text(of =>
    of === 'fr'
      ? `${graded} rapport${s(graded)} noté${s(graded)}, ${doubtful} à examiner, ${missing} manquant${s(missing)}, ${aside} fichier${s(aside)} mis de côté`
      : `${graded} report${graded === 1 ? '' : 's'} graded, ${doubtful} to look at, ${missing} missing, ${aside} file${aside === 1 ? '' : 's'} set aside`,
  );
  return say(words, lang);
}

/** The first reasons, and how many more there are: a forged report disagrees in thirty places. */
export function reasons(doubts: readonly Text[], lang: Lang, most = 3): readonly string[] {
  const more = doubts.length - most;
  const rest = lang === 'fr' ? `… et ${more} autres raisons` : `… and ${more} more reasons`;
  return [...doubts.slice(0, most).map(doubt => say(doubt, lang)), ...(more > 0 ? [rest] : [])];
}

/** `a : b` as French writes it, `a: b` as English does. */
export function pair(name: string, value: string, lang: Lang): string {
  return lang === 'fr' ? `${name} : ${value}` : `${name}: ${value}`;
}
