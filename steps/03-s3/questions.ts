import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { told } from '../figures.ts';
import { POLICY, POLICY_ARN, PROFILE, USER } from './names.ts';

const POLICIES = `aws iam list-attached-user-policies --user-name ${USER}`;

const listPolicy = defineQuestion({
  id: 'list-policy',
  kind: 'choice',
  step: 's3.create-iam-user',
  needs: ['identity'],
  text: {
    fr: `Qu'est-ce qui permet à ${USER} de lister le bucket ?`,
    en: `What lets ${USER} list the bucket?`,
  },
  options: [
    {
      id: 'managed',
      text: {
        fr: `La stratégie ${POLICY}, attachée à cet utilisateur`,
        en: `The policy ${POLICY}, attached to this user`,
      },
    },
    {
      id: 'key',
      text: {
        fr: "Sa clé d'accès : qui a une clé peut lire",
        en: 'Its access key: whoever has a key can read',
      },
    },
    {
      id: 'public',
      text: {
        fr: "L'accès public au bucket",
        en: 'Public access to the bucket',
      },
    },
    {
      id: 'owner',
      text: {
        fr: "Le fait d'appartenir au même compte que le bucket",
        en: 'Belonging to the same account as the bucket',
      },
    },
  ],
  find: () => ({
    language: 'shell',
    title: { fr: "Avec les droits d'administration", en: 'With administration rights' },
    code: POLICIES,
  }),
  async answer({ ports, signal }) {
    const user = await ports.identity.user(USER, signal);
    const attached = user?.attachedPolicies ?? [];
    const isAttached = attached.includes(POLICY_ARN);
    const names = attached.map(arn => arn.split('/').at(-1)).join(', ');
    return {
      right: isAttached ? 'managed' : 'owner',
      why: {
        managed: isAttached
          ? {
              fr: 'Elle accorde s3:*, dont s3:ListBucket.',
              en: 'It grants s3:*, s3:ListBucket among it.',
            }
          : {
              fr: "Elle n'est pas attachée à cet utilisateur.",
              en: 'It is not attached to this user.',
            },
        key: {
          fr: 'Une clé dit qui vous êtes. Ce que vous pouvez faire, ce sont les stratégies qui le disent.',
          en: 'A key says who you are. What you may do is said by policies.',
        },
        public: {
          fr: 'Il est bloqué, par les quatre réglages du bucket.',
          en: 'It is blocked, by the four settings of the bucket.',
        },
        owner: {
          fr: 'Dans IAM, rien n’est permis tant qu’une stratégie ne le permet pas, même dans son propre compte.',
          en: 'In IAM nothing is allowed until a policy allows it, not even in one’s own account.',
        },
      },
      explanation: told(
        n =>
          `Stratégies attachées à ${USER} : ${n(attached.length)} (${names}). Sans elle, « aws s3 ls » répondrait AccessDenied, avec la même clé : s'identifier et être autorisé sont deux choses.`,
        n =>
          `Policies attached to ${USER}: ${n(attached.length)} (${names}). Without it, “aws s3 ls” would answer AccessDenied, with the same key: being identified and being allowed are two things.`,
      ),
    };
  },
});

const stolenKey = defineQuestion({
  id: 'stolen-key',
  kind: 'choice',
  step: 's3.create-iam-user',
  needs: ['identity'],
  text: {
    fr: `Quelqu'un copie la clé d'accès de ${USER}. Jusqu'où peut-il aller ?`,
    en: `Somebody copies the access key of ${USER}. How far can they go?`,
  },
  options: [
    {
      id: 'all-buckets',
      text: {
        fr: 'Lire, modifier et supprimer tous les buckets du compte',
        en: 'Read, change and delete every bucket of the account',
      },
    },
    {
      id: 'our-bucket',
      text: {
        fr: 'Lire et modifier le bucket du TP, et lui seul',
        en: "Read and change the lab's bucket, and that alone",
      },
    },
    {
      id: 'whole-account',
      text: {
        fr: "Tout faire dans le compte : créer d'autres utilisateurs, lancer des machines",
        en: 'Anything in the account: make other users, start machines',
      },
    },
    {
      id: 'nothing',
      text: {
        fr: 'Nulle part, sans le mot de passe de la console',
        en: 'Nowhere, without the password of the console',
      },
    },
  ],
  find: () => ({
    language: 'shell',
    title: { fr: "Avec les droits d'administration", en: 'With administration rights' },
    code: POLICIES,
  }),
  async answer({ ports, signal }) {
    const attached = (await ports.identity.user(USER, signal))?.attachedPolicies ?? [];
    const names = attached.map(arn => arn.split('/').at(-1) ?? '');
    const right = names.includes('AdministratorAccess')
      ? 'whole-account'
      : names.includes(POLICY)
        ? 'all-buckets'
        : 'our-bucket';
    return {
      right,
      why: {
        'all-buckets': {
          fr: `${POLICY} vaut « s3:* » sur « * » : toutes les actions de S3, sur toutes les ressources.`,
          en: `${POLICY} is “s3:*” on “*”: every action of S3, on every resource.`,
        },
        'our-bucket': {
          fr: `C'est ce qu'il faudrait, et c'est possible avec une stratégie qui nomme le bucket. ${POLICY} ne nomme aucun bucket.`,
          en: `That is how it should be, and a policy that names the bucket can do it. ${POLICY} names no bucket.`,
        },
        'whole-account': {
          fr: 'La stratégie ne parle que de S3 : IAM et les machines restent hors de portée.',
          en: 'The policy speaks of S3 alone: IAM and machines stay out of reach.',
        },
        nothing: {
          fr: "La clé d'accès suffit à l'API : le mot de passe n'ouvre que la console.",
          en: 'The access key is enough for the API: the password opens the console alone.',
        },
      },
      explanation: {
        fr: `Attaché à ${USER} : ${names.join(', ')}. L'énoncé fait simple pour un TP. Au travail, on accorde le moindre privilège : le rôle de Snowflake, plus loin, ne pourra que lire, et seulement sous raw/.`,
        en: `Attached to ${USER}: ${names.join(', ')}. The handout keeps it simple for a lab. At work one grants the least privilege: Snowflake's role, further on, may only read, and only below raw/.`,
      },
    };
  },
});

const folderBytes = defineQuestion({
  id: 'folder-bytes',
  kind: 'number',
  step: 's3.create-folders',
  needs: ['objectStore'],
  unit: { fr: 'octets', en: 'bytes' },
  text: {
    fr: 'Combien d’octets pèsent ensemble les « dossiers » que vous avez créés (les clés qui finissent par une barre oblique) ?',
    en: 'How many bytes do the “folders” that you made weigh together (the keys that end in a slash)?',
  },
  find: ({ bucket }) => ({
    language: 'shell',
    title: { fr: 'Dans un terminal', en: 'In a terminal' },
    code: `aws s3 ls s3://${bucket} --recursive --profile ${PROFILE}`,
  }),
  async answer({ ports, settings, signal }) {
    const objects = await ports.objectStore.list(settings.bucket, '', signal);
    const folders = objects.filter(({ key }) => key.endsWith('/'));
    const all = objects.reduce((sum, { size }) => sum + size, 0);
    return {
      value: folders.reduce((sum, { size }) => sum + size, 0),
      mistakes: [
        {
          value: folders.length,
          why: {
            fr: "C'est leur nombre ; la colonne qui précède la clé dit leur taille.",
            en: 'This is how many they are; the column before the key tells their size.',
          },
        },
        {
          value: all,
          why: {
            fr: "C'est la taille de tout le bucket, fichiers compris.",
            en: 'This is the size of the whole bucket, files included.',
          },
        },
      ],
      explanation: told(
        n =>
          `Rien du tout : ${n(folders.length)} objets vides dont la clé finit par « / ». S3 n'a pas de dossiers, seulement des clés ; la console en dessine en coupant les clés aux barres obliques. Un « dossier » existe dès qu'une clé commence par son nom.`,
        n =>
          `Nothing at all: ${n(folders.length)} empty objects whose key ends in “/”. S3 has no folders, only keys; the console draws them by cutting keys at their slashes. A “folder” exists as soon as a key begins with its name.`,
      ),
    };
  },
});

/** Who may do what, and what a bucket really holds. */
export const questions: readonly QuestionDefinition[] = [listPolicy, stolenKey, folderBytes];
