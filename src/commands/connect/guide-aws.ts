import { same, type Text, text } from '../../i18n/text.ts';
import { type AwsProfile, awsProfiles, type ProfileKind } from '../../targets/cloud/aws-profiles.ts';
import { REGION } from '../bucket.ts';
import type { Guide } from './guide.ts';
import { failedChoice } from './outcome.ts';

/** AWS: a profile of the person's own files, or their environment; the lab keeps the profile's name and no key. */
export async function guideAws(guide: Guide): Promise<boolean> {
  for (;;) {
    const source = await chooseSource(guide);
    if (source === 'none') {
      guide.say('', ...HOW_TO);
      await guide.ask(WHEN_DONE);
      continue;
    }
    const profile = source === 'environment' ? undefined : source.name;
    if (source !== 'environment') adviseRegion(guide, source);
    const changes = { 'aws.profile': profile };
    const { status } = await guide.examine('aws', changes);
    const next = status === 'answers' ? 'keep' : await failedChoice(guide);
    if (next === 'leave') return false;
    if (next === 'again') continue;
    // Another account has another number, and buckets are named after it: it is found anew.
    await guide.keep({ ...changes, 'aws.account': undefined });
    return status === 'answers';
  }
}

async function chooseSource(guide: Guide): Promise<AwsProfile | 'environment' | 'none'> {
  const profiles = awsProfiles(guide.env);
  const hasKeys = (guide.env['AWS_ACCESS_KEY_ID'] ?? '') !== '';
  const sources = [...profiles, ...(hasKeys ? (['environment'] as const) : []), 'none' as const];
  const chosen = await guide.choose(
    WHICH,
    sources.map(source => {
      if (source === 'none') return profiles.length === 0 && !hasKeys ? NOTHING_YET : ANOTHER_WAY;
      return source === 'environment' ? ENVIRONMENT : profileWords(source);
    }),
  );
  return sources[chosen] ?? 'none';
}

const KINDS: Readonly<Record<ProfileKind, Text>> = {
  key: { fr: 'clés longue durée', en: 'long-lived keys' },
  sso: { fr: 'IAM Identity Center (SSO)', en: 'IAM Identity Center (SSO)' },
  login: same('aws login'),
  role: { fr: 'rôle endossé', en: 'assumed role' },
  process: { fr: 'programme externe', en: 'external program' },
  empty: { fr: 'sans clé', en: 'without a key' },
};

function profileWords({ name, kind, region }: AwsProfile): Text {
  return text(lang =>
    [
      lang === 'fr' ? `Profil ${name}` : `Profile ${name}`,
      KINDS[kind][lang],
      ...(region === undefined ? [] : [region]),
    ].join(', '),
  );
}

function adviseRegion(guide: Guide, { name, region }: AwsProfile): void {
  if (region === REGION) return;
  guide.say({
    fr: `Le TP travaille à Paris (${REGION}), ${region === undefined ? 'et ce profil ne dit aucune région' : `et ce profil dit ${region}`}. Pour vos propres commandes aws : aws configure set region ${REGION} --profile ${name}`,
    en: `The lab works in Paris (${REGION}), ${region === undefined ? 'and this profile names no region' : `and this profile says ${region}`}. For your own aws commands: aws configure set region ${REGION} --profile ${name}`,
  });
}

const WHICH: Text = {
  fr: 'Avec quelles clés AWS ? (le TP ne garde que le nom du profil)',
  en: 'With which AWS keys? (the lab keeps the name of the profile only)',
};
const ENVIRONMENT: Text = {
  fr: 'Les variables AWS_… de ce terminal',
  en: 'The AWS_… variables of this terminal',
};
const ANOTHER_WAY: Text = { fr: 'Autrement : me dire comment', en: 'Another way: tell me how' };
const NOTHING_YET: Text = {
  fr: "Je n'ai encore ni profil ni clé : me dire comment",
  en: 'I have neither a profile nor a key yet: tell me how',
};
const WHEN_DONE: Text = { fr: 'Entrée quand c’est fait', en: 'Enter when it is done' };

/** Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html */
const HOW_TO: readonly Text[] = [
  {
    fr: 'Dans un autre terminal, avec l’AWS CLI (https://aws.amazon.com/cli/), une de ces trois façons :',
    en: 'In another terminal, with the AWS CLI (https://aws.amazon.com/cli/), one of these three ways:',
  },
  {
    fr: `1. Recommandé, AWS CLI 2.32 ou plus récente : ouvre le navigateur, et aucune clé n'est écrite.`,
    en: '1. Recommended, AWS CLI 2.32 or newer: opens the browser, and no key is written.',
  },
  same(`   aws configure set region ${REGION} --profile shopstream`),
  same('   aws login --profile shopstream'),
  {
    fr: "2. Dans un établissement qui a IAM Identity Center (demandez l'adresse de départ) :",
    en: '2. In an institution that has IAM Identity Center (ask for the start address):',
  },
  same('   aws configure sso --profile shopstream'),
  same('   aws sso login --profile shopstream'),
  {
    fr: "3. Comme dans l'énoncé : la clé d'un utilisateur IAM, jamais du compte racine.",
    en: '3. As in the handout: the key of an IAM user, never of the root user.',
  },
  same('   aws configure --profile shopstream'),
];
