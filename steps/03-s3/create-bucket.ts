import { same, type Text, text } from '../../src/i18n/text.ts';
import { defineStep, errorCode, expectEqual, LabError } from '../../src/lab/lab.ts';
import type { BucketDescription } from '../../src/ports/object-store.ts';

/** The bucket of the data lake: in Paris, closed to the public, encrypted. */
export const createBucket = defineStep({
  name: 'create-bucket',
  title: { fr: 'Créer le bucket du data lake', en: "Create the data lake's bucket" },
  handout: '1.6.3',
  needs: ['objectStoreAdmin'],
  after: ['s3.credentials'],

  async prerequisites({ settings }) {
    // 3 to 63 characters: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    const valid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(settings.bucket);
    return [
      expectEqual(
        'name',
        { fr: 'Le nom du bucket est permis par S3', en: 'S3 allows the name of the bucket' },
        {
          expected: settings.bucket,
          actual: valid ? settings.bucket : null,
          message: {
            fr: 'De 3 à 63 caractères : minuscules, chiffres, points, tirets. Changez-le avec « shopstream config set student … ».',
            en: 'From 3 to 63 characters: lower case, digits, dots, hyphens. Change it with "shopstream config set student …".',
          },
        },
      ),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const { objectStoreAdmin: store } = ports;
    const { bucket, region } = settings;
    const existing = await describe(() => store.bucket(bucket, signal), bucket);
    if (existing !== undefined && existing.region !== region) throw elsewhere(existing, region);
    if (existing === undefined) {
      log(`aws s3 mb s3://${bucket} --region ${region}`);
      await describe(() => store.createBucket(bucket, signal), bucket);
    } else {
      log(`aws s3api put-public-access-block --bucket ${bucket} …`);
      await store.secureBucket(bucket, signal);
    }
  },

  async verify({ ports, settings, signal }) {
    const { bucket, region } = settings;
    const found = await describe(() => ports.objectStoreAdmin.bucket(bucket, signal), bucket);
    const block = found?.publicAccessBlock;
    const blocked = block === undefined ? 0 : Object.values(block).filter((isOn: boolean) => isOn).length;
    return {
      checks: [
        expectEqual('bucket', same('Bucket'), {
          expected: bucket,
          actual: found?.name ?? null,
          query: `aws s3api head-bucket --bucket ${bucket}`,
          message: {
            fr: "Ce bucket n'existe pas encore : exécutez l'étape, ou créez-le dans la console.",
            en: 'There is no such bucket yet: run the step, or make it in the console.',
          },
        }),
        expectEqual(
          'region',
          { fr: 'Région', en: 'Region' },
          {
            expected: region,
            actual: found?.region ?? null,
            query: `aws s3api get-bucket-location --bucket ${bucket}`,
            message: found === undefined ? undefined : wrongRegion(found, region),
          },
        ),
        expectEqual(
          'public-access-block',
          { fr: 'Blocages de l’accès public actifs', en: 'Public access blocks that are on' },
          {
            expected: 4,
            actual: blocked,
            query: `aws s3api get-public-access-block --bucket ${bucket}`,
            message: {
              fr: 'Le bucket peut devenir public. Relancez l’étape, ou cochez « Bloquer tous les accès publics » dans l’onglet Autorisations.',
              en: 'The bucket may become public. Run the step again, or tick "Block all public access" in the Permissions tab.',
            },
          },
        ),
        expectEqual(
          'encryption',
          { fr: 'Chiffrement par défaut (SSE-S3)', en: 'Default encryption (SSE-S3)' },
          {
            expected: 'AES256',
            actual: found?.encryption ?? null,
            query: `aws s3api get-bucket-encryption --bucket ${bucket}`,
            message: {
              fr: 'Le chiffrement SSE-S3 n’est pas le défaut de ce bucket : relancez l’étape, ou choisissez-le dans l’onglet Propriétés.',
              en: 'SSE-S3 is not the default of this bucket: run the step again, or choose it in the Properties tab.',
            },
          },
        ),
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

/** Says what is wrong with the name itself, when that is what S3 says. */
async function describe<T>(request: () => Promise<T>, bucket: string): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'BucketAlreadyOwnedByYou') return undefined as T;
    if (code !== 'BucketAlreadyExists' && code !== 'AccessDenied') throw error;
    throw new LabError(
      text(lang =>
        lang === 'fr'
          ? `Le bucket ${bucket} appartient à un autre compte AWS.`
          : `The bucket ${bucket} belongs to another AWS account.`,
      ),
      {
        advice: {
          fr: 'Les noms de buckets sont mondiaux. Choisissez-en un autre avec « shopstream config set student … ».',
          en: 'Bucket names are worldwide. Choose another with "shopstream config set student …".',
        },
        cause: error,
      },
    );
  }
}

function wrongRegion(found: BucketDescription, region: string): Text {
  return {
    fr: `Le bucket est dans ${found.region}, pas dans ${region}. Un bucket ne se déplace pas : supprimez-le, puis recréez-le dans la bonne région.`,
    en: `The bucket is in ${found.region}, not in ${region}. A bucket cannot be moved: delete it, then make it in the right region.`,
  };
}

function elsewhere(found: BucketDescription, region: string): LabError {
  return new LabError(wrongRegion(found, region), {
    advice: {
      fr: `S'il est vide : aws s3 rb s3://${found.name}. Sinon, gardez-le et changez de nom avec « shopstream config set student … ».`,
      en: `If it is empty: aws s3 rb s3://${found.name}. Otherwise keep it and change the name with "shopstream config set student …".`,
    },
  });
}
