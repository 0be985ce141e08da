import type { StepState } from '../../../engine/state.ts';
import type { Text } from '../../../i18n/text.ts';
import { STATE_SIGNS } from '../../glyphs.ts';
import { BINDINGS } from '../keys/table.ts';
import { cells, pad } from '../text/cells.ts';
import { BLANK, type Line, line, paragraphs, span, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { stateGlyph } from './sign.ts';

/** Where things of this lab are, for the help page. */
export interface Whereabouts {
  readonly workspace: string;
  readonly logs: string;
  readonly notices: readonly Text[];
}

/** The keys, what the signs mean, and where the lab's files are. */
export function helpPage(where: Whereabouts, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  return [
    line(words.helpKeys[lang], 'title'),
    ...keyLines(brush),
    BLANK,
    line(words.helpStates[lang], 'title'),
    ...stateLines(brush),
    BLANK,
    line(words.helpFiles[lang], 'title'),
    ...wrap([span(`${words.workspace[lang]} `, 'dim'), span(where.workspace)], width, 2),
    ...wrap([span(`${words.logs[lang]} `, 'dim'), span(where.logs)], width, 2),
    ...where.notices.flatMap(notice => [BLANK, ...paragraphs(notice[lang], width, 'warn')]),
  ];
}

function keyLines({ lang, width, glyphs }: Brush): readonly Line[] {
  const rows = BINDINGS.flatMap(({ shown, help }) =>
    shown === undefined || help === undefined ? [] : [{ keys: shown(glyphs), help: help[lang] }],
  );
  const column = Math.max(...rows.map(({ keys }) => cells(keys)));
  return rows.flatMap(({ keys, help }) =>
    wrap([span(pad(keys, column), 'key'), span('  '), span(help)], width, column + 2),
  );
}

const MEANINGS: readonly StepState[] = [
  'pending',
  'running',
  'verified',
  'failed',
  'blocked',
  'drifted',
  'stale',
  'interrupted',
  'skipped',
];

function stateLines({ lang, width, glyphs }: Brush): readonly Line[] {
  const column = Math.max(...MEANINGS.map(state => cells(STATE_SIGNS[state].word[lang])));
  return MEANINGS.flatMap(state => {
    const glyph = stateGlyph(state, glyphs);
    const word = span(pad(STATE_SIGNS[state].word[lang], column));
    const margin = cells(glyph.text) + column + 3;
    return wrap(
      [glyph, span(' '), word, span('  '), span(words.stateMeans[state][lang], 'dim')],
      width,
      margin,
    );
  });
}
