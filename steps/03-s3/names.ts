/** The handout's folders (1.6.4): keys that end with a slash, as the S3 console makes them. */
export const FOLDERS = [
  'raw/postgres/users/',
  'raw/postgres/products/',
  'raw/postgres/orders/',
  'raw/postgres/order_items/',
  'raw/events/',
  'crm/',
] as const;

/** The handout's IAM user and its policy (1.6.5). */
export const USER = 'shopstream-s3-user';
export const POLICY = 'AmazonS3FullAccess';
export const POLICY_ARN = `arn:aws:iam::aws:policy/${POLICY}`;

/** The profile of the AWS CLI that the lab writes. */
export const PROFILE = 'shopstream';
export const CONFIG_FILE = '.aws/config';
export const CREDENTIALS_FILE = '.aws/credentials';
