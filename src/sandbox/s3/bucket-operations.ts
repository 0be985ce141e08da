import { readText } from './bodies.ts';
import { notSupported, ServiceError } from './errors.ts';
import { owner } from './list-operations.ts';
import { newBucket } from './model.ts';
import { document, empty, isoTime, type S3Answer, type S3Call } from './s3-call.ts';
import { parseDocument } from './xml.ts';

/** @throws ServiceError `InvalidBucketName`. Source: Amazon S3 user guide, bucket naming rules. */
function checkBucketName(name: string): void {
  const wellFormed =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name);
  if (!wellFormed) throw new ServiceError('InvalidBucketName', { elements: { BucketName: name } });
}

/** Plain words that have belonged to other accounts since S3's first years: bucket names are unique worldwide. */
const TAKEN = new Set([
  'backup',
  'bucket',
  'data',
  'datalake',
  'data-lake',
  'my-bucket',
  'raw',
  'shop',
  'test',
]);

/** The region that a CreateBucket asks for. @throws ServiceError `IllegalLocationConstraintException`, `InvalidLocationConstraint`. */
async function readRegion(call: S3Call): Promise<string> {
  const body = await readText(call);
  const wanted =
    body.length === 0
      ? undefined
      : parseDocument(body, 'CreateBucketConfiguration').text('LocationConstraint');
  if (wanted === undefined || wanted === '') {
    if (call.region === 'us-east-1') return 'us-east-1';
    throw new ServiceError('IllegalLocationConstraintException');
  }
  const region = wanted === 'EU' ? 'eu-west-1' : wanted;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new ServiceError('InvalidLocationConstraint');
  // The general endpoint of us-east-1 makes buckets anywhere; a regional one only in its own region.
  if (region !== call.region && call.region !== 'us-east-1') {
    throw new ServiceError('IllegalLocationConstraintException', {
      message: `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    });
  }
  return region;
}

/**
 * The namespace of a new bucket. A name that ends in `-an` belongs to the account and the region that it names, and only
 * to them. @throws ServiceError `InvalidBucketName` or `InvalidNamespaceHeader`.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
function checkNamespace(call: S3Call, region: string): void {
  const namespace = call.header('x-amz-bucket-namespace') ?? 'global';
  if (namespace !== 'global' && namespace !== 'account-regional') throw new ServiceError('InvalidArgument');
  const wanted = namespace === 'account-regional';
  const isOurs = call.bucket.endsWith(`-${call.account}-${region}-an`);
  if (wanted === isOurs && wanted === call.bucket.endsWith('-an')) return;
  if (!wanted)
    throw new ServiceError('InvalidBucketName', {
      elements: { BucketName: call.bucket },
      message: 'Names that end in -an are kept for account regional namespaces.',
    });
  // Code and words as moto gives them, which follows AWS here: getmoto/moto, moto/s3/exceptions.py.
  throw new ServiceError('InvalidNamespaceHeader', {
    elements: { BucketName: call.bucket },
    message: `The requested bucket name did not include the account-regional namespace suffix, but the provided x-amz-bucket-namespace header value is account-regional. Specify -${call.account}-${region}-an as the bucket name suffix to create a bucket in your account-regional namespace, or remove the header.`,
  });
}

/** CreateBucket, with the settings that AWS gives new buckets. @throws ServiceError `BucketAlreadyExists` for names of others. */
export async function createBucket(call: S3Call): Promise<S3Answer> {
  checkBucketName(call.bucket);
  call.authorize('s3:CreateBucket');
  if (call.header('x-amz-bucket-object-lock-enabled') === 'true') throw notSupported('Object Lock');
  const acl = call.header('x-amz-acl');
  if (acl !== undefined && acl !== 'private') throw new ServiceError('AccessControlListNotSupported');
  const region = await readRegion(call);
  checkNamespace(call, region);
  if (call.store.bucket(call.bucket) !== undefined) {
    throw new ServiceError('BucketAlreadyOwnedByYou', { elements: { BucketName: call.bucket } });
  }
  if (TAKEN.has(call.bucket)) {
    throw new ServiceError('BucketAlreadyExists', { elements: { BucketName: call.bucket } });
  }
  call.store.putBucket(newBucket(call.bucket, region, call.now));
  return empty(200, { location: `/${call.bucket}` });
}

/** DeleteBucket. Uploads that were never completed do not keep a bucket. */
export function deleteBucket(call: S3Call): S3Answer {
  call.authorize('s3:DeleteBucket');
  call.findBucket();
  if (call.store.keys(call.bucket).length > 0) {
    throw new ServiceError('BucketNotEmpty', { elements: { BucketName: call.bucket } });
  }
  call.store.deleteBucket(call.bucket);
  return empty(204);
}

/** HeadBucket. */
export function headBucket(call: S3Call): S3Answer {
  call.authorize('s3:ListBucket');
  const { region } = call.findBucket();
  return empty(200, { 'x-amz-bucket-region': region, 'x-amz-access-point-alias': 'false' });
}

/** ListBuckets. */
export function listBuckets(call: S3Call): S3Answer {
  call.authorize('s3:ListAllMyBuckets');
  const prefix = call.query('prefix') ?? '';
  const region = call.query('bucket-region');
  const after = Buffer.from(call.query('continuation-token') ?? '', 'base64url').toString('utf8');
  const max = Number(call.query('max-buckets') ?? 10_000);
  if (!(max >= 1 && max <= 10_000)) throw new ServiceError('InvalidArgument');
  const found = call.store
    .buckets()
    .filter(bucket => bucket.name.startsWith(prefix) && bucket.name > after)
    .filter(bucket => region === undefined || bucket.region === region);
  const shown = found.slice(0, max);
  const last = found.length > shown.length ? shown.at(-1) : undefined;
  return document('ListAllMyBucketsResult', {
    Owner: owner(call.account),
    Buckets: {
      Bucket: shown.map(bucket => ({
        Name: bucket.name,
        CreationDate: isoTime(bucket.created),
        BucketRegion: bucket.region,
      })),
    },
    ContinuationToken: last === undefined ? undefined : Buffer.from(last.name).toString('base64url'),
    Prefix: call.query('prefix'),
  });
}

/** GetBucketLocation; the first region has no name here, for historical reasons. */
export function getLocation(call: S3Call): S3Answer {
  call.authorize('s3:GetBucketLocation');
  const { region } = call.findBucket();
  const content = region === 'us-east-1' ? '' : region;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</LocationConstraint>`,
  };
}
