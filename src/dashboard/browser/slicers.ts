import { DIMENSIONS, type DimensionId, type Filters } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import type { Formats } from '../model/format.ts';
import { button, element } from './dom.ts';
import { isChosen, type OnPick } from './view.ts';

/** The filters of a page as rows of buttons, one a value; several may be pressed. */
export class Slicers {
  readonly element = element('div', { class: 'slicers' });
  readonly #groups = new Map<DimensionId, HTMLElement>();

  constructor(
    values: Readonly<Record<DimensionId, readonly string[]>>,
    lang: Lang,
    formats: Formats,
    onPick: OnPick,
  ) {
    for (const { id, title } of DIMENSIONS) {
      const group = element(
        'div',
        { class: 'slicer', role: 'group', 'aria-label': title[lang], 'data-dimension': id },
        element('span', { class: 'slicer-title', 'aria-hidden': 'true' }, title[lang]),
        ...values[id].map(code =>
          button(
            { class: 'chip', 'data-code': code, 'aria-pressed': 'false' },
            () => onPick(id, code, false),
            formats.value(id, code),
          ),
        ),
      );
      this.#groups.set(id, group);
      this.element.append(group);
    }
  }

  /** Shows the filters of a page, and what of them is pressed. */
  update(filters: Filters, dimensions: readonly DimensionId[]): void {
    for (const [id, group] of this.#groups) {
      group.hidden = !dimensions.includes(id);
      for (const chip of group.querySelectorAll('.chip'))
        chip.setAttribute(
          'aria-pressed',
          String(isChosen(filters, id, chip.getAttribute('data-code') ?? '')),
        );
    }
  }
}
