// A set-up that cannot go on: one sentence with the cause and what to do.

import { say } from './language.mjs';

export class SetupError extends Error {
  /**
   * @param {{ fr: string, en: string }} text
   * @param {unknown} [cause]
   */
  constructor(text, cause) {
    super(text.en, { cause });
    this.name = 'SetupError';
    this.text = text;
  }
}

/** What the system's and npm's error codes mean for the person at the keyboard. */
const CAUSES = [
  {
    codes: [
      'ENOTFOUND',
      'EAI_AGAIN',
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'ENETUNREACH',
      'EHOSTUNREACH',
      'EIDLETIMEOUT',
      'ERR_SOCKET_TIMEOUT',
      'ENOTCACHED',
    ],
    text: {
      fr: 'le registre npm ne répond pas : connectez-vous à Internet (derrière un proxy : npm config set proxy URL), puis relancez la commande ; une fois installé, le TP se passe de réseau',
      en: 'the npm registry does not answer: connect to the internet (behind a proxy: npm config set proxy URL), then run the command again; once installed, the lab needs no network',
    },
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
    ],
    text: {
      fr: 'le certificat du registre npm est refusé : indiquez à NODE_EXTRA_CA_CERTS le certificat de votre établissement, puis relancez la commande',
      en: "the npm registry's certificate is refused: give your institution's certificate in NODE_EXTRA_CA_CERTS, then run the command again",
    },
  },
  {
    codes: ['E401', 'E403', 'E404', 'E407', 'ETARGET'],
    text: {
      fr: 'le registre npm refuse un paquet ou ne le connaît pas : vérifiez le registre configuré (npm config get registry), puis relancez la commande',
      en: 'the npm registry refuses a package or does not know it: check the registry in use (npm config get registry), then run the command again',
    },
  },
  {
    codes: ['ENOSPC', 'EDQUOT'],
    text: {
      fr: 'le disque est plein : libérez environ 1 Go, puis relancez la commande',
      en: 'the disk is full: free about 1 GB, then run the command again',
    },
  },
  {
    codes: ['EROFS', 'EACCES', 'EPERM'],
    text: {
      fr: "ce dossier n'est pas modifiable : copiez le projet dans un dossier qui vous appartient (sous Windows, fermez aussi les programmes qui l'utilisent), puis relancez la commande",
      en: 'this folder cannot be written to: copy the project into a folder of yours (on Windows, also close the programs that use it), then run the command again',
    },
  },
  {
    codes: ['EBUSY', 'ENOTEMPTY'],
    text: {
      fr: 'un autre programme utilise le dossier du projet : fermez les autres fenêtres du TP et les éditeurs, puis relancez la commande',
      en: "another program is using the project's folder: close the lab's other windows and editors, then run the command again",
    },
  },
  {
    codes: ['EINTEGRITY'],
    text: {
      fr: "un paquet téléchargé n'est pas celui attendu : videz le cache (npm cache clean --force), puis relancez la commande",
      en: 'a downloaded package is not the expected one: empty the cache (npm cache clean --force), then run the command again',
    },
  },
];

/**
 * The meaning of a code, or `undefined`.
 * @param {string | undefined} code
 * @returns {{ fr: string, en: string } | undefined}
 */
export function causeOf(code) {
  return CAUSES.find(cause => cause.codes.includes(code))?.text;
}

/** The sentence for the person at the keyboard. @throws whatever is not a failed set-up */
export function sentenceOf(error) {
  if (error instanceof SetupError) return say(error.text);
  throw error;
}

/** `what` did not work, because of `code`; `details` names the file that says more. */
export function failureOf(what, code, details, cause) {
  const known = causeOf(code);
  return new SetupError(
    {
      fr: `${what.fr} : ${known?.fr ?? `${code ?? 'erreur inattendue'} (détails : ${details})`}.`,
      en: `${what.en}: ${known?.en ?? `${code ?? 'unexpected error'} (details: ${details})`}.`,
    },
    cause,
  );
}
