import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { AWS_KEY, newKeyPair } from '../helpers/cloud-accounts.ts';
import {
  assertTold,
  cloudBench,
  type Failure,
  loginSays,
  s3Says,
  statementSays,
  stsSays,
} from '../helpers/cloud-failure.ts';
import { BUCKET } from '../helpers/cloud-session.ts';

const bench = cloudBench();

const AWS_CREDENTIALS: readonly Failure[] = [
  {
    name: 'an access key that AWS does not know',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_ACCESS_KEY_ID: 'AKIANOBODYEXAMPLEKEY' } }),
    fr: [/AWS ne connaît pas cette clé d'accès/],
    en: [/AWS does not know this access key/],
  },
  {
    name: 'a wrong secret',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_SECRET_ACCESS_KEY: 'pasted/wrong+of/the+tests' } }),
    fr: [/La clé secrète ne correspond pas/],
    en: [/The secret does not belong to the key's id/],
  },
  {
    name: 'no credentials at all',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } }),
    fr: [/Aucun identifiant AWS/],
    en: [/No AWS credentials/],
  },
  {
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    name: 'temporary credentials that have expired',
    step: 's3.credentials',
    aws: stsSays(403, 'ExpiredToken', 'The security token included in the request is expired'),
    arrange: () => ({ environment: { AWS_SESSION_TOKEN: 'expired/session+token/of/the+tests' } }),
    fr: [/identifiants temporaires sont périmés/, /aws login/],
    en: [/temporary credentials have expired/, /aws login/],
  },
  {
    name: 'a session token of another key',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_SESSION_TOKEN: 'another/session+token/of/the+tests' } }),
    fr: [/AWS ne connaît pas cette clé d'accès/],
    en: [/AWS does not know this access key/],
  },
  {
    name: 'a session of Identity Center that is over',
    step: 's3.credentials',
    diagnosis: 'AWS-13',
    arrange: async ({ cloud: { folder } }) => {
      const config = `[profile ecole]
sso_session = ecole
sso_account_id = 123456789012
sso_role_name = Etudiant
[sso-session ecole]
sso_region = eu-west-3
sso_start_url = https://ecole.example.com/start
`;
      await writeFile(join(folder, 'aws-config'), config);
      return {
        settings: { 'aws.profile': 'ecole' },
        environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: folder },
      };
    },
    fr: [/session d’AWS Identity Center/, /aws sso login --profile/],
    en: [/AWS Identity Center session/, /aws sso login --profile/],
  },
  {
    name: 'a clock that is an hour off',
    step: 's3.credentials',
    diagnosis: 'AWS-11',
    arrange: ({ cloud }) => {
      cloud.skewAws(3_600_000);
      return {};
    },
    fr: [/horloge de cette machine/],
    en: [/machine’s clock/],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    name: 'a clock that is an hour off, in S3’s words',
    step: 's3.create-bucket',
    diagnosis: 'AWS-11',
    aws: s3Says(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    ),
    fr: [/horloge de cette machine/],
    en: [/machine’s clock/],
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
    name: 'a signature for another region',
    step: 's3.credentials',
    diagnosis: 'AWS-21',
    aws: stsSays(
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped to a valid region, not 'us-east-1'. ",
    ),
    fr: [/signée pour une autre région/],
    en: [/signed for another region/],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    name: 'an AWS account that is suspended or closed',
    step: 's3.create-bucket',
    diagnosis: 'AWS-30',
    aws: s3Says(
      403,
      'AccountProblem',
      'There is a problem with your AWS account that prevents the operation from completing successfully. For further assistance, contact AWS Support.',
    ),
    fr: [/suspendu ou fermé/, /--target sandbox/],
    en: [/suspended or closed/, /--target sandbox/],
  },
  {
    name: 'a bucket of that name in another region',
    step: 's3.create-bucket',
    arrange: async ({ cloud, afterwards }) => {
      const { port, close } = createObjectStore({
        endpoint: cloud.awsEndpoint,
        region: 'eu-central-1',
        credentials: async () => AWS_KEY,
      });
      await port.createBucket(BUCKET);
      afterwards(() => port.deleteBucket(BUCKET).finally(close));
      return {};
    },
    fr: [/Le bucket est dans eu-central-1, pas dans eu-west-3/],
    en: [/The bucket is in eu-central-1, not in eu-west-3/],
  },
];

const SNOWFLAKE: readonly Failure[] = [
  {
    name: 'a private key whose public half the user does not have',
    step: 'snowflake.connect',
    diagnosis: 'SF-16',
    arrange: async ({ cloud: { folder }, secrets }) => {
      const path = join(folder, 'other.p8');
      const { privateKey } = newKeyPair();
      secrets.add(privateKey.split('\n')[1] ?? '');
      await writeFile(path, privateKey);
      return { settings: { 'snowflake.key': path } };
    },
    fr: [/refuse la paire de clés/, /ALTER USER votre_utilisateur SET RSA_PUBLIC_KEY/],
    en: [/refuses the key pair/, /ALTER USER your_user SET RSA_PUBLIC_KEY/],
  },
  {
    // https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting
    name: 'a token that was signed too long ago',
    step: 'snowflake.connect',
    diagnosis: 'SF-32',
    snowflake: loginSays('394302', 'JWT_TOKEN_INVALID_ISSUE_TIME'),
    fr: [/horloge de cette machine a plus d’une minute d’écart/],
    en: [/clock is more than a minute off/],
  },
  {
    name: 'an access token that is none',
    step: 'snowflake.connect',
    diagnosis: 'SF-15',
    arrange: ({ secrets }) => {
      secrets.add('not-a-token-of-snowflake');
      return {
        settings: { 'snowflake.login': 'access-token' },
        environment: { SNOWFLAKE_TOKEN: 'not-a-token-of-snowflake' },
      };
    },
    fr: [/jeton d’accès Snowflake est périmé, révoqué/, /ADD PROGRAMMATIC ACCESS TOKEN/],
    en: [/access token is expired, revoked/, /ADD PROGRAMMATIC ACCESS TOKEN/],
  },
  {
    // https://docs.snowflake.com/en/user-guide/programmatic-access-tokens; code and words are the sandbox's, no public page shows Snowflake's.
    name: 'an access token that has expired',
    step: 'snowflake.connect',
    diagnosis: 'SF-15',
    snowflake: loginSays('394402', 'Programmatic access token has expired.'),
    arrange: () => ({
      settings: { 'snowflake.login': 'access-token' },
      environment: { SNOWFLAKE_TOKEN: 'an-expired-token-of-snowflake' },
    }),
    fr: [/jeton d’accès Snowflake est périmé/],
    en: [/access token is expired/],
  },
  {
    name: 'a wrong password',
    step: 'snowflake.connect',
    arrange: ({ secrets }) => {
      secrets.add('mistyped password');
      return {
        settings: { 'snowflake.login': 'password' },
        environment: { SNOWFLAKE_PASSWORD: 'mistyped password' },
      };
    },
    diagnosis: 'SF-09',
    fr: [/Snowflake refuse l’utilisateur ou le mot de passe/, /cinq refus verrouillent/],
    en: [/Snowflake refuses the user or the password/, /five refusals lock/],
  },
  {
    // https://community.snowflake.com/s/error-your-user-login-has-been-locked
    name: 'a user who is locked after wrong passwords',
    step: 'snowflake.connect',
    diagnosis: 'SF-10',
    snowflake: loginSays(
      '390102',
      'Your user account has been temporarily locked due to too many failed attempts. Try again after 15 minutes, or contact your account administrator for assistance.',
    ),
    fr: [/quinze minutes/, /MINS_TO_UNLOCK = 0/],
    en: [/fifteen minutes/, /MINS_TO_UNLOCK = 0/],
  },
  {
    // https://github.com/PostHog/posthog/pull/63157
    name: 'a user who is disabled',
    step: 'snowflake.connect',
    diagnosis: 'SF-33',
    snowflake: loginSays('390101', 'User access disabled. Contact your local system administrator.'),
    fr: [/utilisateur Snowflake est désactivé/, /SET DISABLED = FALSE/],
    en: [/Snowflake user is disabled/, /SET DISABLED = FALSE/],
  },
  {
    name: 'a role that the user does not have',
    step: 'snowflake.connect',
    diagnosis: 'SF-18',
    arrange: () => ({ settings: { 'snowflake.role': 'NOBODY' } }),
    fr: [/rôle « NOBODY »/, /GRANT ROLE NOBODY TO USER/],
    en: [/role "NOBODY"/, /GRANT ROLE NOBODY TO USER/],
  },
  {
    // https://github.com/rudderlabs/rudder-server/blob/4d740190e76541385d7020a3bbfb1c74d6ecdb93/warehouse/integrations/snowflake/snowflake.go
    name: 'a trial that has ended',
    step: 'snowflake.create-warehouses',
    diagnosis: 'SF-28',
    snowflake: statementSays(
      '000666',
      'Your free trial has ended and all of your virtual warehouses have been suspended. Add billing information in the Snowflake web UI to continue using the full set of Snowflake features.',
    ),
    fr: [/essai gratuit de Snowflake est fini/, /--target sandbox/],
    en: [/free trial has ended/, /--target sandbox/],
  },
  {
    // https://github.com/xlang-ai/Spider2/issues/207
    name: 'an account that is suspended',
    step: 'snowflake.create-warehouses',
    diagnosis: 'SF-31',
    snowflake: statementSays(
      '000666',
      'SQL compilation error: Your account is suspended due to lack of payment method.',
    ),
    fr: [/compte Snowflake est suspendu/],
    en: [/account is suspended/],
  },
];

describe('credentials and accounts of AWS', () => {
  for (const failure of AWS_CREDENTIALS) test(failure.name, () => assertTold(bench, failure));
});

describe('credentials and accounts of Snowflake', () => {
  for (const failure of SNOWFLAKE) test(failure.name, () => assertTold(bench, failure));
});
