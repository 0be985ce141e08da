import type { Text } from '../../src/i18n/text.ts';
import { errorCode } from '../../src/lab/lab.ts';

/** Why AWS does not accept whoever asks: its code, and what to do. */
export interface Refusal {
  readonly code: string;
  readonly message: Text;
}

const UNKNOWN_KEY: Text = {
  fr: "AWS ne connaît pas cette clé d'accès : elle a été supprimée, désactivée ou mal recopiée. Créez-en une nouvelle, puis enregistrez-la.",
  en: 'AWS does not know this access key: it was deleted, deactivated or badly copied. Make a new one, then save it.',
};
const EXPIRED: Text = {
  fr: 'Ces identifiants temporaires sont périmés. Reconnectez-vous (aws login, ou aws sso login).',
  en: 'These temporary credentials have expired. Sign in again (aws login, or aws sso login).',
};
const DENIED: Text = {
  fr: "Cette identité n'a pas le droit de faire cette action. Attachez-lui une stratégie qui la permet, ou changez d'identité.",
  en: 'This identity may not do this. Attach a policy that allows it, or use another identity.',
};

const MESSAGES: ReadonlyMap<string, Text> = new Map([
  ['InvalidClientTokenId', UNKNOWN_KEY],
  ['InvalidAccessKeyId', UNKNOWN_KEY],
  [
    'SignatureDoesNotMatch',
    {
      fr: "La clé secrète ne correspond pas à l'identifiant de la clé : un caractère manque ou un espace est en trop. Recollez-la.",
      en: "The secret does not belong to the key's id: a character is missing, or a space too many. Paste it again.",
    },
  ],
  ['ExpiredToken', EXPIRED],
  ['ExpiredTokenException', EXPIRED],
  ['InvalidToken', EXPIRED],
  [
    'RequestTimeTooSkewed',
    {
      fr: "L'horloge de cette machine a plus d'un quart d'heure d'écart. Activez l'heure automatique, puis recommencez.",
      en: "This machine's clock is more than a quarter of an hour off. Turn on automatic time, then try again.",
    },
  ],
  [
    'CredentialsProviderError',
    {
      fr: 'Aucun identifiant AWS : lancez « aws configure », ou « aws login ».',
      en: 'No AWS credentials: run "aws configure", or "aws login".',
    },
  ],
  ['AccessDenied', DENIED],
  ['AccessDeniedException', DENIED],
]);

/** The refusal that an error is; `undefined` when it is something else, such as a service that does not answer. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = errorCode(error);
  const message = code === undefined ? undefined : MESSAGES.get(code);
  return code === undefined || message === undefined ? undefined : { code, message };
}

/** What a request gave, or why AWS refused it. */
export type Attempt<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly cause: unknown };

/** Waits for a request. @throws whatever is not a refusal. */
export async function attempt<T>(request: Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'answered', value: await request };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return { kind: 'refused', refusal, cause: error };
  }
}
