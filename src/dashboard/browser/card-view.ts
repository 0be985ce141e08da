import type { Filters } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import type { Card } from '../model/formulas.ts';
import { WORDS } from '../model/words.ts';
import { element, setText } from './dom.ts';
import { formulaList, lazyDetails } from './formulas.ts';

/** What a card shows. */
export interface CardContent {
  readonly value: string;
  /** What the number is of: a month, a share. */
  readonly note: string;
  /** The handout's number. */
  readonly handout?: string;
  readonly tone?: 'gain' | 'loss';
}

/** A number with its note, the handout's number beside it, and how both come about. */
export class CardView {
  readonly element: HTMLElement;
  readonly #card: Card;
  readonly #lang: Lang;
  readonly #value = element('p', { class: 'value' });
  readonly #note = element('p', { class: 'note' });
  readonly #handout = element('span');
  readonly #more;

  constructor(card: Card, lang: Lang) {
    this.#card = card;
    this.#lang = lang;
    this.#more = lazyDetails(WORDS.formulas[lang], 'sql');
    this.#more.element
      .querySelector('summary')
      ?.setAttribute('aria-label', `${WORDS.formulas[lang]}, ${card.title[lang]}`);
    const beside = element(
      'p',
      { class: 'handout' },
      element('span', { class: 'tag' }, WORDS.handoutSays[lang]),
      this.#handout,
    );
    this.element = element(
      'section',
      { class: `panel card ${card.id}`, 'data-card': card.id, 'aria-labelledby': `card-${card.id}` },
      element('h3', { id: `card-${card.id}` }, card.title[lang]),
      this.#value,
      this.#note,
      card.explanation === undefined ? undefined : beside,
      this.#more.element,
    );
  }

  update({ value, note, handout, tone }: CardContent, filters: Filters): void {
    const { formulas, explanation } = this.#card;
    setText(this.#value, value);
    setText(this.#note, note);
    setText(this.#handout, handout ?? '');
    this.#value.classList.toggle('gain', tone === 'gain');
    this.#value.classList.toggle('loss', tone === 'loss');
    this.#more.refill(() => formulaList(formulas(filters), this.#lang, explanation?.[this.#lang]));
  }
}
