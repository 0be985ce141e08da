import type { DimensionId } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';

const LOCALES: Readonly<Record<Lang, string>> = { fr: 'fr-FR', en: 'en-GB' };

/** Values as a person of a language reads them. Amounts are cents, ratios ratios; `null` is a dash. */
export interface Formats {
  integer(value: number | null): string;
  /** Without decimals, as the handout's cards. */
  euro(cents: number | null): string;
  euroCents(cents: number | null): string;
  /** `1,98 M €`, for axes and labels. */
  euroShort(cents: number): string;
  /** With two decimals; `signed`: a plus in front of a gain. */
  percent(ratio: number | null, signed?: boolean): string;
  /** Without decimals: a share. */
  share(ratio: number): string;
  /** `31 déc. 2025` of `2025-12-31`. */
  date(iso: string): string;
  /** `décembre 2025` of `2025-12`; short: `déc. 25`. */
  month(iso: string): string;
  monthShort(iso: string): string;
  time(iso: string): string;
  /** What a value of a dimension is called: a country by its name, others as they are; an empty one `(vide)`. */
  value(dimension: DimensionId, value: string): string;
  list(items: readonly string[]): string;
}

const NOTHING = '–';

/** The formats of a language. Dates of the marts have no time zone: they are read and shown as UTC. */
export function formatsOf(lang: Lang): Formats {
  const locale = LOCALES[lang];
  const number = (options: Intl.NumberFormatOptions = {}) => new Intl.NumberFormat(locale, options);
  const euros = { style: 'currency', currency: 'EUR' } as const;
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const [integer, share] = [number(), number({ style: 'percent', maximumFractionDigits: 0 })];
  const euro = number({ ...euros, maximumFractionDigits: 0 });
  const euroCents = number(euros);
  const euroShort = number({ ...euros, notation: 'compact', maximumSignificantDigits: 3 });
  const percent = number({ style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const signed = number({
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
  const day = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const month = date({ month: 'long', year: 'numeric' });
  const monthShort = date({ month: 'short', year: '2-digit' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const regions = new Intl.DisplayNames(locale, { type: 'region' });
  const at = (iso: string) => new Date(`${iso}T00:00:00Z`);
  return {
    integer: value => (value === null ? NOTHING : integer.format(value)),
    euro: value => (value === null ? NOTHING : euro.format(value / 100)),
    euroCents: value => (value === null ? NOTHING : euroCents.format(value / 100)),
    euroShort: value => euroShort.format(value / 100),
    percent: (ratio, plus = false) => (ratio === null ? NOTHING : (plus ? signed : percent).format(ratio)),
    share: ratio => share.format(ratio),
    date: iso => day.format(at(iso)),
    month: iso => month.format(at(`${iso}-01`)),
    monthShort: iso => monthShort.format(at(`${iso}-01`)),
    time: iso => time.format(new Date(iso)),
    value: (dimension, value) => {
      if (value === '') return lang === 'fr' ? '(vide)' : '(blank)';
      const region = dimension === 'country' ? REGIONS[value] : undefined;
      return region === undefined ? value : (regions.of(region) ?? value);
    },
    list: items => list.format(items),
  };
}

/** The three-letter codes of the shop's countries, and the two-letter ones by which a browser knows their names. */
const REGIONS: Readonly<Record<string, string>> = {
  AUS: 'AU',
  CAN: 'CA',
  DEU: 'DE',
  ESP: 'ES',
  FRA: 'FR',
  GBR: 'GB',
  ITA: 'IT',
  USA: 'US',
};
