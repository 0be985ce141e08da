import type { Chart, ChartItem } from './document.ts';
import { escapeMarkup } from './escape.ts';

const WIDTH = 720;
const BAR = 28;
const LABELS = 150;
const VALUES = 130;
const PLOT = { left: 90, right: 16, top: 16, height: 220, bottom: 40 };
/** Characters of a label beside its bar; the whole label is in the mark's title. */
const LONGEST = 20;
/** Labels under a line: more would run into each other. */
const TICKS = 8;

/**
 * A chart as one `<svg>`: no script, no style of its own (the page's classes colour it in both themes), every text escaped.
 * Values that are not finite are left out; negative ones are drawn as zero. Empty when nothing is left.
 */
export function chartSvg(chart: Chart): string {
  const items = chart.items.filter(({ value }) => Number.isFinite(value));
  if (items.length === 0) return '';
  return chart.shape === 'bars' || items.length === 1 ? bars(chart.title, items) : line(chart.title, items);
}

function bars(title: string, items: readonly ChartItem[]): string {
  const most = largest(items);
  const room = WIDTH - LABELS - VALUES;
  const marks = items.map((item, index) => {
    const y = index * BAR;
    const width = round((Math.max(0, item.value) / most) * room);
    return [
      `<g><title>${told(item)}</title>`,
      `<text class="label" x="${LABELS - 8}" y="${y + 18}" text-anchor="end">${escapeMarkup(cut(item.label))}</text>`,
      `<rect class="mark" x="${LABELS}" y="${y + 4}" width="${width}" height="${BAR - 8}" rx="2"/>`,
      `<text class="value" x="${LABELS + width + 8}" y="${y + 18}">${escapeMarkup(item.shown)}</text></g>`,
    ].join('');
  });
  return svg(title, items.length * BAR, marks.join(''));
}

function line(title: string, items: readonly ChartItem[]): string {
  const most = largest(items);
  const { left, right, top, height, bottom } = PLOT;
  const step = (WIDTH - left - right) / (items.length - 1);
  const points = items.map((item, index) => ({
    item,
    x: round(left + index * step),
    y: round(top + height * (1 - Math.max(0, item.value) / most)),
  }));
  const highest = items.reduce((best, item) => (item.value > best.value ? item : best));
  const every = Math.ceil(items.length / TICKS);
  const base = top + height;
  const parts = [
    `<path class="axis" d="M${left} ${top}V${base}H${WIDTH - right}"/>`,
    `<path class="grid" d="M${left} ${top}H${WIDTH - right}"/>`,
    `<text class="value" x="${left - 8}" y="${top + 4}" text-anchor="end">${escapeMarkup(highest.shown)}</text>`,
    `<text class="value" x="${left - 8}" y="${base + 4}" text-anchor="end">0</text>`,
    `<polyline class="line" points="${points.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`,
    ...points.map(
      ({ item, x, y }) =>
        `<circle class="mark" cx="${x}" cy="${y}" r="3"><title>${told(item)}</title></circle>`,
    ),
    ...points
      .filter((_, index) => index % every === 0)
      .map(
        ({ item, x }) =>
          `<text class="label" x="${x}" y="${base + 20}" text-anchor="middle">${escapeMarkup(cut(item.label))}</text>`,
      ),
  ];
  return svg(title, base + bottom, parts.join(''));
}

function svg(title: string, height: number, inside: string): string {
  const name = escapeMarkup(title);
  return `<svg role="img" aria-label="${name}" viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg"><title>${name}</title>${inside}</svg>`;
}

function told(item: ChartItem): string {
  return escapeMarkup(`${item.label} : ${item.shown}`);
}

/** Never 0, so that it can divide. */
function largest(items: readonly ChartItem[]): number {
  const most = items.reduce((so, { value }) => Math.max(so, value), 0);
  return most > 0 ? most : 1;
}

function cut(label: string): string {
  const letters = [...label];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : label;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
