import type { Lang } from '../i18n/text.ts';
import type { Placement } from './placement.ts';
import type { ShellKind } from './shells.ts';

export type TargetKind = 'sandbox' | 'cloud';

/** What the lab's steps are parameterised by. No secret is part of it. */
export interface LabSettings {
  /** The placement as one word: `cloud` as soon as somebody's AWS or Snowflake account is used. */
  readonly target: TargetKind;
  /** Where each service is; `undefined`: everything in the sandbox. */
  readonly placement?: Placement;
  /** Slug of the student: lower case letters, digits and hyphens. */
  readonly student: string;
  /** `shopstream-datalake-<student>`, or a name of the account's own namespace (see `regionalBucketName`). */
  readonly bucket: string;
  /** How the bucket was to be named; `undefined`: as in the handout. */
  readonly bucketChoice?: BucketChoice;
  /** What the lab's IAM user may do; `undefined`: what the handout gives it. */
  readonly userPolicy?: UserPolicy;
  /** Twelve digits: the AWS account, where it can be known without asking AWS; commands by hand name it. */
  readonly awsAccount?: string | undefined;
  /** The person's own AWS profile, where they chose one; its secrets stay in their AWS files. */
  readonly awsProfile?: string;
  /** AWS region of the data lake. */
  readonly region: string;
  readonly lang: Lang;
  /** Absolute path of the student's visible files. */
  readonly workspace: string;
  /** Multiplies the rows of the data set; `undefined`: whatever is there, 1 when nothing is. */
  readonly scale: number | undefined;
  /** Seed of the data set; `undefined`: whatever is there, the default seed when nothing is. */
  readonly seed: string | undefined;
  /** Compressed bytes of a part of a large table's export; `undefined`: about 100 MB. */
  readonly partBytes?: number | undefined;
  /** Unique to this lab; marks the databases it makes, so that foreign ones are told apart. */
  readonly lineage: string;
  /** The shell that commands are shown for; `undefined`: the platform's own. */
  readonly shell?: ShellKind;
  /** How `shopstream` is typed on this machine, options included; `undefined`: by its name. */
  readonly program?: string;
}

/** A student's name as it may stand in a bucket's name: `Inès Élodie` becomes `ines-elodie`. */
export function studentSlug(name: string): string {
  const slug = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    // A bucket's name has 63 characters at most, and ours begins with `shopstream-datalake-`.
    .slice(0, 40)
    .replace(/-+$/, '');
  return slug === '' ? 'etudiant' : slug;
}

/** The handout's name, in the namespace that everybody shares. */
export function bucketName(student: string): string {
  return `shopstream-datalake-${student}`;
}

/** How the bucket is named: in the account's own namespace, where no name can be taken, or as in the handout. */
export const BUCKET_CHOICES = ['regional', 'handout'] as const;
export type BucketChoice = (typeof BUCKET_CHOICES)[number];

/** What the lab's IAM user may do: everything in S3 (AmazonS3FullAccess, the handout's), or what the lab needs on its bucket. */
export const USER_POLICIES = ['full', 'least'] as const;
export type UserPolicy = (typeof USER_POLICIES)[number];

/** S3's limit: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const LONGEST_BUCKET_NAME = 63;

/** A name that only this account can use, in this region only; a long student is cut. */
export function regionalBucketName(student: string, account: string, region: string): string {
  const suffix = `-${account}-${region}-an`;
  const prefix = `shopstream-${student}`.slice(0, LONGEST_BUCKET_NAME - suffix.length).replace(/-+$/, '');
  return prefix + suffix;
}

/** Whether a bucket's name is of an account's own namespace. */
export function isRegionalBucket(name: string): boolean {
  return /-\d{12}-[a-z]{2}(-[a-z]+)+-\d-an$/.test(name);
}
