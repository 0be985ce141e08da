import { same, type Text } from '../../src/i18n/text.ts';
import {
  errorWords,
  isRegionalBucket,
  LabError,
  type LabSettings,
  mayTouch,
  type Ownership,
  ownership,
  placeOf,
  regionalBucketName,
  tagOwnership,
} from '../../src/lab/lab.ts';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { PortName, ReaderPorts } from '../../src/ports/ports.ts';
import type { Cell, WarehouseReader } from '../../src/ports/warehouse.ts';
import { POLICY, USER } from '../03-s3/names.ts';
import { refusalOf } from '../03-s3/refusals.ts';
import { LEAST_POLICY } from '../03-s3/user-policy.ts';
import { cell, rowsOf } from '../05-snowflake/ask.ts';
import { integrationComment } from '../05-snowflake/integration.ts';
import { DATABASE, INTEGRATION, ROLE, WAREHOUSES } from '../05-snowflake/objects.ts';
import { readsAsPerson } from '../05-snowflake/own-profile.ts';
import { monitorName, monitorRows } from '../05-snowflake/resource-monitor.ts';

/** Something that the lab makes in an account, in the order in which it is removed. */
export interface Belonging {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly service: 'aws' | 'snowflake';
  readonly kind: Text;
  readonly name: string;
  /** Who may do what with it. */
  readonly rights: Text;
  /** How a person removes it, exactly. */
  readonly removal: readonly string[];
}

/** Whose a thing is; `unknown`: it could not be looked at. */
export type Presence = 'absent' | Ownership | 'unknown';

/** What was found of it. */
export interface Found extends Belonging {
  readonly presence: Presence;
  /** Why it could not be looked at. */
  readonly why?: Text;
}

/** Opens readers; an account that lets nobody in makes it throw. */
export type OpenReaders = <N extends PortName>(names: readonly N[]) => Promise<Pick<ReaderPorts, N>>;

/** All that the lab makes for these settings: first what costs, each thing before what it stands on. */
export function belongings(settings: LabSettings): readonly Belonging[] {
  return [...snowflakeBelongings(settings), ...awsBelongings(settings)];
}

function snowflakeBelongings(settings: LabSettings): readonly Belonging[] {
  const monitor = monitorName(settings);
  return [
    {
      id: 'database',
      service: 'snowflake',
      kind: { fr: 'base de données', en: 'database' },
      name: DATABASE,
      rights: {
        fr: 'vos tables, vues et stage ; le rôle ACCOUNTADMIN',
        en: 'your tables, views and stage; the role ACCOUNTADMIN',
      },
      removal: [`DROP DATABASE IF EXISTS ${DATABASE};`],
    },
    ...WAREHOUSES.map(
      ({ name, autoSuspend }): Belonging => ({
        id: name.toLowerCase().replace('_', '-'),
        service: 'snowflake',
        kind: same('warehouse'),
        name,
        rights: {
          fr: `X-Small, s'éteint après ${autoSuspend} s`,
          en: `X-Small, suspends itself after ${autoSuspend} s`,
        },
        removal: [`DROP WAREHOUSE IF EXISTS ${name};`],
      }),
    ),
    {
      id: 'resource-monitor',
      service: 'snowflake',
      kind: { fr: 'plafond de crédits', en: 'limit of credits' },
      name: monitor,
      rights: {
        fr: 'éteint les trois warehouses au plafond',
        en: 'suspends the three warehouses at the limit',
      },
      removal: [`DROP RESOURCE MONITOR IF EXISTS ${monitor};`],
    },
    {
      id: 'integration',
      service: 'snowflake',
      kind: { fr: 'intégration de stockage', en: 'storage integration' },
      name: INTEGRATION.toUpperCase(),
      rights: { fr: 'lit raw/ du bucket, rien d’autre', en: 'reads raw/ of the bucket, nothing else' },
      removal: [`DROP INTEGRATION IF EXISTS ${INTEGRATION};`],
    },
  ];
}

/** The bucket's name; where it is to hold the number of an account that is not known yet, with dots in its place. */
function plannedBucket({ bucket, bucketChoice, student, region }: LabSettings): string {
  if (bucketChoice !== 'regional' || isRegionalBucket(bucket)) return bucket;
  return regionalBucketName(student, '••••••••••••', region);
}

function awsBelongings(settings: LabSettings): readonly Belonging[] {
  const bucket = plannedBucket(settings);
  const least = settings.userPolicy === 'least';
  const role: Belonging = {
    id: 'iam-role',
    service: 'aws',
    kind: { fr: 'rôle IAM', en: 'IAM role' },
    name: ROLE,
    rights: {
      fr: 'Snowflake y lit raw/, avec un identifiant externe',
      en: 'Snowflake reads raw/ with it, with an external id',
    },
    removal: [
      `aws iam delete-role-policy --role-name ${ROLE} --policy-name shopstream-raw-read`,
      `aws iam delete-role --role-name ${ROLE}`,
    ],
  };
  return [
    ...(readsAsPerson(settings) ? [] : [role]),
    {
      id: 'iam-user',
      service: 'aws',
      kind: { fr: 'utilisateur IAM et sa clé', en: 'IAM user and its key' },
      name: USER,
      rights: least
        ? { fr: `${LEAST_POLICY} : ce bucket seulement`, en: `${LEAST_POLICY}: this bucket only` }
        : {
            fr: `${POLICY} : tous vos buckets (aws.policy least : ce bucket seulement)`,
            en: `${POLICY}: all your buckets (aws.policy least: this bucket only)`,
          },
      removal: [
        `aws iam list-access-keys --user-name ${USER}`,
        `aws iam delete-access-key --user-name ${USER} --access-key-id AKIA…`,
        least
          ? `aws iam delete-user-policy --user-name ${USER} --policy-name ${LEAST_POLICY}`
          : `aws iam detach-user-policy --user-name ${USER} --policy-arn arn:aws:iam::aws:policy/${POLICY}`,
        `aws iam delete-user --user-name ${USER}`,
      ],
    },
    bucketBelonging('bucket', bucket),
  ];
}

function bucketBelonging(id: string, name: string): Belonging {
  return {
    id,
    service: 'aws',
    kind: { fr: 'bucket S3 et son contenu', en: 'S3 bucket and what it holds' },
    name,
    rights: { fr: 'fermé au public, chiffré (SSE-S3)', en: 'closed to the public, encrypted (SSE-S3)' },
    removal: [`aws s3 rb s3://${name} --force`],
  };
}

/** Looks at everything, both accounts at once. Never throws for an account that cannot be entered: it is `unknown`, and why. */
export async function takeStock(
  open: OpenReaders,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const snowflake = look(async () =>
    snowflakePresence((await open(['warehouse'])).warehouse, settings, signal),
  );
  const aws = look(() => awsPresence(open, settings, signal));
  const seen = { snowflake: await snowflake, aws: await aws };
  signal.throwIfAborted();
  const listed = belongings(settings).map((belonging): Found => {
    const of = seen[belonging.service];
    return of.kind === 'refused'
      ? { ...belonging, presence: 'unknown', why: of.why }
      : { ...belonging, presence: of.presence.get(belonging.id) ?? 'absent' };
  });
  const more = seen.aws.kind === 'seen' ? (seen.aws.more ?? []) : [];
  return [...listed, ...more];
}

/** What was seen of an account. */
interface Seen {
  /** By the thing's id. */
  readonly presence: ReadonlyMap<string, Presence>;
  /** Things that today's settings would not make. */
  readonly more?: readonly Found[];
}

type Looked = ({ readonly kind: 'seen' } & Seen) | { readonly kind: 'refused'; readonly why: Text };

async function look(find: () => Promise<Seen>): Promise<Looked> {
  try {
    return { kind: 'seen', ...(await find()) };
  } catch (error) {
    return { kind: 'refused', why: reasonOf(error) };
  }
}

/** Why something did not work: what the lab knows of it, with what to do, or the service's own words. */
export function reasonOf(error: unknown): Text {
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal.message;
  if (!(error instanceof LabError)) return same(errorWords(error).replaceAll('\n', ' '));
  const { text, advice } = error;
  return advice === undefined ? text : { fr: `${text.fr} ${advice.fr}`, en: `${text.en} ${advice.en}` };
}

async function snowflakePresence(
  warehouse: WarehouseReader,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<Seen> {
  const [databases, warehouses, monitors, integration] = await Promise.all([
    rowsOf(warehouse, `SHOW DATABASES LIKE '${DATABASE}'`, signal),
    rowsOf(warehouse, 'SHOW WAREHOUSES', signal),
    monitorRows(warehouse, signal),
    integrationComment(warehouse, signal),
  ]);
  const owner = (row: Readonly<Record<string, Cell>>) => ownership(cell(row, 'comment'), settings);
  const found = new Map<string, Presence>();
  for (const row of databases) found.set('database', owner(row));
  for (const row of warehouses) found.set(cell(row, 'name').toLowerCase().replace('_', '-'), owner(row));
  for (const row of monitors)
    if (cell(row, 'name') === monitorName(settings)) found.set('resource-monitor', 'ours');
  for (const { comment } of integration) found.set('integration', ownership(comment, settings));
  return { presence: found };
}

async function awsPresence(open: OpenReaders, settings: LabSettings, signal: AbortSignal): Promise<Seen> {
  const { identity, objectStoreAdmin } = await open(['identity', 'objectStoreAdmin']);
  const [caller, user, role, bucket, more] = await Promise.all([
    identity.whoAmI(signal),
    identity.user(USER, signal),
    identity.role(ROLE, signal),
    objectStoreAdmin.bucket(settings.bucket, signal),
    earlierBuckets(objectStoreAdmin, settings, signal),
  ]);
  const { awsAccount } = settings;
  if (placeOf(settings, 'aws') === 'cloud' && awsAccount !== undefined && caller.account !== awsAccount)
    throw new LabError(otherAccount(awsAccount, caller.account));
  const found = new Map<string, Presence>();
  if (user !== undefined) found.set('iam-user', tagOwnership(user.tags, settings));
  if (role !== undefined) found.set('iam-role', tagOwnership(role.tags, settings));
  if (bucket !== undefined) found.set('bucket', tagOwnership(bucket.tags, settings));
  return { presence: found, more };
}

/** Buckets of this lab under other names: the student's name, or the way to name the bucket, was changed since. */
async function earlierBuckets(
  store: ObjectStoreReader,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const names = (await store.buckets(signal))
    .map(({ name }) => name)
    .filter(name => name.startsWith('shopstream-') && name !== settings.bucket);
  const described = await Promise.all(names.map(name => store.bucket(name, signal).catch(() => undefined)));
  return described.flatMap(bucket =>
    bucket !== undefined && tagOwnership(bucket.tags, settings) === 'ours'
      ? [{ ...bucketBelonging(`bucket-${bucket.name}`, bucket.name), presence: 'ours' as const }]
      : [],
  );
}

/** With the credentials of another account, "nothing is left" would be true there only. */
function otherAccount(known: string, asked: string): Text {
  return {
    fr: `Ces identifiants AWS sont ceux du compte ${asked}, et ce TP a travaillé dans le compte ${known}. Reprenez le bon profil : « shopstream config set aws.profile … ».`,
    en: `These AWS credentials belong to account ${asked}, and this lab worked in account ${known}. Take the right profile: "shopstream config set aws.profile …".`,
  };
}

/** Whether the lab may remove what was found. */
export function isRemovable({ presence, service }: Found, settings: LabSettings): boolean {
  return presence !== 'absent' && presence !== 'unknown' && mayTouch(presence, placeOf(settings, service));
}
