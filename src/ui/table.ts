/** No cell is shown wider than this; the rest is cut with an ellipsis. */
const WIDEST = 40;

/** A table as lines: a header, a rule, the rows; columns padded, numbers to the right, cells cut at `widest`. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  widest = WIDEST,
): readonly string[] {
  const cut = (cell: string) =>
    [...cell].length > widest ? `${[...cell].slice(0, widest - 1).join('')}…` : cell;
  const cells = rows.map(row => columns.map((_, index) => cut(row[index] ?? '')));
  const heads = columns.map(cut);
  const widths = heads.map((head, index) =>
    Math.max(length(head), ...cells.map(row => length(row[index] ?? ''))),
  );
  const numeric = heads.map(
    (_, index) => cells.length > 0 && cells.every(row => /^-?[\d.]+$/.test(row[index] ?? '')),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, numeric[index] ?? false))
      .join('  ')
      .trimEnd();
  return [line(heads), widths.map(width => '─'.repeat(width)).join('  '), ...cells.map(line)];
}

function length(cell: string): number {
  return [...cell].length;
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - length(cell)));
  return right ? space + cell : cell + space;
}
