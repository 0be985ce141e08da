/** The smallest terminal that the screen is drawn for. */
export const SMALLEST = { columns: 50, rows: 14 } as const;

/** How the terminal is divided. One row at the bottom stays free: a full last row makes Windows consoles scroll. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly tooSmall: boolean;
  /** Few rows: the header is closer together. */
  readonly compact: boolean;
  /** Cells of the map at the left; 0 when it is a screen of its own. */
  readonly sidebar: number;
  /** Cells for text, without its margins. */
  readonly text: number;
}

/** From this width on, the map stands at the left of the page. */
const WITH_SIDEBAR = 100;

export function layoutOf(columns: number, rows: number): Layout {
  const sidebar = columns >= WITH_SIDEBAR ? Math.min(46, Math.floor(columns * 0.34)) : 0;
  return {
    columns,
    rows: Math.max(1, rows - 1),
    tooSmall: columns < SMALLEST.columns || rows < SMALLEST.rows,
    compact: rows < 20,
    sidebar,
    // A margin of one cell on both sides; beside the map, its rule and two cells more.
    text: columns - 2 - (sidebar > 0 ? sidebar + 2 : 0),
  };
}
