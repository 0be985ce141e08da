import { same, type Text } from '../../src/i18n/text.ts';
import {
  type Check,
  errorCode,
  errorMessage,
  expectEqual,
  expectThat,
  isRegionalBucket,
  type LabSettings,
} from '../../src/lab/lab.ts';
import type { BucketDescription, ObjectStoreReader } from '../../src/ports/object-store.ts';

/** A bucket of that name: ours, nobody's, or one that we may not look into. */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'found'; readonly bucket: BucketDescription }
  | { readonly kind: 'foreign' };

/** Looks for a bucket; one that may not be looked into is somebody else's. */
export async function look(store: ObjectStoreReader, name: string, signal: AbortSignal): Promise<Found> {
  try {
    const bucket = await store.bucket(name, signal);
    return bucket === undefined ? { kind: 'absent' } : { kind: 'found', bucket };
  } catch (error) {
    if (errorCode(error) !== 'AccessDenied') throw error;
    // Whoever may ask for the place of a bucket and not for its settings has the bucket, and lacks that right.
    const right = /is not authorized to perform: (s3:\w+)/.exec(errorMessage(error))?.[1];
    if (right !== undefined && right !== 's3:GetBucketLocation') throw error;
    return { kind: 'foreign' };
  }
}

/** Whether S3 takes the name. */
export function nameCheck(settings: LabSettings): Check {
  const { bucket, bucketChoice } = settings;
  const label = { fr: 'Le nom du bucket est permis par S3', en: 'S3 allows the name of the bucket' };
  if (bucketChoice === 'regional' && !isRegionalBucket(bucket))
    return expectThat('name', label, false, { expected: true, actual: false, message: NO_ACCOUNT });
  // 3 to 63 characters, and `-an` is the account's own: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) &&
    (isRegionalBucket(bucket) || !bucket.endsWith('-an'));
  return expectThat('name', label, isValid, {
    expected: true,
    actual: isValid,
    message: {
      fr: `« ${bucket} » : il faut de 3 à 63 caractères, minuscules, chiffres, points et tirets. Changez-le avec « shopstream config set student … ».`,
      en: `"${bucket}": from 3 to 63 characters are allowed, lower case, digits, dots and hyphens. Change it with "shopstream config set student …".`,
    },
  });
}

const NO_ACCOUNT: Text = {
  fr: "Le nom du bucket contient le numéro de votre compte AWS, qui n'était pas encore connu à l'ouverture du TP : quittez et relancez la commande. (Ou prenez le nom de l'énoncé : « shopstream config set aws.bucket handout ».)",
  en: 'The name of the bucket holds the number of your AWS account, which was not known yet when the lab was opened: leave, and start the command again. (Or take the handout\'s name: "shopstream config set aws.bucket handout".)',
};

/** The name is taken by another account. */
export function foreign(bucket: string): Text {
  return {
    fr: `AWS vous refuse le bucket ${bucket}. Les noms de buckets sont mondiaux : il est sans doute à un autre compte. Choisissez un autre nom avec « shopstream config set student … ». (S'il est à vous, il manque à votre identité le droit s3:GetBucketLocation.)`,
    en: `AWS denies you the bucket ${bucket}. Bucket names are worldwide: it probably belongs to another account. Choose another name with "shopstream config set student …". (If it is yours, your identity lacks the right s3:GetBucketLocation.)`,
  };
}

/** The bucket is ours, and elsewhere. */
export function wrongRegion(found: BucketDescription, region: string): Text {
  return {
    fr: `Le bucket est dans ${found.region}, pas dans ${region}. Un bucket ne se déplace pas : s'il est vide, « aws s3 rb s3://${found.name} », puis relancez l'étape ; sinon, gardez-le et changez de nom avec « shopstream config set student … ».`,
    en: `The bucket is in ${found.region}, not in ${region}. A bucket cannot be moved: if it is empty, "aws s3 rb s3://${found.name}", then run the step again; otherwise keep it and change the name with "shopstream config set student …".`,
  };
}

const ABSENT: Text = {
  fr: "Ce bucket n'existe pas encore : exécutez l'étape, ou créez-le dans la console.",
  en: 'There is no such bucket yet: run the step, or make it in the console.',
};

/** Whether there is such a bucket. */
export function existsCheck(found: Found, bucket: string): Check {
  return expectEqual('bucket', same('Bucket'), {
    expected: bucket,
    actual: found.kind === 'found' ? found.bucket.name : null,
    query: `aws s3api head-bucket --bucket ${bucket}`,
    message: found.kind === 'foreign' ? foreign(bucket) : ABSENT,
  });
}

/** Whether it is where it should be. */
export function regionCheck(found: BucketDescription | undefined, bucket: string, region: string): Check {
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

/** The four switches that keep the public out. */
export function accessCheck(found: BucketDescription | undefined, bucket: string): Check {
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
export function policyCheck(found: BucketDescription | undefined, bucket: string): Check {
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

/** What S3 encrypts new objects with. */
export function encryptionCheck(found: BucketDescription | undefined, bucket: string): Check {
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

/** Who owns what others write, and whether access control lists count. */
export function ownershipCheck(found: BucketDescription | undefined, bucket: string): Check {
  return expectEqual(
    'object-ownership',
    { fr: 'Propriété des objets (ACL désactivées)', en: 'Object ownership (ACLs off)' },
    {
      expected: 'BucketOwnerEnforced',
      actual: found?.ownership ?? null,
      query: `aws s3api get-bucket-ownership-controls --bucket ${bucket}`,
      message:
        found === undefined
          ? ABSENT
          : {
              fr: "Les listes de contrôle d'accès (ACL) sont actives : chaque objet pourrait s'ouvrir à part. Relancez l'étape, ou choisissez « Propriétaire du bucket appliqué » dans l'onglet Autorisations.",
              en: 'Access control lists (ACLs) are on: each object could be opened by itself. Run the step again, or choose "Bucket owner enforced" in the Permissions tab.',
            },
    },
  );
}
