import { cells } from '../text/cells.ts';
import { type Line, lineCells, type Span, span, spread } from '../text/line.ts';
import { PANES, type Pane } from '../view/view.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

export interface TabsOptions {
  /** The open pane; none on pages that have a single one. */
  readonly pane: Pane | undefined;
  readonly compact: boolean;
  /** Rows of the page, the first one shown, and how many are shown. */
  readonly rows: number;
  readonly first: number;
  readonly height: number;
}

/** The panes of a page and, at the right, how far it is scrolled; a rule below, heavy under the open pane. */
export function tabLines(options: TabsOptions, brush: Brush): readonly Line[] {
  const { width, glyphs } = brush;
  const position = positionOf(options, brush);
  if (options.pane === undefined) return [ruled(position, brush)];
  const titles = tabTitles(options.pane, options.compact, brush);
  const gap = options.compact ? ' ' : '  ';
  const tabs = titles.flatMap(({ text, open }, at): Span[] => [
    ...(at === 0 ? [] : [span(gap)]),
    span(text, open ? 'strong' : 'dim'),
  ]);
  const top = spread(tabs, position, width);
  if (options.compact) return [top];
  const rule = titles.flatMap(({ text, open }): Span[] => [
    open ? span(glyphs.mark.repeat(cells(text)), 'accent') : span(glyphs.rule.repeat(cells(text)), 'dim'),
    span(glyphs.rule.repeat(2), 'dim'),
  ]);
  return [top, [...rule, span(glyphs.rule.repeat(Math.max(0, width - lineCells(rule))), 'dim')]];
}

/** A page without panes: a rule is enough, with the position at its end. */
function ruled(position: Line, { width, glyphs }: Brush): Line {
  const room = width - lineCells(position) - (position.length > 0 ? 1 : 0);
  return [
    span(glyphs.rule.repeat(Math.max(0, room)), 'dim'),
    ...(position.length > 0 ? [span(' '), ...position] : []),
  ];
}

function tabTitles(pane: Pane, compact: boolean, { lang }: Brush) {
  return PANES.map((each, at) => {
    const open = each === pane;
    const title = `${at + 1} ${(compact ? words.shortPanes : words.panes)[each][lang]}`;
    // Without a rule below, brackets show which one is open.
    return { open, text: compact ? (open ? `[${title}]` : title) : title };
  });
}

function positionOf({ rows, first, height }: TabsOptions, { glyphs }: Brush): Line {
  if (rows <= height) return [];
  const above = first > 0 ? glyphs.up : ' ';
  const below = first + height < rows ? glyphs.down : ' ';
  return [span(`${Math.min(rows, first + height)}/${rows} ${above}${below}`, 'dim')];
}
