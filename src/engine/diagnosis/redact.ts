/** Anything shorter would also hide ordinary words. */
const SHORTEST_SECRET = 6;

/** Replaces every secret value, also as it stands in URLs and in base64, in text that is shown or written. */
export function redact(words: string, secrets: readonly string[]): string {
  let clean = words;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      clean = clean.replaceAll(form, '•••');
    }
  }
  return clean;
}
