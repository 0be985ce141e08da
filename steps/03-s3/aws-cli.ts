import type { Text } from '../../src/i18n/text.ts';
import {
  type Check,
  type CheckContext,
  errorMessage,
  expectEqual,
  informative,
  placeOf,
  unknown,
} from '../../src/lab/lab.ts';
import { CONFIG_FILE, CREDENTIALS_FILE, PROFILE } from './names.ts';

/** Milliseconds for `aws s3 ls`, which starts a Python of its own. */
const TIMEOUT = 20_000;
const ID = 'aws-s3-ls';
const LABEL: Text = { fr: 'La vraie commande aws s3 ls', en: 'The real command aws s3 ls' };
const QUERY = `aws s3 ls --profile ${PROFILE}`;

/** The student's own AWS CLI with the new profile, where there is one. An absent, old or foreign CLI is no fault of the profile. */
export async function cliCheck({
  ports,
  settings,
  signal,
}: CheckContext<'workspace' | 'shell'>): Promise<Check> {
  const aws = await ports.shell.find('aws');
  if (aws === undefined) return informative(unknown(ID, LABEL, ABSENT, QUERY));
  const env = {
    AWS_CONFIG_FILE: ports.workspace.path(CONFIG_FILE),
    AWS_SHARED_CREDENTIALS_FILE: ports.workspace.path(CREDENTIALS_FILE),
    AWS_PROFILE: PROFILE,
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '2',
    // A school's proxy cannot reach this machine's own services.
    ...(placeOf(settings, 'aws') === 'sandbox' ? { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' } : {}),
  };
  let outcome: { readonly stdout: string; readonly why: string };
  try {
    const { exitCode, stdout, stderr } = await ports.shell.run(aws, ['s3', 'ls'], {
      env,
      timeout: TIMEOUT,
      signal,
    });
    outcome = { stdout: exitCode === 0 ? stdout : '', why: lastLine(stderr) };
  } catch (error) {
    signal.throwIfAborted();
    outcome = { stdout: '', why: errorMessage(error) };
  }
  const names = outcome.stdout.split(/\r?\n/).map(line => line.split(' ').at(-1));
  if (!names.includes(settings.bucket))
    return informative({ ...unknown(ID, LABEL, failed(outcome.why), QUERY), said: outcome.why });
  return expectEqual(ID, LABEL, { expected: settings.bucket, actual: settings.bucket, query: QUERY });
}

function lastLine(words: string): string {
  return words.trim().split(/\r?\n/).at(-1) ?? '';
}

function failed(why: string): Text {
  return {
    fr: `aws s3 ls n'a pas montré le bucket${why === '' ? '' : ` : ${why}`}. Une AWS CLI récente (2.13, ou 1.29) lit l'adresse du service dans le profil.`,
    en: `aws s3 ls did not show the bucket${why === '' ? '' : `: ${why}`}. A recent AWS CLI (2.13, or 1.29) reads the service's address from the profile.`,
  };
}

const ABSENT: Text = {
  fr: "L'AWS CLI n'est pas installée ; le TP n'en a pas besoin. Windows : AWSCLIV2.msi. macOS : brew install awscli. Linux : l'archive d'AWS.",
  en: 'The AWS CLI is not installed; the lab does not need it. Windows: AWSCLIV2.msi. macOS: brew install awscli. Linux: the archive from AWS.',
};
