import type { EChartsOption } from 'echarts';
import type { Lang } from '../../i18n/text.ts';
import type { Formats } from '../model/format.ts';
import type { Palette } from '../model/palette.ts';

/** How a chart is drawn: everything but its figures. */
export interface Look {
  readonly palette: Palette;
  readonly formats: Formats;
  readonly lang: Lang;
  /** Milliseconds; 0 for readers who want no motion, and for pictures. */
  readonly motion: number;
  /** Patterns beside the colours, for readers who ask for more contrast. */
  readonly patterns: boolean;
  /** Pixels that the chart may take in width; labels are left out where there is no room. */
  readonly width: number;
}

/** One bar, slice or point: a value that may be clicked, and how it stands towards the filter. */
export interface Mark {
  /** The value of the dimension: what a click filters by. */
  readonly code: string;
  /** What it is called. */
  readonly name: string;
  readonly value: number;
  readonly colour: string;
  /** Not let through by the filter of its own dimension. */
  readonly faded: boolean;
}

export const FONT =
  "Inter, 'Segoe UI', system-ui, -apple-system, Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', sans-serif";

/** The colour of a mark: that of one which the filter leaves out is pale, still seen, still clickable. */
export function colourOf({ colour, faded }: Pick<Mark, 'colour' | 'faded'>, { palette }: Look): string {
  return faded ? mix(colour, palette.surface, 0.28) : colour;
}

/** `share` of one colour in the other; both `#rrggbb`. An opacity would fade the label too. */
function mix(colour: string, ground: string, share: number): string {
  const parts = [1, 3, 5].map(at => {
    const [a, b] = [colour, ground].map(hex => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round((a ?? 0) * share + (b ?? 0) * (1 - share));
  });
  return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}

/** What every chart has in common. `summary` is what a screen reader says of it. */
export function base(look: Look, summary: string): EChartsOption {
  const { palette, motion, patterns } = look;
  return {
    animation: motion > 0,
    animationDuration: motion,
    animationDurationUpdate: motion,
    animationEasingUpdate: 'cubicOut',
    textStyle: { fontFamily: FONT, color: palette.ink, fontSize: 12 },
    aria: { enabled: true, label: { description: summary }, decal: { show: patterns } },
  };
}

/** A bubble of one heading and lines of name and value; built of text nodes, so that no data is ever read as markup. */
export type Bubble = (
  heading: string,
  lines: readonly (readonly [name: string, value: string])[],
) => HTMLElement | string;

/** The bubble's frame in the page's colours. */
export function tooltip(look: Look, trigger: 'axis' | 'item'): NonNullable<EChartsOption['tooltip']> {
  const { palette } = look;
  return {
    trigger,
    confine: true,
    transitionDuration: 0,
    backgroundColor: palette.surface,
    borderColor: palette.line,
    borderWidth: 1,
    padding: [8, 12],
    textStyle: { color: palette.ink, fontFamily: FONT, fontSize: 12 },
    extraCssText: 'border-radius:8px;box-shadow:0 6px 20px rgb(10 20 40 / .16);',
  };
}

/** An axis without ornament. */
export function axisLook({ palette }: Look) {
  return {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, fontFamily: FONT, fontSize: 12 },
    splitLine: { lineStyle: { color: palette.grid } },
  };
}
