import { errorCode, errorMessage } from '../../lab/errors.ts';
import type { CallerIdentity } from '../../ports/identity.ts';
import type { PortSource } from '../../ports/source.ts';
import { type Judgement, ok, warning } from '../finding.ts';

/** Whose AWS keys they are. The account's number is shown by its last digits only. */
export function judgeAwsIdentity({ arn, account }: CallerIdentity): readonly Judgement[] {
  const masked = account.replace(/\d(?=\d{4})/g, '•');
  const isRoot = /:root$/.test(arn);
  const title = { fr: `Compte AWS ${masked}`, en: `AWS account ${masked}` };
  const evidence = { account: masked, root: isRoot };
  if (!isRoot) return [ok('aws-identity', title, evidence)];
  return [
    warning('aws-identity', title, {
      cause: {
        fr: 'Ces clés sont celles du compte racine : elles peuvent tout, y compris fermer le compte.',
        en: "These keys are the root user's: they can do anything, closing the account included.",
      },
      fix: {
        fr: 'Créez un utilisateur IAM (ou utilisez « aws login »), puis supprimez les clés du compte racine.',
        en: 'Create an IAM user (or use "aws login"), then delete the root user\'s keys.',
      },
      evidence,
    }),
  ];
}

/** The rights that reading shows to be missing, by AWS's names of its actions. */
export function judgeAwsRights({ arn }: CallerIdentity, missing: readonly string[]): readonly Judgement[] {
  const title = { fr: 'Droits AWS', en: 'AWS rights' };
  const evidence = { missing: missing.join(', ') };
  if (missing.length === 0) return [ok('aws-rights', title, evidence)];
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  const policies = [
    ...new Set(missing.map(action => POLICIES[action.split(':')[0] ?? ''] ?? 'AdministratorAccess')),
  ];
  const commands = policies
    .map(
      policy =>
        `aws iam attach-user-policy --user-name ${user ?? 'NAME'} --policy-arn arn:aws:iam::aws:policy/${policy}`,
    )
    .join(' ; ');
  return [
    warning('aws-rights', title, {
      cause: {
        fr: `Il manque : ${missing.join(', ')}. Le TP crée un bucket, un utilisateur et un rôle IAM.`,
        en: `Missing: ${missing.join(', ')}. The lab makes a bucket, an IAM user and an IAM role.`,
      },
      fix: {
        fr: `Un administrateur du compte les donne ainsi : ${commands}`,
        en: `An administrator of the account grants them so: ${commands}`,
      },
      evidence,
    }),
  ];
}

/** The policy of AWS's own that holds the rights of a service. */
const POLICIES: Readonly<Record<string, string>> = { s3: 'AmazonS3FullAccess', iam: 'IAMFullAccess' };

/**
 * Who one is to AWS, and whether the lab's objects can be looked at.
 * @throws the SDK's error when AWS does not say who one is.
 */
export async function lookAtAws(source: PortSource, signal?: AbortSignal): Promise<readonly Judgement[]> {
  const { identity, objectStoreAdmin } = await source.openReaders(['identity', 'objectStoreAdmin'], signal);
  const caller = await identity.whoAmI(signal);
  const asked = await Promise.all([
    denied('s3:ListAllMyBuckets', objectStoreAdmin.buckets(signal)),
    denied('iam:GetUser', identity.user('shopstream-s3-user', signal)),
    denied('iam:GetRole', identity.role('snowflake-s3-integration', signal)),
  ]);
  return [...judgeAwsIdentity(caller), ...judgeAwsRights(caller, asked.flat())];
}

/** The action that was refused, as AWS names it; nothing when there was an answer. */
async function denied(action: string, request: Promise<unknown>): Promise<readonly string[]> {
  try {
    await request;
    return [];
  } catch (error) {
    if (!/^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation)$/.test(errorCode(error) ?? ''))
      throw error;
    return [/not authorized to perform: (\w+:\w+)/.exec(errorMessage(error))?.[1] ?? action];
  }
}
