import type { Difference } from './behaviour.ts';

/** What moto 5.2.5 does otherwise than the sandbox. In each of these AWS's documentation is on the sandbox's side. */
export const MOTO_DIFFERENCES: readonly Difference[] = [
  {
    behaviour: 'a bucket without settings of its own has the defaults of today',
    what: 'moto says of a new bucket that it has no default encryption; AWS encrypts every new bucket with SSE-S3',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html',
  },
  {
    behaviour: 'what does not match its checksum is not stored',
    what: 'moto stores an object whose CRC32 is wrong; AWS answers BadDigest',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html',
  },
  {
    behaviour: 'a role cannot trust somebody who does not exist',
    what: 'moto accepts any ARN as a principal; IAM looks it up and answers MalformedPolicyDocument',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  },
  {
    behaviour: 'a role is taken on with the right external id alone, and gives its own rights alone',
    what: 'moto does not look at the conditions of a trust policy: any external id opens the role',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
  },
  {
    behaviour: 'whoever may do nothing is told which right is missing',
    what: 'moto’s refusal of IAM ends after the action; AWS goes on with the resource and the reason',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  },
];
