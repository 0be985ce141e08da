import type { Situation } from './keys/situation.ts';
import { placeOf } from './keys/situation.ts';
import { firstRow } from './keys/why-not.ts';
import type { Layout } from './layout.ts';
import { isBusy, isShown } from './live/activity.ts';
import { type Live, liveOf } from './live/live.ts';
import type { Brush } from './page/brush.ts';
import { dialogKeys, dialogLines, keyLine, messageLines } from './page/footer.ts';
import { headerLines } from './page/header.ts';
import { type MapRow, mapPage, rowOfChapter, rowOfStep } from './page/map.ts';
import { progressLines } from './page/progress.ts';
import { tabLines } from './page/tabs.ts';
import { BLANK, type Line, lineCells, span } from './text/line.ts';

/** Everything the screen is made of, as rows: their sum is the height of the screen. */
export interface Frame {
  readonly header: readonly Line[];
  readonly headerWidth: number;
  readonly sidebar: readonly Line[];
  readonly tabs: readonly Line[];
  /** The rows of the page that are in sight. */
  readonly content: readonly Line[];
  /** How many rows the page has, and how many there is room for. */
  readonly rows: number;
  readonly height: number;
  /** Tabs and content together. */
  readonly bodyHeight: number;
  /** Progress, message or dialog. */
  readonly footer: readonly Line[];
  readonly keys: Line;
}

export interface FrameParts {
  readonly base: Omit<Situation, 'rows' | 'height'>;
  readonly page: readonly Line[];
  readonly mapRows: readonly MapRow[];
  readonly live: Live;
  /** Where the services are, in a word or two. */
  readonly target: string;
  readonly layout: Layout;
  readonly brush: Brush;
}

/** Divides the screen: what is above and below takes what it needs, the page gets the rest. */
export function frameOf(parts: FrameParts): Frame {
  const { base, page, layout, brush, live, target } = parts;
  const { view, activity } = base;
  const now = new Date();
  const wide: Brush = { ...brush, width: layout.columns - 2 };
  const place = base.places[view.place];
  const unmeasured: Situation = { ...base, rows: 0, height: 0 };
  const header = headerLines(
    {
      lab: base.lab,
      state: base.state,
      live,
      target,
      place,
      focus: view.focus,
      chosen: view.focus === 'map' ? base.step : undefined,
      readOnly: base.holder !== undefined,
      layout,
      now,
    },
    wide,
  );
  const footer = footerLines(unmeasured, parts, wide);
  // The activity row and the row of keys.
  const bottom = footer.length + (isShown(activity) || view.byHand !== undefined ? 1 : 0) + 1;
  const bodyHeight = Math.max(2, layout.rows - header.length - bottom);
  const onMap = view.focus === 'map' && layout.sidebar === 0;
  const onPage = view.focus === 'page' || (view.focus === 'map' && !onMap);
  const pane = place?.kind === 'step' && onPage ? view.pane : undefined;
  const height = bodyHeight - (layout.compact || pane === undefined ? 1 : 2);
  const lines = onMap ? mapLines(parts, unmeasured, true, height, brush, now) : page;
  const situation: Situation = { ...base, rows: lines.length, height };
  const first = firstRow(situation);
  return {
    header,
    headerWidth: wide.width,
    sidebar: layout.sidebar > 0 ? sidebarLines(parts, unmeasured, bodyHeight, now) : [],
    tabs: tabLines({ pane, compact: layout.compact, rows: lines.length, first, height }, brush),
    content: lines.slice(first, first + height),
    rows: lines.length,
    height,
    bodyHeight,
    footer,
    keys: view.dialog === undefined ? keyLine(situation, wide) : dialogKeys(view.dialog, wide),
  };
}

function footerLines(situation: Situation, { live, layout }: FrameParts, brush: Brush): readonly Line[] {
  const { view, activity } = situation;
  const most = Math.max(3, Math.floor(layout.rows / 2));
  const message = view.message === undefined ? [] : messageLines(view.message, 3, brush);
  if (view.dialog !== undefined) {
    const question = dialogLines(view.dialog, situation, brush).slice(0, most);
    return [...(layout.compact ? [] : [BLANK]), ...question, ...message];
  }
  const running = isBusy(activity) && activity.kind !== 'idle' ? activity.current : undefined;
  const bars = running === undefined ? [] : progressLines(liveOf(live, running).progress, brush);
  return [BLANK, ...bars.slice(layout.compact ? -1 : -4), ...message].slice(layout.compact ? 1 : 0);
}

function sidebarLines(parts: FrameParts, situation: Situation, height: number, now: Date): readonly Line[] {
  const { layout, brush } = parts;
  const width = layout.sidebar - 1;
  const lines = mapLines(parts, situation, false, height, { ...brush, width }, now);
  return Array.from({ length: height }, (_, at) => {
    const row = lines[at] ?? BLANK;
    return [
      ...row,
      span(' '.repeat(Math.max(0, width - lineCells(row)))),
      span(` ${brush.glyphs.side} `, 'dim'),
    ];
  });
}

function mapLines(
  { mapRows }: FrameParts,
  situation: Situation,
  wide: boolean,
  height: number,
  brush: Brush,
  now: Date,
): readonly Line[] {
  const { lab, state, view } = situation;
  const focused = view.focus === 'map';
  const cursor = focused ? view.cursor : rowOfPlace(mapRows, situation);
  return mapPage({ lab, state, rows: mapRows, cursor, focused, height, wide, now }, brush);
}

function rowOfPlace(rows: readonly MapRow[], situation: Situation): number {
  const place = placeOf(situation);
  if (place === undefined) return 0;
  return Math.max(
    0,
    place.kind === 'step' ? rowOfStep(rows, place.step.id) : rowOfChapter(rows, place.chapter),
  );
}
