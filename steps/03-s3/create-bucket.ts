import { same, type Text } from '../../src/i18n/text.ts';
import { type Check, defineStep, errorCode, expectEqual, expectThat, LabError } from '../../src/lab/lab.ts';
import type { BucketDescription, ObjectStoreReader } from '../../src/ports/object-store.ts';
import { bucketHints } from './hints.ts';

/** The bucket of the data lake: in Paris, closed to the public, encrypted. */
export const createBucket = defineStep({
  name: 'create-bucket',
  title: { fr: 'Créer le bucket du data lake', en: "Create the data lake's bucket" },
  handout: '1.6.3',
  needs: ['objectStoreAdmin'],
  after: ['s3.credentials'],

  async prerequisites({ ports, settings, signal }) {
    const { bucket, region } = settings;
    const name = nameCheck(bucket);
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
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const { objectStoreAdmin: store } = ports;
    const { bucket, region } = settings;
    if ((await store.bucket(bucket, signal)) !== undefined) {
      log(`aws s3api put-public-access-block --bucket ${bucket} …`);
      log(`aws s3api put-bucket-encryption --bucket ${bucket} …`);
      await store.secureBucket(bucket, signal);
      return;
    }
    log(`aws s3 mb s3://${bucket} --region ${region}`);
    try {
      await store.createBucket(bucket, signal);
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
      ],
    };
  },

  async undo({ ports, settings, signal, log }) {
    const { objectStoreAdmin: store } = ports;
    const { bucket } = settings;
    if ((await store.bucket(bucket, signal)) === undefined) return;
    const objects = await store.list(bucket, '', signal);
    log(`aws s3 rb s3://${bucket} --force  (${objects.length})`);
    await store.delete(
      bucket,
      objects.map(({ key }) => key),
      signal,
    );
    await store.deleteBucket(bucket, signal);
  },

  hints: bucketHints,

  commands({ bucket, region }) {
    return [
      {
        language: 'shell',
        title: { fr: 'Créer le bucket', en: 'Make the bucket' },
        code: `aws s3 mb s3://${bucket} --region ${region}`,
      },
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
        ].join('\n'),
      },
    ];
  },
});

/** A bucket of that name: ours, nobody's, or one that we may not look into. */
type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'found'; readonly bucket: BucketDescription }
  | { readonly kind: 'foreign' };

async function look(store: ObjectStoreReader, name: string, signal: AbortSignal): Promise<Found> {
  try {
    const bucket = await store.bucket(name, signal);
    return bucket === undefined ? { kind: 'absent' } : { kind: 'found', bucket };
  } catch (error) {
    if (errorCode(error) === 'AccessDenied') return { kind: 'foreign' };
    throw error;
  }
}

function nameCheck(bucket: string): Check {
  // 3 to 63 characters: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  const isValid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket);
  return expectThat(
    'name',
    { fr: 'Le nom du bucket est permis par S3', en: 'S3 allows the name of the bucket' },
    isValid,
    {
      expected: true,
      actual: isValid,
      message: {
        fr: `« ${bucket} » : il faut de 3 à 63 caractères, minuscules, chiffres, points et tirets. Changez-le avec « shopstream config set student … ».`,
        en: `"${bucket}": from 3 to 63 characters are allowed, lower case, digits, dots and hyphens. Change it with "shopstream config set student …".`,
      },
    },
  );
}

function foreign(bucket: string): Text {
  return {
    fr: `AWS vous refuse le bucket ${bucket}. Les noms de buckets sont mondiaux : il est sans doute à un autre compte. Choisissez un autre nom avec « shopstream config set student … ». (S'il est à vous, il manque à votre identité le droit s3:GetBucketLocation.)`,
    en: `AWS denies you the bucket ${bucket}. Bucket names are worldwide: it probably belongs to another account. Choose another name with "shopstream config set student …". (If it is yours, your identity lacks the right s3:GetBucketLocation.)`,
  };
}

function wrongRegion(found: BucketDescription, region: string): Text {
  return {
    fr: `Le bucket est dans ${found.region}, pas dans ${region}. Un bucket ne se déplace pas : s'il est vide, « aws s3 rb s3://${found.name} », puis relancez l'étape ; sinon, gardez-le et changez de nom avec « shopstream config set student … ».`,
    en: `The bucket is in ${found.region}, not in ${region}. A bucket cannot be moved: if it is empty, "aws s3 rb s3://${found.name}", then run the step again; otherwise keep it and change the name with "shopstream config set student …".`,
  };
}

const ABSENT: Text = {
  fr: "Ce bucket n'existe pas encore : exécutez l'étape, ou créez-le dans la console.",
  en: 'There is no such bucket yet: run the step, or make it in the console.',
};

function existsCheck(found: Found, bucket: string): Check {
  return expectEqual('bucket', same('Bucket'), {
    expected: bucket,
    actual: found.kind === 'found' ? found.bucket.name : null,
    query: `aws s3api head-bucket --bucket ${bucket}`,
    message: found.kind === 'foreign' ? foreign(bucket) : ABSENT,
  });
}

function regionCheck(found: BucketDescription | undefined, bucket: string, region: string): Check {
  return expectEqual(
    'region',
    { fr: 'Région', en: 'Region' },
    {
      expected: region,
      actual: found?.region ?? null,
      query: `aws s3api get-bucket-location --bucket ${bucket}`,
      message: found === undefined ? ABSENT : wrongRegion(found, region),
    },
  );
}

function accessCheck(found: BucketDescription | undefined, bucket: string): Check {
  const switches = Object.values(found?.publicAccessBlock ?? {}) as readonly boolean[];
  return expectEqual(
    'public-access-block',
    { fr: "Blocages de l'accès public actifs", en: 'Public access blocks that are on' },
    {
      expected: 4,
      actual: switches.filter(isOn => isOn).length,
      query: `aws s3api get-public-access-block --bucket ${bucket}`,
      message: {
        fr: "Le bucket peut devenir public. Relancez l'étape, ou cochez « Bloquer tous les accès publics » dans l'onglet Autorisations.",
        en: 'The bucket may become public. Run the step again, or tick "Block all public access" in the Permissions tab.',
      },
    },
  );
}

/** The policy alone, whatever the four blocks hold back for the moment. */
function policyCheck(found: BucketDescription | undefined, bucket: string): Check {
  return expectEqual(
    'public-policy',
    { fr: 'La stratégie du bucket ouvre à tous', en: "The bucket's policy lets everybody in" },
    {
      expected: false,
      actual: found?.isPolicyPublic ?? null,
      query: `aws s3api get-bucket-policy-status --bucket ${bucket}`,
      message:
        found === undefined
          ? ABSENT
          : {
              fr: `La stratégie du bucket autorise tout le monde (Principal "*") : lisez-la (aws s3api get-bucket-policy), puis supprimez-la : aws s3api delete-bucket-policy --bucket ${bucket}`,
              en: `The bucket's policy allows everybody (Principal "*"): read it (aws s3api get-bucket-policy), then delete it: aws s3api delete-bucket-policy --bucket ${bucket}`,
            },
    },
  );
}

function encryptionCheck(found: BucketDescription | undefined, bucket: string): Check {
  return expectEqual(
    'encryption',
    { fr: 'Chiffrement par défaut (SSE-S3)', en: 'Default encryption (SSE-S3)' },
    {
      expected: 'AES256',
      actual: found?.encryption ?? null,
      query: `aws s3api get-bucket-encryption --bucket ${bucket}`,
      message: {
        fr: "Le chiffrement SSE-S3 n'est pas celui de ce bucket par défaut : relancez l'étape, ou choisissez-le dans l'onglet Propriétés.",
        en: 'SSE-S3 is not the default of this bucket: run the step again, or choose it in the Properties tab.',
      },
    },
  );
}
