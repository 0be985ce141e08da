import type { Text } from '../i18n/text.ts';
import type { PortName } from '../ports/ports.ts';
import type { TargetKind } from './settings.ts';

/** What a chapter runs on. */
export const SERVICE_NAMES = ['postgres', 'aws', 'snowflake'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The service that answers behind a port; the other ports work on this machine. */
export const SERVICE_OF_PORT: { readonly [N in PortName]?: ServiceName } = {
  postgresAdmin: 'postgres',
  postgres: 'postgres',
  objectStoreAdmin: 'aws',
  objectStore: 'aws',
  identity: 'aws',
  warehouse: 'snowflake',
};

/** Where each service is. `cloud` for PostgreSQL means the person's own server, wherever it stands. */
export type Placement = Readonly<Record<ServiceName, TargetKind>>;

export const ALL_SANDBOX: Placement = { postgres: 'sandbox', aws: 'sandbox', snowflake: 'sandbox' };

/** The chapters of each service; those that are not named work on what Snowflake holds. */
const CHAPTERS: Readonly<Record<ServiceName, readonly string[]>> = {
  postgres: ['postgres', 'data'],
  aws: ['s3', 'export'],
  snowflake: ['snowflake', 'dbt', 'marts'],
};

/** Chapters whose target can be chosen, in the lab's order. */
export const PLACED_CHAPTERS = ['postgres', 'data', 's3', 'export', 'snowflake', 'dbt', 'marts'] as const;

/** The service on which a chapter's steps work. */
export function serviceOf(chapter: string): ServiceName {
  if (CHAPTERS.postgres.includes(chapter)) return 'postgres';
  return CHAPTERS.aws.includes(chapter) ? 'aws' : 'snowflake';
}

/** Where a service is for these settings. */
export function placeOf(settings: { readonly placement?: Placement }, service: ServiceName): TargetKind {
  return (settings.placement ?? ALL_SANDBOX)[service];
}

/** A choice of targets that cannot work, with the reason. */
export interface RefusedPlacement {
  readonly refused: Text;
}

/**
 * Where each service is, from the target of everything and the targets of chapters. PostgreSQL stays in the sandbox unless
 * one of its chapters says otherwise: the cloud of the lab is AWS and Snowflake.
 */
export function placementOf(
  target: TargetKind,
  chapters: Readonly<Record<string, TargetKind>> = {},
): Placement | RefusedPlacement {
  const placed: Record<ServiceName, TargetKind> = { postgres: 'sandbox', aws: target, snowflake: target };
  for (const service of SERVICE_NAMES) {
    const chosen = CHAPTERS[service].flatMap(chapter => chapters[chapter] ?? []);
    const [first] = chosen;
    if (first === undefined) continue;
    if (chosen.some(other => other !== first)) return { refused: together(CHAPTERS[service]) };
    placed[service] = first;
  }
  return placed.aws === 'sandbox' && placed.snowflake === 'cloud' ? { refused: UNREACHABLE } : placed;
}

function together(chapters: readonly string[]): Text {
  const names = chapters.join(', ');
  return {
    fr: `Les chapitres ${names} travaillent sur le même service : ils ne peuvent pas être sur deux cibles.`,
    en: `The chapters ${names} work on the same service: they cannot be on two targets.`,
  };
}

const UNREACHABLE: Text = {
  fr: 'Snowflake dans le cloud ne peut pas lire un bucket de cette machine : les chapitres s3 et export doivent aussi être dans le cloud.',
  en: 'Snowflake in the cloud cannot read a bucket of this machine: the chapters s3 and export must be in the cloud too.',
};

/** The target as one word: `cloud` as soon as somebody's AWS or Snowflake account is used. */
export function overallTarget({ aws, snowflake }: Placement): TargetKind {
  return aws === 'cloud' || snowflake === 'cloud' ? 'cloud' : 'sandbox';
}

/** A name for the placement's own progress: `sandbox`, `cloud`, or the services that are elsewhere (`cloud-aws`, `cloud-postgres-aws`). */
export function placementKey(placement: Placement): string {
  const { postgres, aws, snowflake } = placement;
  if (postgres === 'sandbox' && aws === snowflake) return aws;
  const elsewhere = SERVICE_NAMES.filter(service => placement[service] === 'cloud');
  return `cloud-${elsewhere.join('-')}`;
}

const SERVICE_LABELS: Readonly<Record<ServiceName, string>> = {
  postgres: 'PostgreSQL',
  aws: 'AWS',
  snowflake: 'Snowflake',
};

/** The placement in a word or two, for a corner of the screen: `sandbox`, `cloud`, or what is in the cloud of a mix. */
export function placementLabel(placement: Placement): string {
  const inCloud = SERVICE_NAMES.filter(service => placement[service] === 'cloud');
  const key = placementKey(placement);
  if (inCloud.length === 0 || key === 'cloud') return key;
  return `cloud: ${inCloud.map(service => SERVICE_LABELS[service]).join(' + ')}`;
}

/** The placement in words: where each service is. */
export function placementWords(placement: Placement): Text {
  const words = (elsewhere: Readonly<Record<ServiceName, string>>, here: string, separator: string) =>
    SERVICE_NAMES.map(service => {
      const where = placement[service] === 'cloud' ? elsewhere[service] : here;
      return `${SERVICE_LABELS[service]}${separator}${where}`;
    }).join(', ');
  const own = { fr: 'votre compte', en: 'your account' };
  return {
    fr: words({ postgres: 'votre serveur', aws: own.fr, snowflake: own.fr }, 'bac à sable', ' : '),
    en: words({ postgres: 'your server', aws: own.en, snowflake: own.en }, 'sandbox', ': '),
  };
}
