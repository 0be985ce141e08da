import { same } from '../../src/i18n/text.ts';
import { defineStep, expectEqual, expectThat } from '../../src/lab/lab.ts';

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
    const { arn } = await ports.identity.whoAmI(signal);
    log(`aws sts get-caller-identity  →  ${arn}`);
  },

  async verify({ ports, settings, signal }) {
    const { account, arn } = await ports.identity.whoAmI(signal);
    return {
      checks: [
        expectThat(
          'account',
          { fr: 'Compte AWS (12 chiffres)', en: 'AWS account (12 digits)' },
          /^\d{12}$/.test(account),
          { expected: 12, actual: account.length, query: 'aws sts get-caller-identity' },
        ),
        expectThat('identity', { fr: 'Identité', en: 'Identity' }, arn.startsWith('arn:aws:'), {
          expected: `arn:aws:…::${account}:…`,
          actual: arn,
          query: 'aws sts get-caller-identity',
        }),
        expectEqual(
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
        ),
      ],
    };
  },

  commands() {
    return [
      {
        language: 'shell',
        title: { fr: 'Qui suis-je ?', en: 'Who am I?' },
        code: 'aws sts get-caller-identity',
      },
      { language: 'text', title: same('Console'), code: 'https://console.aws.amazon.com/' },
    ];
  },
});
