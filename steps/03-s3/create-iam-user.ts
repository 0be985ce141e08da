import { same, type Text } from '../../src/i18n/text.ts';
import { type Check, defineStep, expectEqual, expectThat } from '../../src/lab/lab.ts';
import type { AccessKey, IamUser } from '../../src/ports/identity.ts';
import { isActive, keyRefusal, makeRoom, waitForKey } from './access-key.ts';
import { POLICY, POLICY_ARN, USER } from './names.ts';
import { attempt, type Refusal } from './refusals.ts';

/** The user whose keys the lab works with from here on, instead of the administrator's. */
export const createIamUser = defineStep({
  name: 'create-iam-user',
  title: { fr: 'Créer un utilisateur IAM avec accès à S3', en: 'Create an IAM user with access to S3' },
  handout: '1.6.5',
  needs: ['identity', 'vault', 'objectStore'],
  after: ['s3.credentials'],

  async prerequisites({ ports, signal }) {
    const answer = await attempt(ports.identity.user(USER, signal));
    return [
      expectEqual(
        'iam',
        { fr: "Le droit d'administrer IAM", en: 'The right to administer IAM' },
        {
          expected: 'GetUser',
          actual: answer.kind === 'answered' ? 'GetUser' : answer.refusal.code,
          query: `aws iam get-user --user-name ${USER}`,
          message: answer.kind === 'answered' ? undefined : answer.refusal.message,
        },
      ),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const { identity, vault, objectStore } = ports;
    if ((await identity.user(USER, signal)) === undefined) {
      log(`aws iam create-user --user-name ${USER}`);
      await identity.createUser(USER, signal);
    }
    const user = await identity.user(USER, signal);
    if (user?.attachedPolicies.includes(POLICY_ARN) !== true) {
      log(`aws iam attach-user-policy --user-name ${USER} --policy-arn ${POLICY_ARN}`);
      await identity.attachUserPolicy(USER, POLICY_ARN, signal);
    }
    const known = await vault.labUserKey();
    const works =
      isActive(user, known) && (await keyRefusal(objectStore, signal))?.code !== 'SignatureDoesNotMatch';
    if (!works) {
      if (user !== undefined) await makeRoom(identity, user, known, log, signal);
      log(`aws iam create-access-key --user-name ${USER}`);
      await vault.saveLabUserKey(await identity.createAccessKey(USER, signal));
    }
    // The sandbox knows a new key at once.
    if (settings.target === 'cloud') await waitForKey(objectStore, signal);
  },

  async verify({ ports, signal }) {
    const [user, key] = await Promise.all([ports.identity.user(USER, signal), ports.vault.labUserKey()]);
    const refusal = key === undefined ? undefined : await keyRefusal(ports.objectStore, signal);
    return {
      checks: [
        userCheck(user),
        policyCheck(user),
        privilegeCheck(user),
        inlineCheck(user),
        keyCheck(user, key),
        requestCheck(key, refusal),
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
          fr: "Sa clé d'accès (le secret ne sera plus jamais montré)",
          en: 'Its access key (the secret is never shown again)',
        },
        code: `aws iam create-access-key --user-name ${USER}`,
      },
      {
        language: 'text',
        title: same('Console'),
        code: `IAM › Utilisateurs › Créer un utilisateur › Attacher directement des stratégies › ${POLICY}`,
      },
    ];
  },
});

const NO_USER: Text = {
  fr: "Cet utilisateur n'existe pas : exécutez l'étape, ou créez-le dans IAM › Utilisateurs.",
  en: 'There is no such user: run the step, or make it in IAM › Users.',
};

function userCheck(user: IamUser | undefined): Check {
  return expectEqual(
    'user',
    { fr: 'Utilisateur IAM', en: 'IAM user' },
    {
      expected: USER,
      actual: user?.name ?? null,
      query: `aws iam get-user --user-name ${USER}`,
      message: NO_USER,
    },
  );
}

function policyCheck(user: IamUser | undefined): Check {
  const policies = user?.attachedPolicies ?? [];
  const names = policies.map(arn => arn.slice(arn.lastIndexOf('/') + 1));
  return expectThat(
    'policy',
    { fr: 'Stratégie attachée', en: 'Attached policy' },
    policies.includes(POLICY_ARN),
    {
      expected: POLICY,
      actual: names.length === 0 ? null : names.join(', '),
      query: `aws iam list-attached-user-policies --user-name ${USER}`,
      message: {
        fr: `Attachez la stratégie ${POLICY} à l'utilisateur : sans elle, ses clés n'ont aucun droit.`,
        en: `Attach the policy ${POLICY} to the user: without it, its keys have no rights at all.`,
      },
    },
  );
}

/** Policies that let a key, which lies in a file of the workspace, do far more than read and write the data lake. */
const TOO_MUCH = ['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess'];

function privilegeCheck(user: IamUser | undefined): Check {
  const names = (user?.attachedPolicies ?? []).map(arn => arn.slice(arn.lastIndexOf('/') + 1));
  const excess = names.filter(name => TOO_MUCH.includes(name));
  return expectEqual(
    'least-privilege',
    { fr: "Stratégies d'administration attachées", en: 'Attached policies of an administrator' },
    {
      expected: 0,
      actual: user === undefined ? null : excess.length,
      query: `aws iam list-attached-user-policies --user-name ${USER}`,
      message:
        user === undefined
          ? NO_USER
          : {
              fr: `${excess.join(', ')} : la clé de cet utilisateur, qui est dans un fichier, pourrait tout faire. Détachez : aws iam detach-user-policy --user-name ${USER} --policy-arn arn:aws:iam::aws:policy/${excess[0]}`,
              en: `${excess.join(', ')}: the key of this user, which lies in a file, could do anything. Detach: aws iam detach-user-policy --user-name ${USER} --policy-arn arn:aws:iam::aws:policy/${excess[0]}`,
            },
    },
  );
}

function inlineCheck(user: IamUser | undefined): Check {
  const names = user?.inlinePolicies ?? [];
  return expectEqual(
    'inline-policies',
    { fr: "Stratégies en ligne de l'utilisateur", en: 'Inline policies of the user' },
    {
      expected: 0,
      actual: user === undefined ? null : names.length,
      query: `aws iam list-user-policies --user-name ${USER}`,
      message:
        user === undefined
          ? NO_USER
          : {
              fr: `L'utilisateur porte aussi ${names.join(', ')}, qui ajoute ou retire des droits à ${POLICY}. Supprimez : aws iam delete-user-policy --user-name ${USER} --policy-name ${names[0]}`,
              en: `The user also carries ${names.join(', ')}, which adds rights to ${POLICY} or takes some away. Delete: aws iam delete-user-policy --user-name ${USER} --policy-name ${names[0]}`,
            },
    },
  );
}

function keyCheck(user: IamUser | undefined, key: AccessKey | undefined): Check {
  const known = user?.accessKeys.some(({ accessKeyId }) => accessKeyId === key?.accessKeyId) ?? false;
  return expectEqual(
    'access-key',
    { fr: "Clés d'accès du TP, connues et actives", en: "The lab's access keys, known and active" },
    {
      expected: 1,
      actual: isActive(user, key) ? 1 : 0,
      query: `aws iam list-access-keys --user-name ${USER}`,
      message: known
        ? {
            fr: "La clé du TP est désactivée : réactivez-la dans IAM, ou relancez l'étape, qui en crée une autre.",
            en: "The lab's key is inactive: activate it in IAM, or run the step again, which makes another.",
          }
        : {
            fr: "Le TP n'a pas de clé de cet utilisateur : le secret n'est montré qu'une fois, à la création. Relancez l'étape, elle en crée une.",
            en: 'The lab has no key of this user: its secret is shown only once, when it is made. Run the step again, it makes one.',
          },
    },
  );
}

/** A request with the user's own key: the proof that key, secret and policy are right together. */
function requestCheck(key: AccessKey | undefined, refusal: Refusal | undefined): Check {
  const accepted = key !== undefined && refusal === undefined;
  return expectEqual(
    'request',
    { fr: 'Requête S3 avec cette clé', en: 'S3 request with this key' },
    {
      expected: 'ListBuckets',
      actual: accepted ? 'ListBuckets' : (refusal?.code ?? null),
      query: 'aws s3 ls --profile shopstream',
      message: {
        fr: "S3 n'accepte pas la clé de l'utilisateur : relancez l'étape, elle rattache la stratégie et, s'il le faut, crée une nouvelle clé.",
        en: "S3 does not accept the user's key: run the step again, it attaches the policy again and makes a new key if one is needed.",
      },
    },
  );
}
