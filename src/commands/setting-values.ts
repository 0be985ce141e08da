import { LANGS } from '../i18n/text.ts';
import { BUCKET_CHOICES, studentSlug, USER_POLICIES } from '../lab/settings.ts';
import { accountIdentifier } from '../targets/cloud/account.ts';
import { LOGINS } from '../targets/cloud/settings.ts';
import type { PreferenceName } from './preferences.ts';
import { UsageError } from './usage.ts';

/**
 * A setting's value as it is kept.
 * @throws UsageError when it is not one of those that the setting takes.
 */
export function validSetting(name: PreferenceName, value: string): string {
  if (value === '') throw wanted(name, { fr: 'une valeur', en: 'a value' });
  const allowed = choices(name);
  if (allowed !== undefined && !allowed.includes(value))
    throw wanted(name, { fr: allowed.join(' ou '), en: allowed.join(' or ') });
  switch (name) {
    case 'student':
      // As the person writes it: the report says their name, and the bucket's name is made from it.
      return (
        value
          .replace(/[\p{Cc}\s]+/gu, ' ')
          .trim()
          .slice(0, 100) || studentSlug(value)
      );
    case 'seed':
      // As long as a report may carry it.
      return value.trim().slice(0, 100);
    case 'postgres.port':
      return portNumber(value);
    case 'aws.account':
      return awsAccount(value);
    case 'snowflake.account':
      return account(value);
    default:
      return value;
  }
}

function choices(name: PreferenceName): readonly string[] | undefined {
  if (name === 'target' || name.startsWith('target.')) return ['sandbox', 'cloud'];
  switch (name) {
    case 'lang':
      return LANGS;
    case 'postgres.tls':
      return ['yes', 'no'];
    case 'snowflake.login':
      return LOGINS;
    case 'aws.bucket':
      return BUCKET_CHOICES;
    case 'aws.policy':
      return USER_POLICIES;
    default:
      return undefined;
  }
}

function portNumber(value: string): string {
  const port = Number(value);
  if (/^\d+$/.test(value) && port >= 1 && port <= 65_535) return value;
  throw wanted('postgres.port', { fr: 'un nombre de 1 à 65535', en: 'a number from 1 to 65535' });
}

function awsAccount(value: string): string {
  const digits = value.replace(/[\s-]/g, '');
  if (/^\d{12}$/.test(digits)) return digits;
  throw wanted('aws.account', {
    fr: 'les douze chiffres du numéro de compte AWS',
    en: 'the twelve digits of the AWS account number',
  });
}

function account(pasted: string): string {
  const found = accountIdentifier(pasted);
  if (found !== undefined) return found;
  throw wanted('snowflake.account', {
    fr: "l'identifiant du compte (ORG-COMPTE) ou une adresse de Snowflake qui le contient",
    en: "the account's identifier (ORG-ACCOUNT) or an address of Snowflake that holds it",
  });
}

function wanted(name: PreferenceName, what: { readonly fr: string; readonly en: string }): UsageError {
  return new UsageError({ fr: `${name} attend ${what.fr}.`, en: `${name} wants ${what.en}.` });
}
