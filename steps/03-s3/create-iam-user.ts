import { same } from '../../src/i18n/text.ts';
import { type Check, defineStep, errorCode, expectEqual, expectThat } from '../../src/lab/lab.ts';
import type { IamUser, Identity } from '../../src/ports/identity.ts';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { VaultReader } from '../../src/ports/vault.ts';
import { POLICY, POLICY_ARN, USER } from './names.ts';

/** IAM allows a user two access keys. */
const MOST_KEYS = 2;

/** The user whose keys the lab works with from here on, instead of the administrator's. */
export const createIamUser = defineStep({
  name: 'create-iam-user',
  title: { fr: 'Créer un utilisateur IAM avec accès à S3', en: 'Create an IAM user with access to S3' },
  handout: '1.6.5',
  needs: ['identity', 'vault', 'objectStore'],
  after: ['s3.credentials'],

  async prerequisites() {
    return [];
  },

  async execute({ ports, signal, log }) {
    const { identity, vault } = ports;
    if ((await identity.user(USER, signal)) === undefined) {
      log(`aws iam create-user --user-name ${USER}`);
      await identity.createUser(USER, signal);
    }
    const user = await identity.user(USER, signal);
    if (!(user?.attachedPolicies.includes(POLICY_ARN) ?? false)) {
      log(`aws iam attach-user-policy --user-name ${USER} --policy-arn ${POLICY_ARN}`);
      await identity.attachUserPolicy(USER, POLICY_ARN, signal);
    }
    if (user !== undefined && (await keyWorks(user, vault, ports.objectStore, signal))) return;
    await makeRoom(identity, user, log, signal);
    log(`aws iam create-access-key --user-name ${USER}`);
    await vault.saveLabUserKey(await identity.createAccessKey(USER, signal));
  },

  async verify({ ports, signal }) {
    const [user, key] = await Promise.all([ports.identity.user(USER, signal), ports.vault.labUserKey()]);
    const policies = user?.attachedPolicies ?? [];
    const active = user?.accessKeys.some(
      ({ accessKeyId, active: isActive }) => isActive && accessKeyId === key?.accessKeyId,
    );
    return {
      checks: [
        expectEqual(
          'user',
          { fr: 'Utilisateur IAM', en: 'IAM user' },
          {
            expected: USER,
            actual: user?.name ?? null,
            query: `aws iam get-user --user-name ${USER}`,
            message: {
              fr: "Cet utilisateur n'existe pas : exécutez l'étape, ou créez-le dans IAM › Utilisateurs.",
              en: 'There is no such user: run the step, or make it in IAM › Users.',
            },
          },
        ),
        expectThat(
          'policy',
          { fr: 'Stratégie attachée', en: 'Attached policy' },
          policies.includes(POLICY_ARN),
          {
            expected: POLICY,
            actual: policies.map(arn => arn.replace(/^.*\//, '')).join(', ') || null,
            query: `aws iam list-attached-user-policies --user-name ${USER}`,
            message: {
              fr: `Attachez la stratégie ${POLICY} à l'utilisateur : sans elle, ses clés ne peuvent rien lire.`,
              en: `Attach the policy ${POLICY} to the user: without it, its keys can read nothing.`,
            },
          },
        ),
        expectThat(
          'access-key',
          { fr: 'Clé d’accès connue et active', en: 'Access key known and active' },
          active ?? false,
          {
            expected: 1,
            actual: active === true ? 1 : 0,
            query: `aws iam list-access-keys --user-name ${USER}`,
            message: {
              fr: "Le secret d'une clé n'est montré qu'une fois, et celui-ci est perdu ou la clé est inactive : relancez l'étape, elle en crée une nouvelle.",
              en: "A key's secret is shown only once, and this one is lost or the key is inactive: run the step again, it makes a new one.",
            },
          },
        ),
        await keyCheck(ports.objectStore, key !== undefined, signal),
      ],
    };
  },

  async undo({ ports, signal, log }) {
    log(`aws iam delete-user --user-name ${USER}`);
    await ports.identity.deleteUser(USER, signal);
    await ports.vault.forgetLabUserKey();
  },

  commands() {
    return [
      {
        language: 'shell',
        title: { fr: "L'utilisateur et sa stratégie", en: 'The user and its policy' },
        code: [
          `aws iam create-user --user-name ${USER}`,
          `aws iam attach-user-policy --user-name ${USER} --policy-arn ${POLICY_ARN}`,
        ].join('\n'),
      },
      {
        language: 'shell',
        title: {
          fr: 'Sa clé d’accès (le secret ne sera plus jamais montré)',
          en: 'Its access key (the secret is never shown again)',
        },
        code: `aws iam create-access-key --user-name ${USER}`,
      },
      {
        language: 'text',
        title: same('Console'),
        code: 'IAM › Utilisateurs › Créer un utilisateur › Attacher directement des stratégies › AmazonS3FullAccess',
      },
    ];
  },
});

/** A request with the user's own key: the proof that key, secret and policy are right together. */
async function keyCheck(store: ObjectStoreReader, hasKey: boolean, signal: AbortSignal): Promise<Check> {
  const refused = hasKey ? await refusal(store, signal) : 'NoSuchKey';
  return expectEqual(
    'request',
    { fr: 'Requête S3 avec cette clé', en: 'S3 request with this key' },
    {
      expected: 'ListBuckets',
      actual: refused === undefined ? 'ListBuckets' : hasKey ? refused : null,
      query: 'aws s3 ls --profile shopstream',
      message: {
        fr: "S3 refuse la clé de l'utilisateur : relancez l'étape, elle en crée une nouvelle et rattache la stratégie.",
        en: "S3 refuses the user's key: run the step again, it makes a new one and attaches the policy again.",
      },
    },
  );
}

/** S3's code when it refuses the key, `undefined` when it accepts it. */
async function refusal(store: ObjectStoreReader, signal: AbortSignal): Promise<string | undefined> {
  try {
    await store.buckets(signal);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    const refused = ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied'];
    if (code !== undefined && refused.includes(code)) return code;
    throw error;
  }
}

async function keyWorks(
  user: IamUser,
  vault: VaultReader,
  store: ObjectStoreReader,
  signal: AbortSignal,
): Promise<boolean> {
  const key = await vault.labUserKey();
  if (!user.accessKeys.some(({ accessKeyId, active }) => active && accessKeyId === key?.accessKeyId))
    return false;
  return (await refusal(store, signal)) !== 'SignatureDoesNotMatch';
}

/** Deletes the oldest key when the user has as many as IAM allows: nobody knows its secret any more. */
async function makeRoom(
  identity: Identity,
  user: IamUser | undefined,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const [oldest, ...others] = user?.accessKeys ?? [];
  if (oldest === undefined || others.length + 1 < MOST_KEYS) return;
  log(`aws iam delete-access-key --user-name ${USER} --access-key-id ${oldest.accessKeyId}`);
  await identity.deleteAccessKey(USER, oldest.accessKeyId, signal);
}
