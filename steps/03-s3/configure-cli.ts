import type { Text } from '../../src/i18n/text.ts';
import {
  type Check,
  type CheckContext,
  defineStep,
  expectEqual,
  expectThat,
  LabError,
} from '../../src/lab/lab.ts';
import { cliCheck } from './aws-cli.ts';
import { CONFIG_FILE, CREDENTIALS_FILE, PROFILE } from './names.ts';
import { configSection, credentialsSection, readSection, withoutSection, withSection } from './profile.ts';
import { attempt } from './refusals.ts';
import { profileCommand } from './shells.ts';

const NO_KEY: Text = {
  fr: "L'utilisateur IAM n'a pas de clé d'accès : faites d'abord l'étape s3.create-iam-user.",
  en: 'The IAM user has no access key: do step s3.create-iam-user first.',
};

type Needs = 'vault' | 'workspace' | 'objectStore' | 'shell';

/** The AWS CLI's profile with the user's keys, in the workspace. */
export const configureCli = defineStep({
  name: 'configure-cli',
  title: { fr: "Configurer l'AWS CLI", en: 'Configure the AWS CLI' },
  handout: '1.6.6',
  needs: ['vault', 'workspace', 'objectStore', 'shell'],
  after: ['s3.create-iam-user', 's3.create-bucket'],

  async prerequisites({ ports }) {
    const key = await ports.vault.labUserKey();
    return [
      expectEqual(
        'key',
        { fr: "L'utilisateur IAM a une clé d'accès", en: 'The IAM user has an access key' },
        { expected: 1, actual: key === undefined ? 0 : 1, message: NO_KEY },
      ),
    ];
  },

  async execute({ ports, settings, log }) {
    const key = await ports.vault.labUserKey();
    if (key === undefined) throw new LabError(NO_KEY);
    const sections = [
      [CONFIG_FILE, configSection(PROFILE, settings.region, ports.objectStore.endpoint)],
      [CREDENTIALS_FILE, credentialsSection(PROFILE, key)],
    ] as const;
    for (const [path, section] of sections) {
      const before = (await ports.workspace.read(path)) ?? '';
      log(path);
      // Everything else in the file stays in it, so that no copy with an old secret has to be kept.
      await ports.workspace.write(path, withSection(before, section), { mode: 0o600, ours: [before] });
    }
  },

  async verify(context) {
    const [files, listed] = await Promise.all([fileChecks(context), listCheck(context)]);
    // Only against a service that answers: an AWS CLI that is left waiting takes many seconds.
    return { checks: [...files, listed, await cliCheck(context)] };
  },

  async undo({ ports, log }) {
    const sections = [
      [CREDENTIALS_FILE, PROFILE],
      [CONFIG_FILE, `profile ${PROFILE}`],
    ] as const;
    for (const [path, section] of sections) {
      const before = await ports.workspace.read(path);
      if (before === undefined) continue;
      log(path);
      const rest = withoutSection(before, section);
      if (rest === '') await ports.workspace.remove(path);
      else await ports.workspace.write(path, rest, { mode: 0o600, ours: [before] });
    }
    if ((await ports.workspace.list('.aws')).length === 0) await ports.workspace.remove('.aws');
  },

  commands(settings) {
    const { bucket } = settings;
    return [
      profileCommand(settings),
      {
        language: 'shell',
        title: { fr: "La commande de l'énoncé", en: "The handout's command" },
        code: 'aws configure',
      },
      {
        language: 'shell',
        title: { fr: 'Puis regarder', en: 'Then look' },
        code: `aws s3 ls\naws s3 ls s3://${bucket} --recursive`,
      },
    ];
  },
});

async function fileChecks({ ports, settings }: CheckContext<Needs>): Promise<readonly Check[]> {
  const [config, credentials, key] = await Promise.all([
    ports.workspace.read(CONFIG_FILE),
    ports.workspace.read(CREDENTIALS_FILE),
    ports.vault.labUserKey(),
  ]);
  const profile = readSection(config ?? '', `profile ${PROFILE}`);
  const secrets = readSection(credentials ?? '', PROFILE);
  const check = (id: string, label: Text, setting: string, expected: string | null, actual: string | null) =>
    expectEqual(id, label, {
      expected,
      actual,
      query: `aws configure get ${setting} --profile ${PROFILE}`,
      message: AGAIN,
    });
  const id = secrets.get('aws_access_key_id') ?? null;
  const hasSecret = key !== undefined && secrets.get('aws_secret_access_key') === key.secretAccessKey;
  return [
    check('profile-key', KEY, 'aws_access_key_id', key?.accessKeyId ?? null, id),
    expectThat('profile-secret', SECRET, hasSecret, { expected: true, actual: hasSecret, message: AGAIN }),
    check('profile-region', REGION, 'region', settings.region, profile.get('region') ?? null),
    check(
      'profile-endpoint',
      ENDPOINT,
      'endpoint_url',
      ports.objectStore.endpoint ?? 'AWS',
      config === undefined ? null : (profile.get('endpoint_url') ?? 'AWS'),
    ),
  ];
}

const KEY: Text = { fr: `Clé du profil ${PROFILE}`, en: `Key of the profile ${PROFILE}` };
const SECRET: Text = { fr: 'Le secret est celui de cette clé', en: 'The secret is that of this key' };
const REGION: Text = { fr: 'Région du profil', en: 'Region of the profile' };
const ENDPOINT: Text = { fr: 'Service que le profil interroge', en: 'Service that the profile asks' };
const AGAIN: Text = {
  fr: `Le profil ${PROFILE} manque, ou n'est pas celui de l'utilisateur IAM : relancez l'étape, elle le réécrit.`,
  en: `The profile ${PROFILE} is missing, or not the IAM user's: run the step again, it writes it anew.`,
};

async function listCheck({ ports, settings, signal }: CheckContext<Needs>): Promise<Check> {
  const label = { fr: 'Bucket vu avec les nouvelles clés', en: 'Bucket seen with the new keys' };
  const measured = { expected: settings.bucket, query: `aws s3 ls --profile ${PROFILE}` };
  const buckets = await attempt(ports.objectStore.buckets(signal));
  if (buckets.kind === 'refused') {
    const { code, message } = buckets.refusal;
    return expectEqual('buckets', label, { ...measured, actual: code, message });
  }
  const found = buckets.value.some(({ name }) => name === settings.bucket);
  return expectEqual('buckets', label, {
    ...measured,
    actual: found ? settings.bucket : null,
    message: {
      fr: "Les clés répondent, mais la liste ne contient pas le bucket du TP : refaites l'étape s3.create-bucket.",
      en: "The keys answer, but the list does not hold the lab's bucket: do step s3.create-bucket again.",
    },
  });
}
