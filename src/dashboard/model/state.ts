import { DIMENSIONS, type DimensionId, type Filters, PAGES } from '../../bi/bi.ts';
import { LANGS, type Lang } from '../../i18n/text.ts';

/** `auto`: as the system says. */
export type Theme = 'auto' | 'light' | 'dark';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** What the reader has chosen; kept in the address's fragment, so that it survives reloading and never reaches the server. */
export interface State {
  /** Id of a page of the report. */
  readonly page: string;
  readonly filters: Filters;
  readonly lang: Lang;
  readonly theme: Theme;
}

/** Reads a fragment; what it does not say, or says wrongly, is as in `start`. */
export function parseState(fragment: string, start: State): State {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const filters: Partial<Record<DimensionId, readonly string[]>> = {};
  for (const { id } of DIMENSIONS) {
    const chosen = said.getAll(id);
    if (chosen.length > 0) filters[id] = chosen;
  }
  return {
    page: PAGES.find(({ id }) => id === said.get('page'))?.id ?? start.page,
    filters,
    lang: LANGS.find(lang => lang === said.get('lang')) ?? start.lang,
    theme: THEMES.find(theme => theme === said.get('theme')) ?? start.theme,
  };
}

/** The fragment, without `#`. */
export function formatState({ page, filters, lang, theme }: State): string {
  const said = new URLSearchParams({ page, lang, theme });
  for (const { id } of DIMENSIONS) for (const value of filters[id] ?? []) said.append(id, value);
  return said.toString();
}

/** Filters without the values that the data no longer have, which nobody could take away. */
export function knownFilters(
  filters: Filters,
  values: Readonly<Record<DimensionId, readonly string[]>>,
): Filters {
  return Object.fromEntries(
    DIMENSIONS.map(({ id }) => [id, (filters[id] ?? []).filter(value => values[id].includes(value))]),
  );
}

/** A value added to a dimension's filter, or taken away. `alone`: instead of the others. */
export function toggleFilter(
  filters: Filters,
  dimension: DimensionId,
  value: string,
  alone: boolean,
): Filters {
  const chosen = filters[dimension] ?? [];
  const isChosen = chosen.includes(value);
  const next = alone
    ? isChosen && chosen.length === 1
      ? []
      : [value]
    : isChosen
      ? chosen.filter(other => other !== value)
      : [...chosen, value];
  return { ...filters, [dimension]: next };
}

/** The filters that a page's marts have a column for. */
export function filtersOfPage(filters: Filters, dimensions: readonly DimensionId[]): Filters {
  return Object.fromEntries(dimensions.map(id => [id, filters[id] ?? []]));
}
