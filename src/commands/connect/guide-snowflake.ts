import { same, type Text, text } from '../../i18n/text.ts';
import { LabError } from '../../lab/errors.ts';
import { accountIdentifier, isBareLocator } from '../../targets/cloud/account.ts';
import { type NamedConnection, namedConnections } from '../../targets/cloud/connections-file.ts';
import type { Login } from '../../targets/cloud/settings.ts';
import type { Changes, Guide } from './guide.ts';
import { prepareKey } from './guide-key.ts';
import { failedChoice } from './outcome.ts';

/** Snowflake: an account, a user and a way to log in; one login for each time that the person says so. */
export async function guideSnowflake(guide: Guide): Promise<boolean> {
  for (;;) {
    const changes = await chosenLogin(guide);
    const { status } = await guide.examine('snowflake', changes);
    const next = status === 'answers' ? 'keep' : await failedChoice(guide);
    if (next === 'leave') return false;
    if (next === 'again') continue;
    await guide.keep(changes);
    return status === 'answers';
  }
}

/** What a named connection says stands in its file; the lab keeps its name only. */
const CLEARED: Changes = {
  'snowflake.account': undefined,
  'snowflake.user': undefined,
  'snowflake.login': undefined,
  'snowflake.key': undefined,
  'snowflake.connection': undefined,
};

async function chosenLogin(guide: Guide): Promise<Changes> {
  const named = await connectionsOf(guide);
  if (named.length > 0) {
    const chosen = await guide.choose(WHICH, [BY_HAND, ...named.map(connectionWords)]);
    const connection = named[chosen - 1];
    if (connection !== undefined) return { ...CLEARED, 'snowflake.connection': connection.name };
  }
  const account = await askAccount(guide);
  const user = await askUser(guide);
  const login = await askLogin(guide);
  const common = {
    ...CLEARED,
    'snowflake.account': account,
    'snowflake.user': user,
    'snowflake.login': login,
  };
  switch (login) {
    case 'key-pair':
      return { ...common, 'snowflake.key': await prepareKey(guide, user) };
    case 'access-token':
      guide.say('', ...accessTokenWords(user));
      return common;
    case 'password-mfa':
      guide.say('', ...MFA);
      return common;
    case 'password':
      guide.say('', PASSWORD_ALONE);
      return common;
    case 'browser':
      guide.say('', BROWSER);
      return common;
  }
}

/** A damaged file is said, and passed over. */
async function connectionsOf(guide: Guide): Promise<readonly NamedConnection[]> {
  try {
    return await namedConnections(guide.env);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    guide.say(error.text);
    return [];
  }
}

function connectionWords({ name, account, user }: NamedConnection): Text {
  const who = [user, account].filter(part => part !== undefined).join(', ');
  return text(
    lang => `${lang === 'fr' ? 'Connexion' : 'Connection'} « ${name} »${who === '' ? '' : ` (${who})`}`,
  );
}

async function askAccount(guide: Guide): Promise<string> {
  for (;;) {
    const usual = guide.preferences['snowflake.account'] ?? guide.env['SNOWFLAKE_ACCOUNT'];
    const pasted = await guide.ask(ACCOUNT, usual);
    const account = accountIdentifier(pasted);
    if (account === undefined) {
      guide.say(NO_ACCOUNT);
      continue;
    }
    if (account !== pasted) guide.say(text(lang => `${lang === 'fr' ? 'Compte :' : 'Account:'} ${account}`));
    if (isBareLocator(account)) guide.say(BARE_LOCATOR);
    return account;
  }
}

async function askUser(guide: Guide): Promise<string> {
  for (;;) {
    const user = await guide.ask(USER, guide.preferences['snowflake.user'] ?? guide.env['SNOWFLAKE_USER']);
    if (user !== '') return user;
  }
}

const WAYS: readonly { readonly login: Login; readonly words: Text }[] = [
  {
    login: 'key-pair',
    words: {
      fr: 'Paire de clés, créée ici (recommandé : ni mot de passe, ni téléphone)',
      en: 'Key pair, made here (recommended: no password, no phone)',
    },
  },
  { login: 'access-token', words: { fr: "Jeton d'accès (PAT)", en: 'Access token (PAT)' } },
  {
    login: 'password-mfa',
    words: { fr: 'Mot de passe et second facteur (MFA)', en: 'Password and second factor (MFA)' },
  },
  {
    login: 'password',
    words: { fr: "Mot de passe seul (comptes d'essai)", en: 'Password alone (trial accounts)' },
  },
  { login: 'browser', words: { fr: 'Navigateur (SSO)', en: 'Browser (SSO)' } },
];

async function askLogin(guide: Guide): Promise<Login> {
  const chosen = await guide.choose(
    HOW,
    WAYS.map(({ words }) => words),
  );
  return WAYS[chosen]?.login ?? 'key-pair';
}

function accessTokenWords(user: string): readonly Text[] {
  return [
    {
      fr: 'Dans Snowsight, une fois, puis copiez TOKEN_SECRET en entier :',
      en: 'In Snowsight, once, then copy all of TOKEN_SECRET:',
    },
    same(`  ALTER USER ${user} ADD PROGRAMMATIC ACCESS TOKEN shopstream DAYS_TO_EXPIRY = 30;`),
    {
      fr: 'Un jeton ne sert que sous une politique réseau ; sinon Snowflake répond « Network policy is required ». Le TP ne le garde pas : SNOWFLAKE_TOKEN, ou il le redemande.',
      en: 'A token only serves under a network policy; else Snowflake answers "Network policy is required". The lab does not keep it: SNOWFLAKE_TOKEN, or it asks again.',
    },
  ];
}

const WHICH: Text = { fr: 'Avec quelle connexion ?', en: 'With which connection?' };
const BY_HAND: Text = { fr: 'Une nouvelle, pas à pas', en: 'A new one, step by step' };
const ACCOUNT: Text = {
  fr: "Collez l'adresse de votre Snowsight (https://app.snowflake.com/…), ou ORGANISATION-COMPTE",
  en: 'Paste the address of your Snowsight (https://app.snowflake.com/…), or ORGANISATION-ACCOUNT',
};
const NO_ACCOUNT: Text = {
  fr: "Aucun compte n'y est reconnu. Dans Snowsight : votre nom, en bas à gauche, puis « Account », « View account details ».",
  en: 'No account is recognised there. In Snowsight: your name, bottom left, then "Account", "View account details".',
};
const BARE_LOCATOR: Text = {
  fr: "C'est un localisateur sans région : il ne vaut que pour AWS US West (Oregon). Ailleurs, donnez ORGANISATION-COMPTE.",
  en: 'That is a locator without its region: it only holds for AWS US West (Oregon). Elsewhere give ORGANISATION-ACCOUNT.',
};
const USER: Text = {
  fr: 'Votre utilisateur Snowflake (SELECT CURRENT_USER(); le montre)',
  en: 'Your Snowflake user (SELECT CURRENT_USER(); shows it)',
};
const HOW: Text = { fr: 'Comment vous connecter ?', en: 'How to log in?' };
const MFA: readonly Text[] = [
  {
    fr: "Chaque connexion demande le second facteur, et dbt en ouvre plusieurs. Pour n'être sollicité qu'une fois, en ACCOUNTADMIN :",
    en: 'Every login asks for the second factor, and dbt opens several. To be asked only once, as ACCOUNTADMIN:',
  },
  same('  ALTER ACCOUNT SET ALLOW_CLIENT_MFA_CACHING = TRUE;'),
];
const PASSWORD_ALONE: Text = {
  fr: "Snowflake n'accepte plus le mot de passe seul que pour les comptes d'essai. Le TP ne le garde pas : SNOWFLAKE_PASSWORD, ou il le redemande.",
  en: 'Snowflake accepts a password alone for trial accounts only. The lab does not keep it: SNOWFLAKE_PASSWORD, or it asks again.',
};
const BROWSER: Text = {
  fr: "Le navigateur va s'ouvrir ; cela ne fonctionne que si votre établissement a branché le SSO sur ce compte.",
  en: 'The browser will open; this only works where your institution has connected SSO to this account.',
};
