import type { Binding } from './binding.ts';
import { busy, firstOf, fixCannot, noReport, readOnly, rebuildCannot } from './why-not.ts';

/** The keys that mend, take up again and hand in. */
export const MENDING: readonly Binding[] = [
  {
    id: 'fix',
    keys: ['f'],
    shown: () => 'f',
    help: {
      fr: "Répare ce qui n'est pas en ordre : le remède est dit sous la vérification.",
      en: 'Mends what is not right: the remedy is told below the verification.',
    },
    focus: ['page', 'map', 'welcome'],
    whyNot: firstOf(busy, readOnly, fixCannot),
    line: { rank: 1.2, label: () => ({ fr: 'réparer', en: 'fix' }) },
  },
  {
    id: 'rebuild',
    keys: ['i'],
    shown: () => 'i',
    help: {
      fr: 'Journal perdu : reconstruit la progression en inspectant les vrais systèmes.',
      en: 'A lost journal: rebuilds the progress by inspecting the real systems.',
    },
    focus: ['page', 'map', 'welcome'],
    whyNot: firstOf(busy, readOnly, rebuildCannot),
    line: { rank: 1.3, label: () => ({ fr: 'reconstruire', en: 'rebuild' }) },
  },
  {
    id: 'report',
    keys: ['R'],
    shown: () => 'R',
    help: {
      fr: 'Écrit le rapport à rendre (HTML et Markdown) et le montre.',
      en: 'Writes the report to hand in (HTML and Markdown) and shows it.',
    },
    focus: ['page', 'map', 'welcome', 'report'],
    whyNot: firstOf(busy, noReport),
    line: { rank: 7, label: () => ({ fr: 'rapport', en: 'report' }) },
  },
];
