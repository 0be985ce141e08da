import type { StepState } from '../../../engine/state.ts';
import type { Lang } from '../../../i18n/text.ts';
import type { Verdict } from '../../../lab/check.ts';
import { STATE_SIGNS, VERDICT_SIGNS } from '../../glyphs.ts';
import { drawn, type Glyphs } from '../glyphs.ts';
import { type Span, span } from '../text/line.ts';
import type { Style } from '../theme.ts';

const STATE_STYLES: Readonly<Record<StepState, Style>> = {
  pending: 'plain',
  running: 'accent',
  executed: 'accent',
  verified: 'good',
  failed: 'bad',
  blocked: 'bad',
  interrupted: 'warn',
  stale: 'warn',
  drifted: 'bad',
  skipped: 'dim',
};

const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = { passed: 'good', failed: 'bad', unknown: 'warn' };

export function stateGlyph(state: StepState, glyphs: Glyphs): Span {
  return span(drawn(STATE_SIGNS[state], glyphs), STATE_STYLES[state]);
}

export function stateWord(state: StepState, lang: Lang): Span {
  return span(STATE_SIGNS[state].word[lang], STATE_STYLES[state]);
}

export function verdictGlyph(verdict: Verdict, glyphs: Glyphs): Span {
  return span(drawn(VERDICT_SIGNS[verdict], glyphs), VERDICT_STYLES[verdict]);
}

export function verdictWord(verdict: Verdict, lang: Lang): Span {
  return span(VERDICT_SIGNS[verdict].word[lang], VERDICT_STYLES[verdict]);
}
