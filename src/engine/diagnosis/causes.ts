import type { Text } from '../../i18n/text.ts';

/** A known cause of an error, found by the driver's code first and by its words second. */
export interface Cause {
  /** Driver codes: SQLSTATE, Snowflake numbers, AWS names, system errors. */
  readonly codes?: readonly string[];
  /** When several causes share a code, or there is none. */
  readonly pattern?: RegExp;
  /** `path`: the file or folder that a system error names. */
  readonly text: Text | ((path: string | undefined) => Text);
  readonly advice: Text;
  /** 2 when something the lab needs is missing. */
  readonly exitCode?: 2;
}

const FULL_DISK = {
  text: { fr: 'Le disque est plein.', en: 'The disk is full.' },
  advice: {
    fr: 'Libérez de la place, puis relancez la même commande : ce qui est fait reste fait.',
    en: 'Free some space, then run the same command again: what is done stays done.',
  },
};

/** Ordered: the first that matches wins. Sources: error-catalogue figures measured with the real tools. */
export const CAUSES: readonly Cause[] = [
  { codes: ['ENOSPC', 'EDQUOT', '53100', 'InsufficientStorage'], ...FULL_DISK },
  { pattern: /No space left on device|ENOSPC/i, ...FULL_DISK },
  {
    codes: ['EACCES', 'EPERM', 'EROFS'],
    text: path => ({
      fr: `Vous n'avez pas les droits qu'il faut sur ${path ?? 'un fichier ou un dossier'}.`,
      en: `You do not have the rights that are needed on ${path ?? 'a file or a folder'}.`,
    }),
    advice: {
      fr: "Corrigez-les (une commande lancée avec sudo, ou en administrateur, l'a peut-être créé), ou choisissez d'autres dossiers avec --home et --workspace.",
      en: 'Mend them (a command run with sudo, or as an administrator, may have made it), or choose other folders with --home and --workspace.',
    },
    exitCode: 2,
  },
  {
    codes: ['28P01'],
    text: { fr: 'PostgreSQL refuse le mot de passe.', en: 'PostgreSQL refuses the password.' },
    advice: {
      fr: 'Corrigez-le dans les réglages de la connexion ; si vous en êtes sûr, un autre serveur PostgreSQL répond peut-être sur ce port (« shopstream sandbox status »).',
      en: 'Correct it in the connection settings; if you are sure of it, another PostgreSQL server may be answering on that port ("shopstream sandbox status").',
    },
  },
  {
    codes: ['3D000'],
    text: { fr: "La base de données n'existe pas.", en: 'The database does not exist.' },
    advice: { fr: "Lancez l'étape postgres.create-database.", en: 'Run the step postgres.create-database.' },
  },
  {
    codes: ['42P01'],
    text: { fr: "Une table de PostgreSQL n'existe pas.", en: 'A PostgreSQL table does not exist.' },
    advice: { fr: "Lancez l'étape postgres.create-tables.", en: 'Run the step postgres.create-tables.' },
  },
  {
    codes: ['57P01', '57P03'],
    text: {
      fr: "PostgreSQL est en train de démarrer ou de s'arrêter.",
      en: 'PostgreSQL is starting or stopping.',
    },
    advice: { fr: 'Attendez quelques secondes et recommencez.', en: 'Wait a few seconds and try again.' },
  },
  {
    codes: ['NoSuchBucket'],
    text: { fr: "Le bucket S3 n'existe pas.", en: 'The S3 bucket does not exist.' },
    advice: { fr: "Lancez l'étape s3.create-bucket.", en: 'Run the step s3.create-bucket.' },
  },
  {
    codes: ['BucketAlreadyExists'],
    text: {
      fr: "Ce nom de bucket est déjà pris par quelqu'un d'autre.",
      en: 'This bucket name is taken by somebody else.',
    },
    advice: {
      fr: 'Les noms de buckets sont mondiaux : choisissez un autre nom avec « shopstream config set student … ».',
      en: 'Bucket names are worldwide: choose another with "shopstream config set student …".',
    },
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidAccessKeyId'],
    text: { fr: "AWS ne reconnaît pas la clé d'accès.", en: 'AWS does not recognise the access key.' },
    advice: {
      fr: "La clé a été changée ou mal copiée : relancez l'étape s3.create-iam-user.",
      en: 'The key was changed or badly copied: run the step s3.create-iam-user again.',
    },
  },
  {
    codes: ['AccessDenied'],
    text: { fr: 'AWS refuse cette action à cet utilisateur.', en: 'AWS refuses this action to this user.' },
    advice: {
      fr: "Regardez la stratégie attachée à l'utilisateur : le message brut nomme l'action et la ressource.",
      en: 'Look at the policy attached to the user: the raw message names the action and the resource.',
    },
  },
  {
    codes: ['RequestTimeTooSkewed'],
    text: { fr: "L'horloge de cette machine n'est pas à l'heure.", en: "This machine's clock is wrong." },
    advice: {
      fr: "Réglez l'heure automatique du système, puis recommencez.",
      en: 'Set the system clock automatically, then try again.',
    },
  },
  {
    codes: ['390100'],
    text: {
      fr: "Snowflake refuse l'utilisateur ou le mot de passe.",
      en: 'Snowflake refuses the user or the password.',
    },
    advice: {
      fr: 'Corrigez les identifiants ; ne réessayez pas en boucle, le compte se verrouille.',
      en: 'Correct the credentials; do not retry in a loop, the account locks itself.',
    },
  },
  {
    codes: ['002003', '2003'],
    text: {
      fr: "Un objet Snowflake n'existe pas, ou le rôle n'y a pas droit (Snowflake ne distingue pas les deux).",
      en: 'A Snowflake object does not exist, or the role has no right to it (Snowflake does not tell which).',
    },
    advice: {
      fr: "Vérifiez le nom, la base et le schéma courants, puis relancez l'étape qui crée cet objet.",
      en: 'Check the name and the current database and schema, then run the step that makes this object.',
    },
  },
  {
    codes: ['000606', '606'],
    text: {
      fr: "Aucun warehouse n'est actif dans cette session.",
      en: 'No warehouse is active in this session.',
    },
    advice: {
      fr: "Lancez l'étape snowflake.create-warehouses.",
      en: 'Run the step snowflake.create-warehouses.',
    },
  },
  {
    pattern: /Error assuming AWS_ROLE|not authorized to perform: sts:AssumeRole/,
    text: { fr: 'Le rôle IAM refuse Snowflake.', en: 'The IAM role refuses Snowflake.' },
    advice: {
      fr: "L'identifiant externe de la relation de confiance n'est pas celui de l'intégration : relancez snowflake.create-storage-integration.",
      en: "The trust policy's external id is not the integration's: run snowflake.create-storage-integration again.",
    },
  },
  {
    codes: ['EADDRINUSE'],
    text: {
      fr: 'Un port dont le bac à sable a besoin est pris par un autre programme.',
      en: 'A port the sandbox needs is taken by another program.',
    },
    advice: {
      fr: 'Fermez ce programme, ou relancez la machine, puis recommencez ; « shopstream sandbox status » montre les ports.',
      en: 'Close that program, or restart the machine, then try again; "shopstream sandbox status" shows the ports.',
    },
    exitCode: 2,
  },
  {
    codes: ['ECONNREFUSED', '401001', 'ECONNRESET', '407002'],
    text: {
      fr: "Le service ne répond pas : il est arrêté ou n'a pas démarré.",
      en: 'The service does not answer: it is stopped or did not start.',
    },
    advice: {
      fr: "Lancez « shopstream sandbox up » ; « shopstream logs » montre où lire ce qui s'est passé.",
      en: 'Run "shopstream sandbox up"; "shopstream logs" shows where to read what happened.',
    },
  },
  {
    codes: ['ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'TimeoutError'],
    text: { fr: 'Le réseau ne répond pas.', en: 'The network does not answer.' },
    advice: {
      fr: 'Vérifiez la connexion, le proxy et le nom du serveur.',
      en: 'Check the connection, the proxy and the name of the server.',
    },
  },
];
