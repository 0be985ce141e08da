/** What a person may say of their own services; none of it is a secret. */
export const CLOUD_SETTINGS = [
  'postgres.host',
  'postgres.port',
  'postgres.user',
  'postgres.tls',
  'aws.profile',
  // Found once (STS), so that the bucket's name is known without asking AWS.
  'aws.account',
  'aws.bucket',
  'aws.policy',
  'snowflake.account',
  'snowflake.user',
  'snowflake.role',
  'snowflake.login',
  'snowflake.key',
  'snowflake.connection',
] as const;
export type CloudSettingName = (typeof CLOUD_SETTINGS)[number];
export type CloudSettings = Readonly<Partial<Record<CloudSettingName, string>>>;

/** Ways to prove who one is to Snowflake, the default first. */
export const LOGINS = ['key-pair', 'access-token', 'password', 'password-mfa', 'browser'] as const;
export type Login = (typeof LOGINS)[number];

/** The value of a choice of the settings, or its default. */
export function loginOf(settings: CloudSettings): Login {
  return LOGINS.find(login => login === settings['snowflake.login']) ?? 'key-pair';
}
