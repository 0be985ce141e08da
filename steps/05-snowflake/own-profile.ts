import type { Text } from '../../src/i18n/text.ts';
import {
  type Check,
  type Command,
  expectEqual,
  expectThat,
  informative,
  type LabSettings,
  placeOf,
  sqlScript,
  unknown,
} from '../../src/lab/lab.ts';
import { DESCRIBE, type Integration } from './integration.ts';
import { INTEGRATION, ROLE, rawLocation } from './objects.ts';
import { isOnly } from './trust.ts';

/** Whether Snowflake is the sandbox's and AWS somebody's own: no role can then trust this Snowflake. */
export function readsAsPerson(settings: LabSettings): boolean {
  return placeOf(settings, 'aws') === 'cloud' && placeOf(settings, 'snowflake') === 'sandbox';
}

/** The script of that case. */
export function ownProfileScript(
  settings: LabSettings,
  account: string,
  endpoint: string | undefined,
): string {
  return sqlScript('snowflake/create-own-profile-integration.sql', {
    roleArn: `arn:aws:iam::${account}:role/${ROLE}`,
    bucket: settings.bucket,
    profile: (settings.awsProfile ?? '').replaceAll("'", "''"),
    region: settings.region,
    endpoint: endpoint ?? '',
  });
}

/** The checks of that case: what reads, and why the role and its trust are not looked at. */
export function ownProfileChecks(found: Integration | undefined, settings: LabSettings): readonly Check[] {
  const profile = settings.awsProfile ?? '';
  const named = (name: string) => (name === '' ? 'default' : name);
  return [
    expectThat(
      'integration',
      { fr: "L'intégration lit avec votre profil AWS", en: 'The integration reads with your AWS profile' },
      found?.enabled === true && found.profile === profile,
      {
        expected: named(profile),
        actual:
          found === undefined
            ? null
            : found.profile === undefined
              ? `role ${found.roleArn}`
              : named(found.profile),
        query: DESCRIBE,
        message: {
          fr: `${INTEGRATION} est absente, arrêtée, ou lit autrement : exécutez cette étape.`,
          en: `${INTEGRATION} is absent, off, or reads in another way: run this step.`,
        },
      },
    ),
    expectEqual(
      'allowed-locations',
      { fr: 'Emplacements autorisés', en: 'Allowed locations' },
      {
        expected: rawLocation(settings),
        actual:
          found !== undefined && isOnly(found.locations, rawLocation(settings))
            ? rawLocation(settings)
            : (found?.locations.join(', ') ?? null),
        query: DESCRIBE,
        message: {
          fr: 'Exécutez cette étape : elle ne laisse lire que raw/ de votre bucket.',
          en: 'Run this step: it lets nothing but raw/ of your bucket be read.',
        },
      },
    ),
    informative(unknown('trust-principal', TRUST, NO_TRUST)),
  ];
}

const TRUST: Text = { fr: 'Rôle IAM et relation de confiance', en: 'IAM role and trust relationship' };
const NO_TRUST: Text = {
  fr: "Snowflake est ici dans le bac à sable, le bucket dans votre compte AWS : aucun utilisateur de Snowflake ne peut y prendre un rôle. Aucun rôle n'est créé ; le bac à sable lit le bucket avec votre propre profil. Les trois temps du rôle se font quand Snowflake est aussi dans le cloud, ou les deux dans le bac à sable.",
  en: "Here Snowflake is in the sandbox and the bucket in your AWS account: no user of Snowflake's can play a role there. No role is made; the sandbox reads the bucket with your own profile. The three parts of the role are done when Snowflake is in the cloud too, or both in the sandbox.",
};

/** What a person would type instead. */
export function ownProfileCommands(settings: LabSettings): readonly Command[] {
  return [
    {
      language: 'sql',
      title: {
        fr: 'Dans le Snowflake du bac à sable : lire avec votre profil AWS',
        en: "In the sandbox's Snowflake: read with your AWS profile",
      },
      code: ownProfileScript(settings, settings.awsAccount ?? '123456789012', undefined),
      file: 'sql/snowflake/create-own-profile-integration.sql',
    },
  ];
}
