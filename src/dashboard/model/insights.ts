import type { DimensionId, Filters } from '../../bi/bi.ts';
import { DIMENSIONS } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import type { Formats } from './format.ts';
import type { Overview } from './overview.ts';
import type { Customers, Ranking } from './tables.ts';

/** Sentences that say what a chart shows: read under its title, and instead of it by who cannot see it. */

export function trend({ months, daily }: Overview, f: Formats, lang: Lang): string {
  const best = months.reduce<Overview['months'][number] | undefined>(
    (top, month) => (top === undefined || month.revenue > top.revenue ? month : top),
    undefined,
  );
  if (best === undefined) return '';
  const [days, month, amount] = [f.integer(daily.length), f.month(best.month), f.euro(best.revenue)];
  return lang === 'fr'
    ? `${days} jours de ventes ; le meilleur mois est ${month} : ${amount}`
    : `${days} days of sales; the best month is ${month}: ${amount}`;
}

/** Which value leads, and with what share of the whole. */
export function leader(amounts: readonly number[], names: readonly string[], f: Formats, lang: Lang): string {
  const total = amounts.reduce((a, b) => a + b, 0);
  const top = Math.max(...amounts);
  const name = names[amounts.indexOf(top)];
  if (total === 0 || name === undefined) return '';
  return lang === 'fr'
    ? `${name} en tête : ${f.euro(top)}, ${f.share(top / total)} du total`
    : `${name} leads: ${f.euro(top)}, ${f.share(top / total)} of the total`;
}

export function growth({ months }: Overview, f: Formats, lang: Lang): string {
  const known = months.filter(month => month.growth !== null);
  const up = known.filter(month => (month.growth ?? 0) > 0).length;
  if (known.length === 0) return '';
  return lang === 'fr'
    ? `${f.integer(up)} mois en hausse sur ${f.integer(known.length)} ; le premier mois n'a pas de mois précédent`
    : `${f.integer(up)} months up out of ${f.integer(known.length)}; the first month has none before it`;
}

/** The segment with the most customers, or the highest value. */
export function segments(
  { segments: groups }: Customers,
  by: 'customers' | 'value',
  names: readonly string[],
  f: Formats,
  lang: Lang,
): string {
  const amounts = groups.map(group => group[by]);
  const total = amounts.reduce((a, b) => a + b, 0);
  const top = Math.max(...amounts);
  const name = names[amounts.indexOf(top)];
  if (total === 0 || name === undefined) return '';
  const share = f.share(top / total);
  if (by === 'customers') {
    return lang === 'fr'
      ? `${name} est le plus grand : ${f.integer(top)} clients sur ${f.integer(total)} (${share})`
      : `${name} is the largest: ${f.integer(top)} customers of ${f.integer(total)} (${share})`;
  }
  return lang === 'fr'
    ? `${name} porte ${share} de la valeur : ${f.euro(top)} sur ${f.euro(total)}`
    : `${name} carries ${share} of the value: ${f.euro(top)} of ${f.euro(total)}`;
}

/** How many rows a table shows of how many there are. */
export function shown(
  { rows, total }: Ranking<unknown>,
  what: 'products' | 'customers',
  f: Formats,
  lang: Lang,
): string {
  const [some, all] = [f.integer(rows.length), f.integer(total.rows)];
  const noun = {
    fr: { products: 'produits', customers: 'clients' },
    en: { products: 'products', customers: 'customers' },
  };
  if (rows.length === total.rows) return `${all} ${noun[lang][what]}`;
  return lang === 'fr'
    ? `Les ${some} premiers sur ${all} ${noun.fr[what]} ; le total porte sur tous`
    : `The first ${some} of ${all} ${noun.en[what]}; the total is of all`;
}

/** `Pays : France et Espagne · Catégorie : Books`; empty without a filter. */
export function filterWords(filters: Filters, f: Formats, lang: Lang): string {
  return DIMENSIONS.flatMap(({ id, title }: { id: DimensionId; title: { fr: string; en: string } }) => {
    const chosen = filters[id] ?? [];
    if (chosen.length === 0) return [];
    return [
      `${title[lang]}${lang === 'fr' ? ' : ' : ': '}${f.list(chosen.map(value => f.value(id, value)))}`,
    ];
  }).join(' · ');
}

/** What of the chosen filters this page's marts have no column for. */
export function passedOver(filters: Filters, dimensions: readonly DimensionId[], lang: Lang): string {
  const names = DIMENSIONS.filter(({ id }) => !dimensions.includes(id) && (filters[id] ?? []).length > 0).map(
    ({ title }) => title[lang],
  );
  if (names.length === 0) return '';
  return lang === 'fr'
    ? `Sans effet sur cette page : ${names.join(', ')}. Son mart n'a pas cette colonne : il est déjà agrégé sans elle.`
    : `Without effect on this page: ${names.join(', ')}. Its mart has no such column: it is aggregated without it.`;
}
