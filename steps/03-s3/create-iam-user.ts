import { same, say, type Text } from '../../src/i18n/text.ts';
import {
  type Check,
  type Command,
  defineStep,
  documentArgument,
  expectEqual,
  expectThat,
  type LabSettings,
  labTags,
  mayTouch,
  placeOf,
  shellFor,
  tagOwnership,
} from '../../src/lab/lab.ts';
import type { AccessKey, IamUser, Identity, PolicyDocument } from '../../src/ports/identity.ts';
import { isActive, keyRefusal, makeRoom, waitForKey } from './access-key.ts';
import { POLICY, POLICY_ARN, USER } from './names.ts';
import { oursCheck, tagOption } from './ownership.ts';
import { attempt, type Refusal } from './refusals.ts';
import { LEAST_POLICY, leastPolicy, samePolicy } from './user-policy.ts';

/** The user whose keys the lab works with from here on, instead of the administrator's. */
export const createIamUser = defineStep({
  name: 'create-iam-user',
  title: { fr: 'Créer un utilisateur IAM avec accès à S3', en: 'Create an IAM user with access to S3' },
  handout: '1.6.5',
  needs: ['identity', 'vault', 'objectStore'],
  after: ['s3.credentials'],

  async prerequisites({ ports, settings, signal }) {
    const answer = await attempt(ports.identity.user(USER, signal));
    const found = answer.kind === 'answered' ? answer.value : undefined;
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
      ...(found === undefined ? [] : [ownerCheck('user-ours', found, settings)]),
    ];
  },

  async execute({ ports, settings, signal, log, progress }) {
    const { identity, vault, objectStore } = ports;
    const before = await identity.user(USER, signal);
    if (before === undefined) {
      log(`aws iam create-user --user-name ${USER} ${tagOption(settings)}`);
      await identity.createUser(USER, signal, labTags(settings));
    } else if (tagOwnership(before.tags, settings) === 'unmarked')
      await identity.tagUser(USER, labTags(settings), signal);
    const user = await identity.user(USER, signal);
    await giveRights(identity, user, settings, log, signal);
    const known = await vault.labUserKey();
    const works =
      isActive(user, known) && (await keyRefusal(objectStore, signal))?.code !== 'SignatureDoesNotMatch';
    if (!works) {
      if (user !== undefined) await makeRoom(identity, user, known, log, signal);
      log(`aws iam create-access-key --user-name ${USER}`);
      await vault.saveLabUserKey(await identity.createAccessKey(USER, signal));
    }
    // The sandbox knows a new key at once.
    if (placeOf(settings, 'aws') === 'cloud') await waitForKey(objectStore, progress, signal);
  },

  async verify({ ports, settings, signal }) {
    const least = settings.userPolicy === 'least';
    const [user, key, written] = await Promise.all([
      ports.identity.user(USER, signal),
      ports.vault.labUserKey(),
      least ? ports.identity.userPolicy(USER, LEAST_POLICY, signal) : undefined,
    ]);
    const refusal = key === undefined ? undefined : await keyRefusal(ports.objectStore, signal);
    return {
      checks: [
        userCheck(user),
        ...(user !== undefined && tagOwnership(user.tags, settings) === 'foreign'
          ? [ownerCheck('lineage', user, settings)]
          : []),
        least ? leastPolicyCheck(written, settings) : policyCheck(user),
        privilegeCheck(user, least),
        inlineCheck(user, least),
        keyCheck(user, key),
        requestCheck(key, refusal),
      ],
    };
  },

  async undo({ ports, settings, signal, log }) {
    const user = await ports.identity.user(USER, signal);
    if (user !== undefined && !isOurs(user, settings)) {
      log(say(KEPT, settings.lang));
      return;
    }
    log(`aws iam delete-user --user-name ${USER}`);
    await ports.identity.deleteUser(USER, signal);
    await ports.vault.forgetLabUserKey();
  },

  commands(settings) {
    return [
      userCommand(settings),
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
        code:
          settings.userPolicy === 'least'
            ? `IAM › Utilisateurs › ${USER} › Ajouter des autorisations › Créer une stratégie en ligne`
            : `IAM › Utilisateurs › Créer un utilisateur › Attacher directement des stratégies › ${POLICY}`,
      },
    ];
  },
});

/** In one's own account the user is made with the lab's mark; in the sandbox as the handout makes it. */
function userCommand(settings: LabSettings): Command {
  const mark = placeOf(settings, 'aws') === 'cloud' ? ` ${tagOption(settings)}` : '';
  const policy = documentArgument('droits.json', leastPolicy(settings), shellFor(settings));
  const rights =
    settings.userPolicy === 'least'
      ? [
          ...policy.before,
          `aws iam put-user-policy --user-name ${USER} --policy-name ${LEAST_POLICY} --policy-document ${policy.argument}`,
        ]
      : [`aws iam attach-user-policy --user-name ${USER} --policy-arn ${POLICY_ARN}`];
  return {
    language: 'shell',
    title: { fr: "L'utilisateur et sa stratégie", en: 'The user and its policy' },
    code: [`aws iam create-user --user-name ${USER}${mark}`, ...rights].join('\n'),
  };
}

/** Gives the user the chosen rights and takes the other choice's away. */
async function giveRights(
  identity: Identity,
  user: IamUser | undefined,
  settings: LabSettings,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const attached = user?.attachedPolicies.includes(POLICY_ARN) === true;
  const written = user?.inlinePolicies.includes(LEAST_POLICY) === true;
  if (settings.userPolicy !== 'least') {
    if (!attached) {
      log(`aws iam attach-user-policy --user-name ${USER} --policy-arn ${POLICY_ARN}`);
      await identity.attachUserPolicy(USER, POLICY_ARN, signal);
    }
    if (written) await identity.deleteUserPolicy(USER, LEAST_POLICY, signal);
    return;
  }
  if (!samePolicy(await identity.userPolicy(USER, LEAST_POLICY, signal), leastPolicy(settings))) {
    log(`aws iam put-user-policy --user-name ${USER} --policy-name ${LEAST_POLICY} …`);
    await identity.putUserPolicy(USER, LEAST_POLICY, leastPolicy(settings), signal);
  }
  if (attached) {
    log(`aws iam detach-user-policy --user-name ${USER} --policy-arn ${POLICY_ARN}`);
    await identity.detachUserPolicy(USER, POLICY_ARN, signal);
  }
}

function isOurs(user: IamUser, settings: LabSettings): boolean {
  return mayTouch(tagOwnership(user.tags, settings), placeOf(settings, 'aws'));
}

function ownerCheck(id: string, user: IamUser, settings: LabSettings): Check {
  return oursCheck(id, tagOwnership(user.tags, settings), isOurs(user, settings), {
    what: { fr: "L'utilisateur IAM", en: 'The IAM user' },
    name: USER,
    adopt: `aws iam tag-user --user-name ${USER} ${tagOption(settings)}`,
    instead: {
      fr: `renommez-le (aws iam update-user --user-name ${USER} --new-user-name …) ou supprimez-le dans la console.`,
      en: `rename it (aws iam update-user --user-name ${USER} --new-user-name …) or delete it in the console.`,
    },
  });
}

const KEPT: Text = {
  fr: `L'utilisateur ${USER} ne porte pas la marque de ce TP : il reste.`,
  en: `The user ${USER} does not carry this lab's mark: it stays.`,
};

/** The policy of the least rights, word by word: one action more would be a right that nobody asked for. */
function leastPolicyCheck(written: PolicyDocument | undefined, settings: LabSettings): Check {
  const isRight = samePolicy(written, leastPolicy(settings));
  return expectThat(
    'policy',
    { fr: 'Stratégie du moindre privilège', en: 'Policy of least privilege' },
    isRight,
    {
      expected: LEAST_POLICY,
      actual: written === undefined ? null : isRight ? LEAST_POLICY : JSON.stringify(written),
      query: `aws iam get-user-policy --user-name ${USER} --policy-name ${LEAST_POLICY}`,
      message: {
        fr: `La stratégie en ligne ${LEAST_POLICY} manque, ou n'est pas celle de l'étape : relancez l'étape. (Pour la stratégie de l'énoncé : « shopstream config set aws.policy full ».)`,
        en: `The inline policy ${LEAST_POLICY} is missing, or is not the step's: run the step again. (For the handout's policy: "shopstream config set aws.policy full".)`,
      },
    },
  );
}

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

function privilegeCheck(user: IamUser | undefined, least: boolean): Check {
  const names = (user?.attachedPolicies ?? []).map(arn => arn.slice(arn.lastIndexOf('/') + 1));
  const excess = names.filter(name => TOO_MUCH.includes(name) || (least && name === POLICY));
  return expectEqual(
    'least-privilege',
    least
      ? { fr: 'Stratégies trop larges attachées', en: 'Attached policies that allow too much' }
      : { fr: "Stratégies d'administration attachées", en: 'Attached policies of an administrator' },
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

function inlineCheck(user: IamUser | undefined, least: boolean): Check {
  const names = (user?.inlinePolicies ?? []).filter(name => !least || name !== LEAST_POLICY);
  return expectEqual(
    'inline-policies',
    least
      ? { fr: "Autres stratégies en ligne de l'utilisateur", en: 'Other inline policies of the user' }
      : { fr: "Stratégies en ligne de l'utilisateur", en: 'Inline policies of the user' },
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
