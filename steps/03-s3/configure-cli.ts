import type { Text } from '../../src/i18n/text.ts';
import {
  type Check,
  type CheckContext,
  defineStep,
  expectEqual,
  expectThat,
  LabError,
  unknown,
} from '../../src/lab/lab.ts';
import { CONFIG_FILE, CREDENTIALS_FILE, PROFILE } from './names.ts';
import { profileFiles, readSection } from './profile.ts';

/** Milliseconds for `aws s3 ls`, which starts a Python of its own. */
const CLI_TIMEOUT = 20_000;

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
      expectThat(
        'key',
        { fr: "L'utilisateur IAM a une clé d'accès", en: 'The IAM user has an access key' },
        key !== undefined,
        {
          expected: 1,
          actual: key === undefined ? 0 : 1,
          message: {
            fr: "Faites d'abord l'étape s3.create-iam-user.",
            en: 'Do step s3.create-iam-user first.',
          },
        },
      ),
    ];
  },

  async execute({ ports, settings, log }) {
    const key = await ports.vault.labUserKey();
    if (key === undefined)
      throw new LabError({ fr: "Il n'y a pas de clé d'accès.", en: 'There is no access key.' });
    const files = profileFiles(key, settings.region, ports.objectStore.endpoint);
    for (const [path, content] of [
      [CONFIG_FILE, files.config],
      [CREDENTIALS_FILE, files.credentials],
    ] as const) {
      const outcome = await ports.workspace.write(path, content, { mode: 0o600 });
      log(outcome.kind === 'replaced' ? `${path} (→ ${outcome.copy})` : path);
    }
  },

  async verify(context) {
    const [files, listed, cli] = await Promise.all([
      fileChecks(context),
      listCheck(context),
      cliCheck(context),
    ]);
    return { checks: [...files, listed, cli] };
  },

  async undo({ ports, log }) {
    for (const path of [CREDENTIALS_FILE, CONFIG_FILE]) {
      log(path);
      await ports.workspace.remove(path);
    }
  },

  commands({ workspace, bucket }) {
    return [
      {
        language: 'shell',
        title: { fr: "La commande de l'énoncé", en: "The handout's command" },
        code: `aws configure --profile ${PROFILE}`,
      },
      ...shells(workspace),
      {
        language: 'shell',
        title: { fr: 'Puis regarder', en: 'Then look' },
        code: `aws s3 ls\naws s3 ls s3://${bucket} --recursive`,
      },
    ];
  },
});

/** How each shell is told where the workspace's profile is. */
function shells(workspace: string) {
  const config = `${workspace}/${CONFIG_FILE}`;
  const credentials = `${workspace}/${CREDENTIALS_FILE}`;
  const entries = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_PROFILE: PROFILE };
  const lines = (line: (name: string, value: string) => string) =>
    Object.entries(entries)
      .map(([name, value]) => line(name, value))
      .join('\n');
  const use = (shell: string): Text => ({
    fr: `Utiliser ce profil (${shell})`,
    en: `Use this profile (${shell})`,
  });
  return [
    {
      language: 'shell',
      title: use('bash, zsh'),
      code: lines((name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`),
    },
    {
      language: 'shell',
      title: use('PowerShell'),
      code: lines((name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
    },
    { language: 'shell', title: use('cmd'), code: lines((name, value) => `set "${name}=${value}"`) },
  ] as const;
}

async function fileChecks({ ports, settings }: CheckContext<Needs>): Promise<readonly Check[]> {
  const [config, credentials, key] = await Promise.all([
    ports.workspace.read(CONFIG_FILE),
    ports.workspace.read(CREDENTIALS_FILE),
    ports.vault.labUserKey(),
  ]);
  const profile = readSection(config ?? '', `profile ${PROFILE}`);
  const secret = readSection(credentials ?? '', PROFILE);
  const again: Text = {
    fr: `Le profil ${PROFILE} manque ou n'est pas celui de l'utilisateur IAM : relancez l'étape, elle le réécrit.`,
    en: `The profile ${PROFILE} is missing or not the IAM user's: run the step again, it writes it anew.`,
  };
  const same =
    key !== undefined &&
    secret.get('aws_access_key_id') === key.accessKeyId &&
    secret.get('aws_secret_access_key') === key.secretAccessKey;
  return [
    expectThat('profile-key', { fr: `Clé du profil ${PROFILE}`, en: `Key of the profile ${PROFILE}` }, same, {
      expected: key?.accessKeyId ?? null,
      actual: secret.get('aws_access_key_id') ?? null,
      query: `aws configure get aws_access_key_id --profile ${PROFILE}`,
      message: again,
    }),
    expectEqual(
      'profile-region',
      { fr: 'Région du profil', en: 'Region of the profile' },
      {
        expected: settings.region,
        actual: profile.get('region') ?? null,
        query: `aws configure get region --profile ${PROFILE}`,
        message: again,
      },
    ),
    expectEqual(
      'profile-endpoint',
      { fr: 'Service que le profil interroge', en: 'Service that the profile asks' },
      {
        expected: ports.objectStore.endpoint ?? 'AWS',
        actual: config === undefined ? null : (profile.get('endpoint_url') ?? 'AWS'),
        query: `aws configure get endpoint_url --profile ${PROFILE}`,
        message: again,
      },
    ),
  ];
}

async function listCheck({ ports, settings, signal }: CheckContext<Needs>): Promise<Check> {
  const buckets = await ports.objectStore.buckets(signal);
  const found = buckets.some(({ name }) => name === settings.bucket);
  return expectEqual(
    'buckets',
    { fr: 'Bucket vu avec les nouvelles clés', en: 'Bucket seen with the new keys' },
    {
      expected: settings.bucket,
      actual: found ? settings.bucket : null,
      query: 'aws s3 ls',
      message: {
        fr: "Les clés répondent, mais la liste ne contient pas le bucket du TP : refaites l'étape s3.create-bucket.",
        en: "The keys answer, but the list does not hold the lab's bucket: do step s3.create-bucket again.",
      },
    },
  );
}

const CLI_LABEL: Text = { fr: 'La vraie commande aws s3 ls', en: 'The real command aws s3 ls' };

/** The student's own AWS CLI, where there is one: its absence is not a fault. */
async function cliCheck({ ports, settings, signal }: CheckContext<Needs>): Promise<Check> {
  const aws = await ports.shell.find('aws');
  if (aws === undefined) {
    return { ...unknown('aws-s3-ls', CLI_LABEL, CLI_ABSENT, 'aws s3 ls'), informative: true };
  }
  const env = {
    AWS_CONFIG_FILE: ports.workspace.path(CONFIG_FILE),
    AWS_SHARED_CREDENTIALS_FILE: ports.workspace.path(CREDENTIALS_FILE),
    AWS_PROFILE: PROFILE,
    AWS_PAGER: '',
  };
  const result = await ports.shell.run(aws, ['s3', 'ls'], { env, timeout: CLI_TIMEOUT, signal });
  const seen = result.exitCode === 0 && result.stdout.includes(settings.bucket);
  // An old or foreign CLI is no fault of the profile, which the checks above have judged.
  if (!seen)
    return { ...unknown('aws-s3-ls', CLI_LABEL, cliFailed(result.stderr), 'aws s3 ls'), informative: true };
  return expectEqual('aws-s3-ls', CLI_LABEL, {
    expected: settings.bucket,
    actual: settings.bucket,
    query: 'aws s3 ls',
  });
}

function cliFailed(stderr: string): Text {
  const why = lastLine(stderr);
  return {
    fr: `aws s3 ls n'a pas montré le bucket${why === '' ? '' : ` : ${why}`}. Une AWS CLI récente (2.13, ou 1.29) lit l'adresse du service dans le profil.`,
    en: `aws s3 ls did not show the bucket${why === '' ? '' : `: ${why}`}. A recent AWS CLI (2.13, or 1.29) reads the service's address from the profile.`,
  };
}

function lastLine(words: string): string {
  return words.trim().split('\n').at(-1) ?? '';
}

const CLI_ABSENT: Text = {
  fr: "L'AWS CLI n'est pas installée ; le TP n'en a pas besoin. Windows : AWSCLIV2.msi. macOS : brew install awscli. Linux : l'archive d'AWS.",
  en: 'The AWS CLI is not installed; the lab does not need it. Windows: AWSCLIV2.msi. macOS: brew install awscli. Linux: the archive from AWS.',
};
