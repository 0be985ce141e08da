/**
 * The account identifier in what a person pastes: `ORG-ACCOUNT`, SQL's `ORG.ACCOUNT`, a locator with its region
 * (`xy12345.eu-west-3.aws`), or the address of the account, of Snowsight or of a connection. `undefined` when there is none.
 * Formats: https://docs.snowflake.com/en/user-guide/admin-account-identifier
 */
export function accountIdentifier(pasted: string): string | undefined {
  const text = pasted
    .trim()
    .replace(/^["'`<]+|["'`>;]+$/g, '')
    .replace(/^jdbc:snowflake:\/\//i, '');
  const address = addressOf(text);
  const found = address === undefined ? bare(text) : fromAddress(address);
  return found === undefined || found === '' ? undefined : found;
}

function addressOf(text: string): URL | undefined {
  const looksLikeOne = /^https?:\/\//i.test(text) || /\bsnowflake(?:computing)?\.(?:com|cn)\b/i.test(text);
  if (!looksLikeOne) return undefined;
  try {
    return new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return undefined;
  }
}

function fromAddress({ hostname, pathname, hash }: URL): string | undefined {
  const own = /^(.+)\.snowflakecomputing\.(?:com|cn)$/i.exec(hostname)?.[1];
  if (own !== undefined) return bare(own.replace(/\.privatelink$/i, ''));
  // Snowsight: https://app.snowflake.com/ORG/ACCOUNT/#/… or /REGION/LOCATOR/…
  if (!/^app\.snowflake\.com$/i.test(hostname)) return undefined;
  const [first, second] = `${pathname}${hash}`
    .split('/')
    .filter(part => part !== '' && !part.startsWith('#'));
  if (first === undefined || second === undefined) return undefined;
  const isRegion = /^[a-z]+-[a-z]+-\d|\.(aws|azure|gcp)$|^(eu|us|ap|ca|sa)-/i.test(first);
  return bare(isRegion ? `${second}.${first}` : `${first}-${second}`);
}

function bare(text: string): string | undefined {
  if (!/^[\w.-]+$/.test(text)) return undefined;
  const parts = text.split('.');
  // A locator is letters then digits, and what follows is its region; else the dot is SQL's between organisation and account.
  const isLocator = isBareLocator(parts[0] ?? '') && parts.length > 1;
  if (parts.length === 1 || isLocator) return text;
  return parts.length === 2 ? parts.join('-') : undefined;
}

/** True for a locator that does not say its region: Snowflake then takes AWS US West (Oregon). */
export function isBareLocator(account: string): boolean {
  return /^[a-z]{2,}\d{4,}$/i.test(account);
}
