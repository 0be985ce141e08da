import type { StepLive } from '../live/live.ts';
import { BLANK, type Line, line, paragraphs, span, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { progressLines } from './progress.ts';
import { clockSeconds } from './when.ts';

/**
 * What a step executed and printed: its measures first, then its lines with their time. While it is `running`, the measures
 * stand below the page instead, where they stay in sight.
 */
export function logPage(live: StepLive, running: boolean, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  const { log, progress } = live;
  if (log.length === 0 && progress.length === 0) return paragraphs(words.noLog[lang], width, 'dim');
  const lost = (log[0]?.number ?? 1) - 1;
  const measures = running ? [] : progressLines(progress, brush);
  return [
    ...measures,
    ...(measures.length > 0 && log.length > 0 ? [BLANK] : []),
    ...(lost > 0 ? [line(words.logCut(lost)[lang], 'dim')] : []),
    ...log.flatMap(({ at, text }) =>
      wrap([span(clockSeconds(new Date(at)), 'dim'), span('  '), span(text)], width, 10),
    ),
  ];
}
