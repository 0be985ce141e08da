import type { Lang } from '../../../i18n/text.ts';

const LOCALES: Readonly<Record<Lang, string>> = { fr: 'fr-FR', en: 'en-GB' };
const YESTERDAY: Readonly<Record<Lang, string>> = { fr: 'hier', en: 'yesterday' };

/** A moment as a person says it: `17:42` today, `hier 17:42`, `3 nov. 17:42`. Local time; `iso` is ISO 8601. */
export function when(iso: string, lang: Lang, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const time = clock(at);
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return time;
  if (days === 1) return `${YESTERDAY[lang]} ${time}`;
  const day = new Intl.DateTimeFormat(LOCALES[lang], { day: 'numeric', month: 'short' }).format(at);
  return `${day} ${time}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `12:04:31`, local time. */
export function clockSeconds(at: Date): string {
  return `${clock(at)}:${two(at.getSeconds())}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
