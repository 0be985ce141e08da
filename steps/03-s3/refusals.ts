import type { Text } from '../../src/i18n/text.ts';
import { errorCode, errorMessage } from '../../src/lab/lab.ts';

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

/** STS refuses a wrong clock and a wrong region by the code of a wrong secret. */
const OTHER_SIGNATURE = /Signature (?:expired|not yet current)|Credential should be scoped/;
/** A session of Identity Center or of `aws login` that is over, or a profile that is not there: the SDK gives all one code. */
const OTHER_CREDENTIALS = /\bSSO\b|aws (?:sso )?login|using profile/;

/** The refusal that an error is; `undefined` when it is something else, such as a service that does not answer. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = errorCode(error);
  const message = code === undefined ? undefined : MESSAGES.get(code);
  if (code === undefined || message === undefined) return undefined;
  const words = errorMessage(error);
  if (code === 'SignatureDoesNotMatch' && OTHER_SIGNATURE.test(words)) return undefined;
  if (code === 'CredentialsProviderError' && OTHER_CREDENTIALS.test(words)) return undefined;
  return { code, message: missingRight(words) ?? message };
}

/** Names the right that AWS says is missing, with the policy that gives it. */
function missingRight(words: string): Text | undefined {
  const [, who, right] = /User: (\S+) is not authorized to perform: (\w+:\w+)/.exec(words) ?? [];
  if (who === undefined || right === undefined) return undefined;
  const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${right}","Resource":"*"}]}`;
  return {
    fr: `Il manque à ${who} le droit ${right}. Un administrateur l'ajoute à ses autorisations (IAM, stratégie en ligne) : ${policy} ; ou changez d'identité.`,
    en: `${who} lacks the right ${right}. An administrator adds it to its permissions (IAM, inline policy): ${policy}; or use another identity.`,
  };
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
