import type { SeenHop, SeenLineage } from '../../../engine/lineage.ts';
import { formatNumber, type Lang } from '../../../i18n/text.ts';
import { highlight } from '../text/highlight.ts';
import { type Line, type Span, span, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

/** A table's way through the pipeline in one line; where it diverges, the two queries that show it. */
export function lineageLines({ table, hops, divergent }: SeenLineage, brush: Brush): readonly Line[] {
  const { lang, width, glyphs } = brush;
  const spans = hops.flatMap((hop, at): Span[] => [
    ...(at === 0 ? [] : [span(` ${glyphs.advice} `, 'dim')]),
    // A place and its count are read together.
    span(hopWords(hop, lang).replaceAll(' ', '\u00a0'), at === divergent ? 'bad' : 'plain'),
    ...(at === divergent ? [span(`\u00a0${glyphs.here}\u00a0${words.here[lang]}`, 'bad')] : []),
  ]);
  const line = wrap([span(`${table}${words.colon[lang]} `, 'strong'), ...spans], width, 2);
  return divergent === undefined ? line : [...line, ...queries(hops, divergent, brush)];
}

/** `staging 4 999`, `fact 4 515 commandes`. */
export function hopWords({ name, count, unit }: SeenHop, lang: Lang): string {
  const number = count === undefined ? '?' : formatNumber(count, lang);
  return unit === undefined ? `${name} ${number}` : `${name} ${number} ${unit[lang]}`;
}

function queries(hops: readonly SeenHop[], divergent: number, { width }: Brush): readonly Line[] {
  return hops
    .slice(Math.max(0, divergent - 1), divergent + 1)
    .flatMap(({ name, query }) =>
      query === undefined
        ? []
        : wrap([span(`  ${name} `, 'dim'), ...highlight(query.trim().replace(/\s+/g, ' '), 'sql')], width, 4),
    );
}
