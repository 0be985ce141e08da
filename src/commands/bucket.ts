import type { Placement } from '../lab/placement.ts';
import {
  BUCKET_CHOICES,
  type BucketChoice,
  bucketName,
  regionalBucketName,
  studentSlug,
  USER_POLICIES,
  type UserPolicy,
} from '../lab/settings.ts';
import type { Preferences } from './preferences.ts';

/** AWS region of the data lake: Paris, as in the handout. */
export const REGION = 'eu-west-3';

/** How the bucket is to be named: in somebody's own account, where no other class can have taken the name. */
export function bucketChoice(preferences: Preferences, placement: Placement): BucketChoice {
  if (placement.aws === 'sandbox') return 'handout';
  return BUCKET_CHOICES.find(choice => choice === preferences['aws.bucket']) ?? 'regional';
}

/** The bucket's name. An account's own namespace has names only once the account is known. */
export function bucketOf(preferences: Preferences, placement: Placement, region: string): string {
  const student = studentSlug(preferences.student ?? 'etudiant');
  const account = preferences['aws.account'];
  return bucketChoice(preferences, placement) === 'regional' && account !== undefined
    ? regionalBucketName(student, account, region)
    : bucketName(student);
}

/** What the lab's IAM user is given. */
export function userPolicyOf(preferences: Preferences): UserPolicy {
  return USER_POLICIES.find(policy => policy === preferences['aws.policy']) ?? 'full';
}
