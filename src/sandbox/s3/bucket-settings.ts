import { readText, readXml } from './bodies.ts';
import { type ErrorCode, notSupported, ServiceError } from './errors.ts';
import { owner } from './list-operations.ts';
import type { Bucket, ObjectOwnership, PublicAccessBlock } from './model.ts';
import { documentTags, tagSet } from './object-attributes.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { document, empty, resourceArn, type S3Answer, type S3Call } from './s3-call.ts';

type Answer = S3Answer | Promise<S3Answer>;

/** One of a bucket's settings, which has an address of its own: `?publicAccessBlock`. */
export interface BucketSetting {
  get(call: S3Call): Answer;
  put?(call: S3Call): Answer;
  delete?(call: S3Call): Answer;
}

function change(call: S3Call, changes: (bucket: Bucket) => Partial<Bucket>, status = 200): S3Answer {
  const bucket = call.findBucket();
  call.store.putBucket({ ...bucket, ...changes(bucket) });
  return empty(status);
}

function readBlock(call: S3Call): Promise<PublicAccessBlock> {
  return readXml(call, 'PublicAccessBlockConfiguration').then(xml => {
    const flag = (name: keyof PublicAccessBlock): boolean => xml.text(name)?.toLowerCase() === 'true';
    return {
      BlockPublicAcls: flag('BlockPublicAcls'),
      IgnorePublicAcls: flag('IgnorePublicAcls'),
      BlockPublicPolicy: flag('BlockPublicPolicy'),
      RestrictPublicBuckets: flag('RestrictPublicBuckets'),
    };
  });
}

const publicAccessBlock: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketPublicAccessBlock');
    const block = call.findBucket().publicAccessBlock;
    if (block === undefined) throw new ServiceError('NoSuchPublicAccessBlockConfiguration');
    return document('PublicAccessBlockConfiguration', { ...block });
  },
  async put(call) {
    call.authorize('s3:PutBucketPublicAccessBlock');
    call.findBucket();
    const block = await readBlock(call);
    return change(call, () => ({ publicAccessBlock: block }));
  },
  delete(call) {
    call.authorize('s3:PutBucketPublicAccessBlock');
    return change(call, () => ({ publicAccessBlock: undefined }), 204);
  },
};

const encryption: BucketSetting = {
  get(call) {
    call.authorize('s3:GetEncryptionConfiguration');
    const { bucketKey } = call.findBucket();
    return document('ServerSideEncryptionConfiguration', {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: bucketKey,
      },
    });
  },
  async put(call) {
    call.authorize('s3:PutEncryptionConfiguration');
    call.findBucket();
    const rule = (await readXml(call, 'ServerSideEncryptionConfiguration')).child('Rule');
    const algorithm = rule?.child('ApplyServerSideEncryptionByDefault')?.text('SSEAlgorithm');
    if (algorithm === undefined) throw new ServiceError('MalformedXML');
    if (algorithm !== 'AES256') throw notSupported(`the encryption ${algorithm}`);
    return change(call, () => ({ bucketKey: rule?.text('BucketKeyEnabled') === 'true' }));
  },
  // Without a setting of its own a bucket has SSE-S3 all the same, since January 2023.
  delete(call) {
    call.authorize('s3:PutEncryptionConfiguration');
    return change(call, () => ({ bucketKey: false }), 204);
  },
};

const tagging: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketTagging');
    const { tags } = call.findBucket();
    if (tags === undefined) throw new ServiceError('NoSuchTagSet');
    return document('Tagging', tagSet(tags));
  },
  async put(call) {
    call.authorize('s3:PutBucketTagging');
    call.findBucket();
    const tags = documentTags(await readXml(call, 'Tagging'));
    return { ...change(call, () => ({ tags })), status: 204 };
  },
  delete(call) {
    call.authorize('s3:PutBucketTagging');
    return change(call, () => ({ tags: undefined }), 204);
  },
};

const versioning: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketVersioning');
    const { versioningSuspended } = call.findBucket();
    return document('VersioningConfiguration', versioningSuspended ? { Status: 'Suspended' } : {});
  },
  async put(call) {
    call.authorize('s3:PutBucketVersioning');
    call.findBucket();
    const status = (await readXml(call, 'VersioningConfiguration')).text('Status');
    if (status === 'Enabled') throw notSupported('versioning');
    if (status !== 'Suspended') throw new ServiceError('MalformedXML');
    return change(call, () => ({ versioningSuspended: true }));
  },
};

function readOwnership(text: string | undefined): ObjectOwnership {
  if (text === 'BucketOwnerEnforced') return text;
  // The other two turn ACLs on, which the sandbox does not evaluate.
  if (text === 'BucketOwnerPreferred' || text === 'ObjectWriter') throw notSupported('access control lists');
  throw new ServiceError('MalformedXML');
}

const ownershipControls: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketOwnershipControls');
    const { ownership } = call.findBucket();
    if (ownership === undefined) throw new ServiceError('OwnershipControlsNotFoundError');
    return document('OwnershipControls', { Rule: { ObjectOwnership: ownership } });
  },
  async put(call) {
    call.authorize('s3:PutBucketOwnershipControls');
    call.findBucket();
    const controls = await readXml(call, 'OwnershipControls');
    const ownership = readOwnership(controls.child('Rule')?.text('ObjectOwnership'));
    return change(call, () => ({ ownership }));
  },
  delete(call) {
    call.authorize('s3:PutBucketOwnershipControls');
    return change(call, () => ({ ownership: undefined }), 204);
  },
};

/** A policy is public when it lets everybody in and no condition narrows who that is. */
function isPublic(policy: Policy): boolean {
  return policy.statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' && principals?.names.includes('*') === true && conditions.length === 0,
  );
}

/** @throws ServiceError `MalformedPolicy` for what a bucket's policy must not say. */
function readBucketPolicy(bucket: string, text: string): Policy {
  let parsed: Policy;
  try {
    parsed = parsePolicy(text, 'bucket');
  } catch (error) {
    if (error instanceof ServiceError) throw new ServiceError('MalformedPolicy', { message: error.message });
    throw error;
  }
  const arn = resourceArn({ bucket, key: '' });
  const foreign = parsed.statements
    .flatMap(statement => statement.resources?.patterns ?? [])
    .find(pattern => pattern !== arn && !pattern.startsWith(`${arn}/`));
  if (foreign !== undefined)
    throw new ServiceError('MalformedPolicy', { message: 'Policy has invalid resource' });
  return parsed;
}

const policy: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketPolicy');
    const text = call.findBucket().policy;
    if (text === undefined) throw new ServiceError('NoSuchBucketPolicy');
    return { status: 200, headers: { 'content-type': 'application/json' }, body: text };
  },
  async put(call) {
    call.authorize('s3:PutBucketPolicy');
    const bucket = call.findBucket();
    const text = (await readText(call)).toString('utf8');
    const parsed = readBucketPolicy(call.bucket, text);
    if (bucket.publicAccessBlock?.BlockPublicPolicy === true && isPublic(parsed)) {
      throw new ServiceError('AccessDenied', {
        message:
          'User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
      });
    }
    return { ...change(call, () => ({ policy: text })), status: 204 };
  },
  delete(call) {
    call.authorize('s3:DeleteBucketPolicy');
    return change(call, () => ({ policy: undefined }), 204);
  },
};

const policyStatus: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketPolicyStatus');
    const text = call.findBucket().policy;
    if (text === undefined) throw new ServiceError('NoSuchBucketPolicy');
    return document('PolicyStatus', { IsPublic: isPublic(parsePolicy(text, 'bucket')) });
  },
};

/** The owner's full control: what a bucket or an object without ACLs answers. */
export function ownerAcl(call: S3Call): S3Answer {
  const { ID, DisplayName } = owner(call.account);
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${String(ID)}</ID><DisplayName>${String(DisplayName)}</DisplayName></Grantee>`;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>${String(ID)}</ID><DisplayName>${String(DisplayName)}</DisplayName></Owner><AccessControlList><Grant>${grantee}<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`,
  };
}

const acl: BucketSetting = {
  get(call) {
    call.authorize('s3:GetBucketAcl');
    call.findBucket();
    return ownerAcl(call);
  },
  put(call) {
    call.authorize('s3:PutBucketAcl');
    call.findBucket();
    throw new ServiceError('AccessControlListNotSupported');
  },
};

/** A setting that no bucket of the sandbox has: reading it gives AWS's answer for a bucket without, setting it is refused. */
function absent(action: string, what: string, answer: ErrorCode | (() => S3Answer)): BucketSetting {
  return {
    get(call) {
      call.authorize(`s3:Get${action}`);
      call.findBucket();
      if (typeof answer === 'function') return answer();
      throw new ServiceError(answer);
    },
    put(call) {
      call.authorize(`s3:Put${action}`);
      call.findBucket();
      throw notSupported(what);
    },
    delete(call) {
      call.authorize(`s3:Put${action}`);
      call.findBucket();
      return empty(204);
    },
  };
}

/** A bucket's settings by the query parameter that addresses them. */
export const BUCKET_SETTINGS: ReadonlyMap<string, BucketSetting> = new Map([
  ['publicAccessBlock', publicAccessBlock],
  ['encryption', encryption],
  ['tagging', tagging],
  ['versioning', versioning],
  ['ownershipControls', ownershipControls],
  ['policy', policy],
  ['policyStatus', policyStatus],
  ['acl', acl],
  ['lifecycle', absent('LifecycleConfiguration', 'lifecycle rules', 'NoSuchLifecycleConfiguration')],
  ['cors', absent('BucketCORS', 'CORS rules', 'NoSuchCORSConfiguration')],
  ['website', absent('BucketWebsite', 'websites', 'NoSuchWebsiteConfiguration')],
  ['replication', absent('ReplicationConfiguration', 'replication', 'ReplicationConfigurationNotFoundError')],
  [
    'object-lock',
    absent('BucketObjectLockConfiguration', 'Object Lock', 'ObjectLockConfigurationNotFoundError'),
  ],
  [
    'notification',
    absent('BucketNotification', 'notifications', () => document('NotificationConfiguration', {})),
  ],
  ['logging', absent('BucketLogging', 'access logs', () => document('BucketLoggingStatus', {}))],
  [
    'accelerate',
    absent('AccelerateConfiguration', 'transfer acceleration', () => document('AccelerateConfiguration', {})),
  ],
  [
    'requestPayment',
    absent('BucketRequestPayment', 'requester pays', () =>
      document('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
    ),
  ],
]);
