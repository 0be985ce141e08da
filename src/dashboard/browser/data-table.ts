import { element } from './dom.ts';

/** One column of a table of figures. */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A cell: a text, or a text with its conditional formatting. */
export type TableCell =
  | string
  | { readonly text: string; readonly bar: number }
  | { readonly text: string; readonly tone: Tone };

export type Tone = 'good' | 'fair' | 'poor' | 'plain';

export interface TableContent {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly TableCell[])[];
  /** The last line, of the whole. */
  readonly total?: readonly string[];
}

/** A table in a box of its own, which scrolls by itself where the page is narrow or the table long. */
export function dataTable({ caption, columns, rows, total }: TableContent): HTMLElement {
  const kind = (index: number) => (columns[index]?.numeric === true ? 'numeric' : undefined);
  const head = element(
    'tr',
    {},
    ...columns.map(({ title }, index) => element('th', { scope: 'col', class: kind(index) }, title)),
  );
  const body = element('tbody');
  for (const row of rows) {
    body.append(
      element(
        'tr',
        {},
        ...row.map((cell, index) =>
          index === 0
            ? element('th', { scope: 'row' }, content(cell))
            : element('td', { class: kind(index) }, content(cell)),
        ),
      ),
    );
  }
  const table = element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, caption),
    element('thead', {}, head),
    body,
  );
  if (total !== undefined) {
    const cells = total.map((words, index) =>
      index === 0 ? element('th', { scope: 'row' }, words) : element('td', { class: kind(index) }, words),
    );
    table.append(element('tfoot', {}, element('tr', {}, ...cells)));
  }
  // Keyboards scroll what has the focus.
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, table);
}

function content(cell: TableCell): Node {
  if (typeof cell === 'string') return document.createTextNode(cell);
  if ('tone' in cell) return element('span', { class: `pill ${cell.tone}` }, cell.text);
  const bar = element('span', { class: 'data-bar', 'aria-hidden': 'true' });
  bar.style.width = `${Math.round(cell.bar * 1000) / 10}%`;
  return element('span', { class: 'barred' }, bar, element('span', {}, cell.text));
}
