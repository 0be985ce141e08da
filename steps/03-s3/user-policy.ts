import type { LabSettings } from '../../src/lab/lab.ts';
import type { PolicyDocument } from '../../src/ports/identity.ts';

/** The inline policy of whoever chose the least rights (`aws.policy` is `least`). */
export const LEAST_POLICY = 'shopstream-data-lake';

/**
 * What the lab does with its user's key, on the lab's bucket alone. Names of buckets are the exception: AWS can allow
 * listing them for all or for none, and `aws s3 ls` lists them.
 */
export function leastPolicy(settings: LabSettings): PolicyDocument {
  const bucket = `arn:aws:s3:::${settings.bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
      {
        Effect: 'Allow',
        Action: [
          's3:CreateBucket',
          's3:ListBucket',
          's3:ListBucketMultipartUploads',
          's3:GetBucketLocation',
          's3:GetBucketPublicAccessBlock',
          's3:GetEncryptionConfiguration',
          's3:GetBucketOwnershipControls',
        ],
        Resource: bucket,
      },
      {
        Effect: 'Allow',
        Action: [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        Resource: `${bucket}/*`,
      },
    ],
  };
}

/** Whether two policies say the same, whatever the order of their fields. */
export function samePolicy(one: PolicyDocument | undefined, other: PolicyDocument): boolean {
  return one !== undefined && canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${key}:${canonical(inner)}`).join(',')}}`;
}
