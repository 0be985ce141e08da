import type { DimensionId, Filters } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import type { Bubble, Look } from '../charts/common.ts';
import type { Facts } from '../model/facts.ts';
import type { Formats } from '../model/format.ts';
import { element } from './dom.ts';

/** What a page is drawn from. */
export interface Context {
  readonly facts: Facts;
  /** Only those that the page's marts have a column for. */
  readonly filters: Filters;
  readonly lang: Lang;
  readonly formats: Formats;
  /** How charts of this width are drawn. */
  look(width: number): Look;
}

/** What filters: `alone` replaces the values chosen before. */
export type OnPick = (dimension: DimensionId, code: string, alone: boolean) => void;

/** One page of the report. Made once a language, updated at every change. */
export interface View {
  readonly element: HTMLElement;
  update(context: Context): void;
  resize(): void;
  dispose(): void;
}

/** A chart's bubble, made of text nodes. */
export const bubble: Bubble = (heading, lines) => {
  const list = element('div', { class: 'bubble-lines' });
  for (const [name, value] of lines) list.append(element('span', {}, name), element('strong', {}, value));
  return element('div', { class: 'bubble' }, element('div', { class: 'bubble-head' }, heading), list);
};

/** Whether the filter of a dimension leaves a value out. */
export function isFaded(filters: Filters, dimension: DimensionId, code: string): boolean {
  const chosen = filters[dimension] ?? [];
  return chosen.length > 0 && !chosen.includes(code);
}

export function isChosen(filters: Filters, dimension: DimensionId, code: string): boolean {
  return (filters[dimension] ?? []).includes(code);
}
