import { say, type Text } from '../../src/i18n/text.ts';
import {
  type Check,
  type Command,
  defineStep,
  errorCode,
  expectThat,
  isRegionalBucket,
  LabError,
  type LabSettings,
  labTags,
  mayTouch,
  placeOf,
  tagOwnership,
} from '../../src/lab/lab.ts';
import type { BucketDescription, ObjectStoreReader } from '../../src/ports/object-store.ts';
import {
  accessCheck,
  encryptionCheck,
  existsCheck,
  foreign,
  look,
  nameCheck,
  ownershipCheck,
  policyCheck,
  regionCheck,
  wrongRegion,
} from './bucket-checks.ts';
import { bucketHints } from './hints.ts';
import { oursCheck, tagBucketCommand } from './ownership.ts';

/** The bucket of the data lake: in Paris, closed to the public, encrypted. */
export const createBucket = defineStep({
  name: 'create-bucket',
  title: { fr: 'Créer le bucket du data lake', en: "Create the data lake's bucket" },
  handout: '1.6.3',
  needs: ['objectStoreAdmin'],
  after: ['s3.credentials'],

  async prerequisites({ ports, settings, signal }) {
    const { bucket, region } = settings;
    const name = nameCheck(settings);
    if (name.verdict !== 'passed') return [name];
    const found = await look(ports.objectStoreAdmin, bucket, signal);
    return [
      name,
      expectThat(
        'name-free',
        { fr: 'Le nom est libre, ou déjà à vous', en: 'The name is free, or yours already' },
        found.kind !== 'foreign',
        { expected: true, actual: found.kind !== 'foreign', message: foreign(bucket) },
      ),
      expectThat(
        'region-free',
        { fr: `Pas de bucket de ce nom hors de ${region}`, en: `No bucket of this name outside ${region}` },
        found.kind !== 'found' || found.bucket.region === region,
        {
          expected: region,
          actual: found.kind === 'found' ? found.bucket.region : null,
          message: found.kind === 'found' ? wrongRegion(found.bucket, region) : undefined,
        },
      ),
      ...(found.kind === 'found' && found.bucket.region === region
        ? [await ownerCheck(ports.objectStoreAdmin, found.bucket, settings, signal)]
        : []),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const { objectStoreAdmin: store } = ports;
    const { bucket } = settings;
    const found = await store.bucket(bucket, signal);
    if (found !== undefined) {
      if (tagOwnership(found.tags, settings) === 'unmarked') {
        log(tagBucketCommand(bucket, settings));
        await store.tagBucket(bucket, labTags(settings), signal);
      }
      if (isSecure(found)) return;
      log(`aws s3api put-public-access-block --bucket ${bucket} …`);
      log(`aws s3api put-bucket-ownership-controls --bucket ${bucket} …`);
      log(`aws s3api put-bucket-encryption --bucket ${bucket} …`);
      await store.secureBucket(bucket, signal);
      return;
    }
    log(createCommand(settings));
    try {
      await store.createBucket(bucket, signal, {
        ...(isRegionalBucket(bucket) ? { namespace: 'account-regional' } : {}),
        tags: labTags(settings),
      });
    } catch (error) {
      if (errorCode(error) === 'BucketAlreadyExists') throw new LabError(foreign(bucket), { cause: error });
      throw error;
    }
  },

  async verify({ ports, settings, signal }) {
    const { bucket, region } = settings;
    const found = await look(ports.objectStoreAdmin, bucket, signal);
    const described = found.kind === 'found' ? found.bucket : undefined;
    return {
      checks: [
        existsCheck(found, bucket),
        regionCheck(described, bucket, region),
        accessCheck(described, bucket),
        policyCheck(described, bucket),
        encryptionCheck(described, bucket),
        ownershipCheck(described, bucket),
        ...lineageChecks(described, settings),
      ],
    };
  },

  async undo({ ports, settings, signal, log }) {
    const { objectStoreAdmin: store } = ports;
    const { bucket } = settings;
    const found = await store.bucket(bucket, signal);
    if (found === undefined) return;
    const owner = tagOwnership(found.tags, settings);
    if (!mayTouch(owner, placeOf(settings, 'aws'))) {
      log(say(kept(bucket), settings.lang));
      return;
    }
    log(`aws s3 rb s3://${bucket} --force`);
    await store.emptyBucket(bucket, signal);
    await store.deleteBucket(bucket, signal);
  },

  hints: bucketHints,

  commands(settings) {
    const { bucket } = settings;
    return [
      {
        language: 'shell',
        title: { fr: 'Créer le bucket', en: 'Make the bucket' },
        code: createCommand(settings),
      },
      ...tagCommands(settings),
      {
        language: 'shell',
        title: { fr: 'Bloquer tout accès public', en: 'Block all public access' },
        code: `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
      },
      {
        language: 'shell',
        title: { fr: 'Regarder', en: 'Look' },
        code: [
          `aws s3api get-bucket-location --bucket ${bucket}`,
          `aws s3api get-public-access-block --bucket ${bucket}`,
          `aws s3api get-bucket-encryption --bucket ${bucket}`,
          `aws s3api get-bucket-ownership-controls --bucket ${bucket}`,
        ].join('\n'),
      },
    ];
  },
});

/** How the bucket is made; `aws s3 mb` knows nothing of an account's own namespace. */
function createCommand({ bucket, region }: LabSettings): string {
  return isRegionalBucket(bucket)
    ? `aws s3api create-bucket --bucket ${bucket} --bucket-namespace account-regional --create-bucket-configuration LocationConstraint=${region}`
    : `aws s3 mb s3://${bucket} --region ${region}`;
}

/** In one's own account the lab later removes only what is marked. */
function tagCommands(settings: LabSettings): readonly Command[] {
  if (placeOf(settings, 'aws') === 'sandbox') return [];
  return [
    {
      language: 'shell',
      title: {
        fr: 'La marque du TP, que cleanup cherchera',
        en: "The lab's mark, which cleanup will look for",
      },
      code: tagBucketCommand(settings.bucket, settings),
    },
  ];
}

/** What AWS gives every new bucket since April 2023 (and SSE-S3 since January 2023): looked at, not assumed. */
function isSecure(found: BucketDescription): boolean {
  const switches = Object.values(found.publicAccessBlock ?? {}) as readonly boolean[];
  return (
    switches.length === 4 &&
    switches.every(isOn => isOn) &&
    found.encryption === 'AES256' &&
    found.ownership === 'BucketOwnerEnforced'
  );
}

/** An empty bucket without a mark is taken for one whose making was interrupted, or that was made by hand for this. */
async function ownerCheck(
  store: ObjectStoreReader,
  found: BucketDescription,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<Check> {
  const owner = tagOwnership(found.tags, settings);
  const may =
    mayTouch(owner, placeOf(settings, 'aws')) ||
    (owner === 'unmarked' && (await store.list(found.name, '', signal)).length === 0);
  return oursCheck('bucket-ours', owner, may, marking(found, settings));
}

/** Whose mark the bucket lacks, and both ways out. */
function marking({ name }: BucketDescription, settings: LabSettings) {
  return {
    what: { fr: 'Le bucket', en: 'The bucket' },
    name,
    adopt: tagBucketCommand(name, settings),
    instead: {
      fr: 'changez le nom du vôtre : « shopstream config set student … ».',
      en: 'change the name of yours: "shopstream config set student …".',
    },
  };
}

/** Made by hand, a bucket has no mark, and that is fine; another lab's is not. */
function lineageChecks(found: BucketDescription | undefined, settings: LabSettings): readonly Check[] {
  if (found === undefined || tagOwnership(found.tags, settings) !== 'foreign') return [];
  return [oursCheck('lineage', 'foreign', false, marking(found, settings))];
}

function kept(bucket: string): Text {
  return {
    fr: `Le bucket ${bucket} ne porte pas la marque de ce TP : il reste, avec ce qu'il contient.`,
    en: `Bucket ${bucket} does not carry this lab's mark: it stays, with what it holds.`,
  };
}
