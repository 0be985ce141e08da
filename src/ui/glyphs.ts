import type { StepState } from '../engine/state.ts';
import type { Text } from '../i18n/text.ts';
import type { Verdict } from '../lab/check.ts';

/** A sign with its word: meaning never hangs on the sign, or on its colour, alone. */
export interface Sign {
  readonly glyph: string;
  /** For terminals that cannot show the glyph. */
  readonly ascii: string;
  readonly word: Text;
}

export const STATE_SIGNS: Readonly<Record<StepState, Sign>> = {
  pending: { glyph: '○', ascii: '[ ]', word: { fr: 'à faire', en: 'to do' } },
  running: { glyph: '▶', ascii: '[>]', word: { fr: 'en cours', en: 'running' } },
  executed: { glyph: '▶', ascii: '[>]', word: { fr: 'exécuté', en: 'executed' } },
  verified: { glyph: '✓', ascii: '[x]', word: { fr: 'fait', en: 'done' } },
  failed: { glyph: '✗', ascii: '[!]', word: { fr: 'à corriger', en: 'to mend' } },
  blocked: { glyph: '✗', ascii: '[!]', word: { fr: 'bloqué', en: 'blocked' } },
  interrupted: { glyph: '~', ascii: '[~]', word: { fr: 'interrompu', en: 'interrupted' } },
  stale: { glyph: '~', ascii: '[~]', word: { fr: 'à revérifier', en: 'to check again' } },
  drifted: { glyph: '✗', ascii: '[!]', word: { fr: 'a changé depuis', en: 'has drifted' } },
  skipped: { glyph: '–', ascii: '[-]', word: { fr: 'passé', en: 'skipped' } },
};

export const VERDICT_SIGNS: Readonly<Record<Verdict, Sign>> = {
  passed: { glyph: '✓', ascii: '[x]', word: { fr: 'correct', en: 'correct' } },
  failed: { glyph: '✗', ascii: '[!]', word: { fr: 'incorrect', en: 'incorrect' } },
  unknown: { glyph: '?', ascii: '[?]', word: { fr: 'inconnu', en: 'unknown' } },
};
