import { type Text, text } from '../../i18n/text.ts';
import { LabError } from '../../lab/errors.ts';

/** The variables in which the vendors' own tools look for secrets, and under which the lab asks for them. */
export type SecretName =
  | 'PGPASSWORD'
  | 'SNOWFLAKE_PASSWORD'
  | 'SNOWFLAKE_TOKEN'
  | 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'
  | 'SNOWFLAKE_PASSCODE';

/** A secret that neither the environment nor a file holds, and whose it is. */
export interface SecretRequest {
  readonly name: SecretName;
  /** User and server, or a file. */
  readonly of: string;
}

/** Asks the person for a secret, at most once a session; `undefined` when nobody can be asked, empty when nothing was typed. */
export type AskSecret = (request: SecretRequest, signal?: AbortSignal) => Promise<string | undefined>;

/** Where secrets come from: the environment first, then whoever can be asked. */
export interface SecretSource {
  readonly env: NodeJS.ProcessEnv;
  readonly ask?: AskSecret | undefined;
}

/** The secret, or `undefined` when it is nowhere. */
export async function findSecret(
  { env, ask }: SecretSource,
  request: SecretRequest,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const value = env[request.name];
  if (value !== undefined && value !== '') return value;
  return (await ask?.(request, signal)) || undefined;
}

/** @throws LabError (exit code 2) naming the variable when the secret is nowhere. */
export async function requireSecret(
  source: SecretSource,
  request: SecretRequest,
  signal?: AbortSignal,
): Promise<string> {
  const value = await findSecret(source, request, signal);
  if (value === undefined) throw missingSecret(request);
  return value;
}

/** What each secret is called to a person. */
export const SECRET_WORDS: Readonly<Record<SecretName, Text>> = {
  PGPASSWORD: { fr: 'Mot de passe PostgreSQL', en: 'PostgreSQL password' },
  SNOWFLAKE_PASSWORD: { fr: 'Mot de passe Snowflake', en: 'Snowflake password' },
  SNOWFLAKE_TOKEN: { fr: "Jeton d'accès Snowflake (PAT)", en: 'Snowflake access token (PAT)' },
  SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: { fr: 'Phrase secrète de la clé', en: 'Passphrase of the key' },
  SNOWFLAKE_PASSCODE: {
    fr: "Code à six chiffres de l'application (vide : demande sur le téléphone)",
    en: 'Six-digit code of the application (empty: request on the phone)',
  },
};

function missingSecret({ name, of }: SecretRequest): LabError {
  return new LabError(
    text(lang =>
      lang === 'fr'
        ? `${SECRET_WORDS[name].fr} de ${of} : la variable ${name} n'est pas définie.`
        : `${SECRET_WORDS[name].en} of ${of}: the variable ${name} is not set.`,
    ),
    {
      advice: {
        fr: 'Définissez-la dans ce terminal (le TP ne la garde jamais), ou lancez la commande dans un terminal pour la saisir.',
        en: 'Set it in this terminal (the lab never keeps it), or run the command on a terminal to type it.',
      },
      exitCode: 2,
    },
  );
}
