import { formatNumber, type Lang, say, type Text, text } from '../../src/i18n/text.ts';
import { type LabSettings, placeOf, serviceOf } from '../../src/lab/lab.ts';
import { quotaOf } from '../05-snowflake/resource-monitor.ts';
import type { Found, Presence } from './belongings.ts';

/**
 * Credits of the whole lab, from a first try to one with many returns: about twenty to sixty minutes of X-Small warehouses
 * (1 credit an hour, by the second, 60 seconds at least at each start).
 */
export const ESTIMATED_CREDITS = { low: 0.3, high: 1 };
/** US dollars a credit, by edition and region. */
const USD_PER_CREDIT = { low: 2, high: 4 };
/** US dollars a month: S3 Standard in Paris is about 0.024 USD a gigabyte, and the lab leaves some megabytes. */
export const S3_USD_PER_MONTH = 0.01;

/** Twelve digits of which the last four are shown. */
export function maskedAccount(account: string | undefined): string {
  return account === undefined ? '?' : `••••••••${account.slice(-4)}`;
}

/** Where the accounts are, as far as it is known. */
export interface Whereabouts {
  readonly awsAccount: string | undefined;
  readonly snowflakeAccount: string | undefined;
  readonly snowflakeRole: string | undefined;
}

/** The plan in lines: what, where, with which rights, roughly what it costs, and what is there already. */
export function planLines(
  found: readonly Found[],
  settings: LabSettings,
  where: Whereabouts,
  lang: Lang,
): readonly string[] {
  const lines: string[] = [];
  for (const service of ['aws', 'snowflake'] as const) {
    lines.push(say(heading(service, settings, where), lang));
    const things = found.filter(candidate => candidate.service === service);
    const why = things.find(thing => thing.why !== undefined)?.why;
    if (why !== undefined) lines.push(`  ! ${say(why, lang)}`);
    for (const thing of things) lines.push(...thingLines(thing, lang));
  }
  return [...lines, ...notes(settings).map(note => say(note, lang))];
}

function heading(service: 'aws' | 'snowflake', settings: LabSettings, where: Whereabouts): Text {
  if (placeOf(settings, service) === 'sandbox') {
    const name = service === 'aws' ? 'AWS' : 'Snowflake';
    return {
      fr: `${name} : dans le bac à sable, sur cette machine`,
      en: `${name}: in the sandbox, on this machine`,
    };
  }
  if (service === 'aws') {
    const account = maskedAccount(where.awsAccount);
    return {
      fr: `AWS : compte ${account}, région ${settings.region}`,
      en: `AWS: account ${account}, region ${settings.region}`,
    };
  }
  const account = where.snowflakeAccount ?? '?';
  const role = where.snowflakeRole ?? '?';
  return {
    fr: `Snowflake : compte ${account}, rôle ${role}`,
    en: `Snowflake: account ${account}, role ${role}`,
  };
}

const PRESENCE: Readonly<Record<Presence, Text>> = {
  absent: { fr: 'à créer', en: 'to be made' },
  ours: { fr: 'déjà là, à ce TP', en: "there already, this lab's" },
  unmarked: { fr: 'déjà là, sans la marque du TP', en: "there already, without the lab's mark" },
  foreign: { fr: "déjà là, à un autre TP : n'y touche pas", en: "there already, another lab's: left alone" },
  unknown: { fr: 'inconnu', en: 'unknown' },
};

function thingLines({ kind, name, presence, rights }: Found, lang: Lang): readonly string[] {
  return [`  ${say(kind, lang)} ${name} — ${say(PRESENCE[presence], lang)}`, `      ${say(rights, lang)}`];
}

/** What it costs, and what is free for how long. */
function notes(settings: LabSettings): readonly Text[] {
  const [aws, snowflake] = [placeOf(settings, 'aws'), placeOf(settings, 'snowflake')];
  if (aws === 'sandbox' && snowflake === 'sandbox')
    return [
      { fr: 'Coût : rien, tout est sur cette machine.', en: 'Cost: nothing, all of it is on this machine.' },
    ];
  return [
    { fr: 'Coût, en gros :', en: 'Cost, roughly:' },
    ...(aws === 'cloud' ? S3_NOTES : []),
    ...(snowflake === 'cloud' ? snowflakeNotes(settings) : []),
    {
      fr: '  À la fin : « shopstream cleanup » enlève tout cela, puis vérifie qu’il ne reste rien.',
      en: '  In the end: "shopstream cleanup" removes all of it, then checks that nothing is left.',
    },
  ];
}

/** Source: the AWS free tier's pages as of 2026 (bi-airflow-cloud, C4). */
const S3_NOTES: readonly Text[] = [
  {
    fr: '  S3 : quelques mégaoctets, moins de 0,01 USD par mois (environ 0,024 USD par gigaoctet). IAM est gratuit.',
    en: '  S3: some megabytes, less than 0.01 USD a month (about 0.024 USD a gigabyte). IAM is free.',
  },
  {
    fr: '  Compte AWS ouvert depuis le 15 juillet 2025 : 100 USD offerts, jusqu’à 100 de plus ; le plan gratuit finit après 6 mois ou quand le crédit est épuisé, et le compte se ferme s’il n’est pas converti.',
    en: '  AWS account opened since 15 July 2025: 100 USD given, up to 100 more; the free plan ends after 6 months or when the credit is gone, and the account closes unless it is upgraded.',
  },
];

function snowflakeNotes(settings: LabSettings): readonly Text[] {
  const { low, high } = ESTIMATED_CREDITS;
  const quota = quotaOf(settings);
  return [
    text(lang => {
      const credits = `${formatNumber(low, lang, 1)}–${formatNumber(high, lang, 0)}`;
      const dollars = `${formatNumber(low * USD_PER_CREDIT.low, lang, 1)}–${formatNumber(high * USD_PER_CREDIT.high, lang, 0)}`;
      return lang === 'fr'
        ? `  Snowflake : X-Small = 1 crédit par heure, à la seconde, 60 s au moins à chaque réveil ; pour tout le TP, ${credits} crédit, soit ${dollars} USD.`
        : `  Snowflake: X-Small = 1 credit an hour, by the second, 60 s at least at each start; for the whole lab ${credits} credit, that is ${dollars} USD.`;
    }),
    {
      fr: `  Plafond : à ${quota} crédits, le resource monitor éteint les trois warehouses.`,
      en: `  Limit: at ${quota} credits the resource monitor suspends the three warehouses.`,
    },
    {
      fr: '  Essai Snowflake : 30 jours ou environ 400 USD, sans carte ; ensuite le compte est suspendu, pas facturé.',
      en: '  Snowflake trial: 30 days or about 400 USD, without a card; then the account is suspended, not billed.',
    },
  ];
}

/** The plan as data. */
export function planJson(found: readonly Found[], settings: LabSettings, where: Whereabouts, lang: Lang) {
  const snowflakeIsCloud = placeOf(settings, 'snowflake') === 'cloud';
  return {
    target: settings.target,
    aws: {
      target: placeOf(settings, 'aws'),
      account: maskedAccount(where.awsAccount),
      region: settings.region,
    },
    snowflake: {
      target: placeOf(settings, 'snowflake'),
      account: where.snowflakeAccount ?? null,
      role: where.snowflakeRole ?? null,
    },
    items: found.map(({ id, service, kind, name, rights, presence, why }) => ({
      id,
      service,
      kind: say(kind, lang),
      name,
      rights: say(rights, lang),
      presence,
      ...(why === undefined ? {} : { why: say(why, lang) }),
    })),
    estimate: {
      credits: snowflakeIsCloud ? ESTIMATED_CREDITS : { low: 0, high: 0 },
      creditLimit: quotaOf(settings),
      s3UsdPerMonth: placeOf(settings, 'aws') === 'cloud' ? S3_USD_PER_MONTH : 0,
    },
    notes: notes(settings).map(note => say(note, lang).trim()),
  };
}

/** Whether a chapter works on somebody's own AWS or Snowflake account. */
export function spendsMoney(chapter: string, settings: LabSettings): boolean {
  const service = serviceOf(chapter);
  return service !== 'postgres' && placeOf(settings, service) === 'cloud';
}
