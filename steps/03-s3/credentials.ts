import { same } from '../../src/i18n/text.ts';
import { type Check, defineStep, expectEqual, expectThat, LabError, placeOf } from '../../src/lab/lab.ts';
import type { BucketSummary } from '../../src/ports/object-store.ts';
import { type Attempt, attempt } from './refusals.ts';

/** Who the administrator's credentials belong to, and in which region the lab works. */
export const credentials = defineStep({
  name: 'credentials',
  title: { fr: 'Se connecter à AWS', en: 'Sign in to AWS' },
  handout: '1.6.2',
  needs: ['identity', 'objectStoreAdmin'],
  after: [],

  async prerequisites() {
    return [];
  },

  async execute({ ports, signal, log }) {
    const caller = await attempt(ports.identity.whoAmI(signal));
    if (caller.kind === 'refused') throw new LabError(caller.refusal.message, { cause: caller.cause });
    log(`aws sts get-caller-identity  →  ${caller.value.arn}`);
  },

  async verify({ ports, settings, signal }) {
    const [caller, buckets] = await Promise.all([
      attempt(ports.identity.whoAmI(signal)),
      attempt(ports.objectStoreAdmin.buckets(signal)),
    ]);
    // The sandbox has one account only.
    const known = placeOf(settings, 'aws') === 'cloud' ? settings.awsAccount : undefined;
    const region = expectEqual(
      'region',
      { fr: 'Région Europe (Paris)', en: 'Region Europe (Paris)' },
      {
        expected: settings.region,
        actual: ports.objectStoreAdmin.region,
        query: 'aws configure get region',
        message: {
          fr: `Choisissez la région ${settings.region}, en haut à droite de la console : les buckets y seront créés.`,
          en: `Choose the region ${settings.region}, at the top right of the console: buckets are made there.`,
        },
      },
    );
    return { checks: [...identityChecks(caller, known), s3Check(buckets), region] };
  },

  commands() {
    return [
      {
        language: 'shell',
        title: { fr: 'Qui suis-je ?', en: 'Who am I?' },
        code: 'aws sts get-caller-identity',
      },
      {
        language: 'shell',
        title: { fr: 'Quels buckets ai-je déjà ?', en: 'Which buckets do I have already?' },
        code: 'aws s3 ls',
      },
      { language: 'text', title: same('Console'), code: 'https://console.aws.amazon.com/' },
    ];
  },
});

function identityChecks(
  caller: Attempt<{ readonly account: string; readonly arn: string }>,
  known: string | undefined,
): Check[] {
  const query = 'aws sts get-caller-identity';
  const label = { fr: 'Identité', en: 'Identity' };
  if (caller.kind === 'refused') {
    const { code, message } = caller.refusal;
    return [expectThat('identity', label, false, { expected: 'arn:aws:…', actual: code, message, query })];
  }
  const { account, arn } = caller.value;
  return [
    expectThat('identity', label, arn.startsWith('arn:aws'), { expected: 'arn:aws:…', actual: arn, query }),
    expectEqual(
      'account',
      { fr: 'Chiffres du numéro de compte', en: "Digits of the account's number" },
      { expected: 12, actual: /^\d*$/.test(account) ? account.length : 0, query },
    ),
    ...(known === undefined ? [] : [sameAccountCheck(known, account)]),
    expectEqual(
      'root',
      { fr: 'Clés du compte racine (root)', en: 'Keys of the root account' },
      {
        expected: false,
        actual: arn.endsWith(':root'),
        query,
        message: {
          fr: 'Ces clés sont celles du compte racine : elles peuvent tout, même fermer le compte, et rien ne les limite. Créez un utilisateur IAM administrateur, et supprimez les clés du compte racine.',
          en: 'These keys are those of the root account: they can do anything, even close it, and nothing limits them. Make an IAM user for administration, and delete the keys of the root account.',
        },
      },
    ),
  ];
}

function s3Check(buckets: Attempt<readonly BucketSummary[]>): Check {
  return expectEqual('s3', same('S3'), {
    expected: 'ListBuckets',
    actual: buckets.kind === 'answered' ? 'ListBuckets' : buckets.refusal.code,
    query: 'aws s3 ls',
    message: buckets.kind === 'answered' ? undefined : buckets.refusal.message,
  });
}

/** The bucket is named after the account: with the credentials of another one, everything would be made a second time there. */
function sameAccountCheck(known: string, account: string): Check {
  return expectEqual(
    'same-account',
    { fr: 'Le compte AWS de ce TP', en: "This lab's AWS account" },
    {
      expected: known,
      actual: account,
      query: 'aws sts get-caller-identity --query Account',
      message: {
        fr: `Ces identifiants sont ceux d'un autre compte que ${known}, où le TP a commencé. Reprenez le bon profil (« shopstream config set aws.profile … ») ; pour changer de compte : « shopstream cleanup » avec l'ancien, puis « shopstream config unset aws.account ».`,
        en: `These credentials belong to another account than ${known}, where the lab began. Take the right profile ("shopstream config set aws.profile …"); to change accounts: "shopstream cleanup" with the old one, then "shopstream config unset aws.account".`,
      },
    },
  );
}
