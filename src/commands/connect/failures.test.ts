// What a person is told, in both languages, when one of their own services is not to be entered; the real endpoints refuse.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, beforeEach, test } from 'node:test';
import {
  ACCOUNT,
  AWS_KEY,
  type CloudAccounts,
  newKeyPair,
  openCloudAccounts,
  PASSWORD,
  USER,
} from '../../../test/helpers/cloud-accounts.ts';
import { countLogins, type LoginCounter } from '../../../test/helpers/login-counter.ts';
import { makeKeyPair } from '../../targets/cloud/key-pair.ts';
import type { CloudSettings } from '../../targets/cloud/settings.ts';
import { examineOwn, type ServiceLook } from './examine.ts';

let accounts: CloudAccounts;
let counter: LoginCounter;
let earlier = 0;
const logins = () => counter.logins - earlier;

before(async () => {
  for (const name of Object.keys(process.env))
    if (/^(?:AWS|SNOWFLAKE|PG)/.test(name)) delete process.env[name];
  accounts = await openCloudAccounts();
  counter = await countLogins(accounts.snowflakePort);
});
after(async () => {
  await counter.close();
  await accounts.close();
});
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(?:AWS|SNOWFLAKE)/.test(name)) delete process.env[name];
  Object.assign(process.env, accounts.environment, { SNOWFLAKE_PORT: String(counter.port) });
  accounts.snowflake.clear();
  accounts.aws.clear();
  earlier = counter.logins;
});

const isLogin = ({ url }: { readonly url?: string | undefined }) =>
  url?.startsWith('/session/v1/login-request') === true;

const examine = (service: 'aws' | 'snowflake', settings: CloudSettings = {}): Promise<ServiceLook> =>
  examineOwn(service, {
    settings,
    places: { home: accounts.folder, workspace: accounts.folder, tools: accounts.folder },
    signal: new AbortController().signal,
  });

const snowflake = (settings: CloudSettings = {}): Promise<ServiceLook> =>
  examine('snowflake', { 'snowflake.account': ACCOUNT, 'snowflake.user': USER, ...settings });

/** What is told, and that none of it is one of the secrets. */
function told(look: ServiceLook, ...secrets: readonly string[]) {
  const { status, problem } = look;
  const everything = JSON.stringify(look);
  for (const secret of secrets) assert.ok(!everything.includes(secret), 'no secret is told');
  const { fr = '', en = '' } = problem?.text ?? {};
  return { status, id: problem?.diagnosis?.id, fr, en, advice: problem?.advice };
}

test('the right key answers, with one login', async () => {
  const look = await snowflake({ 'snowflake.key': accounts.keyFile });
  assert.equal(look.status, 'answers');
  assert.equal(look.findings[0]?.status, 'ok');
  assert.match(look.login?.fr ?? '', /INES, rôle ACCOUNTADMIN, paire de clés/);
  assert.equal(logins(), 1);
});

test('a wrong password costs one login', async () => {
  process.env['SNOWFLAKE_PASSWORD'] = 'not the password';
  const seen = told(await snowflake({ 'snowflake.login': 'password' }), 'not the password');
  assert.deepEqual([seen.status, seen.id], ['failed', 'SF-09']);
  assert.match(seen.fr, /refuse l’utilisateur ou le mot de passe/);
  assert.match(seen.en, /refuses the user or the password/);
  assert.equal(logins(), 1);
});

test('a user who is locked is told for how long, and is not tried again', async () => {
  process.env['SNOWFLAKE_PASSWORD'] = PASSWORD;
  // The words of a real refusal: https://github.com/buremba/universql/issues/24
  const message =
    'Your user account has been temporarily locked due to too many failed attempts. Try again after 15 minutes, or contact your account administrator for assistance.';
  const struck = accounts.snowflake.add({
    when: isLogin,
    what: {
      ...{ kind: 'answer', status: 200, type: 'application/json' },
      body: JSON.stringify({ data: {}, code: '390102', message, success: false }),
    },
  });
  const seen = told(await snowflake({ 'snowflake.login': 'password' }), PASSWORD);
  assert.deepEqual([seen.status, seen.id], ['failed', 'SF-10']);
  assert.match(seen.advice?.fr ?? '', /quinze minutes/i);
  assert.match(seen.advice?.en ?? '', /fifteen minutes/i);
  assert.equal(struck(), 1);
});

test('a key that the user does not have, one that is none, and a wrong passphrase', async () => {
  const other = join(accounts.folder, 'other.p8');
  await writeFile(other, newKeyPair().privateKey);
  const foreign = told(await snowflake({ 'snowflake.key': other }));
  assert.deepEqual([foreign.status, foreign.id], ['failed', 'SF-16']);
  assert.match(foreign.fr, /refuse la paire de clés/);
  assert.match(foreign.en, /refuses the key pair/);
  assert.equal(logins(), 1);

  const none = join(accounts.folder, 'none.p8');
  await writeFile(none, '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n');
  const unusable = told(await snowflake({ 'snowflake.key': none }));
  assert.equal(unusable.status, 'not-set');
  assert.match(
    unusable.fr,
    /n'est pas une clé privée RSA au format PKCS#8 \(elle commence par BEGIN RSA PRIVATE KEY\)/,
  );
  assert.match(unusable.advice?.en ?? '', /openssl pkcs8 -topk8/);

  const locked = join(accounts.folder, 'locked.p8');
  await makeKeyPair(locked, 'sésame');
  const unopened = told(await snowflake({ 'snowflake.key': locked }));
  assert.match(unopened.fr, /SNOWFLAKE_PRIVATE_KEY_PASSPHRASE n'est pas définie/);
  process.env['SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'] = 'not sésame';
  const wrong = told(await snowflake({ 'snowflake.key': locked }), 'not sésame');
  assert.match(wrong.fr, /La phrase secrète n'ouvre pas la clé/);
  assert.match(wrong.en, /passphrase does not open the private key/);

  const absent = told(await snowflake());
  assert.match(absent.fr, /La clé privée .* n'existe pas/);
  assert.equal(logins(), 1, 'no login for a key that cannot be used');
});

test('an access token: none, a wrong one, an expired one', async () => {
  const settings = { 'snowflake.login': 'access-token' };
  const missing = told(await snowflake(settings));
  assert.equal(missing.status, 'not-set');
  assert.match(missing.en, /the variable SNOWFLAKE_TOKEN is not set/);
  const { rows } = await accounts.administer(`ALTER USER ${USER} ADD PROGRAMMATIC ACCESS TOKEN cut`);
  const token = String(rows[0]?.['token_secret']);
  process.env['SNOWFLAKE_TOKEN'] = token;
  assert.equal((await snowflake(settings)).status, 'answers');
  process.env['SNOWFLAKE_TOKEN'] = token.slice(0, -4);
  const cut = told(await snowflake(settings), token.slice(0, -4));
  assert.deepEqual([cut.status, cut.id], ['failed', 'SF-15']);
  accounts.snowflake.add({
    when: isLogin,
    what: {
      ...{ kind: 'answer', status: 200, type: 'application/json' },
      body: JSON.stringify({
        ...{ data: {}, code: '394402', success: false },
        message: 'Programmatic access token has expired.',
      }),
    },
  });
  const expired = told(await snowflake(settings));
  assert.deepEqual([expired.status, expired.id], ['failed', 'SF-15']);
  assert.match(expired.fr, /périmé/);
});

test('an account that is none, a wrong one, and a host that does not answer', async () => {
  process.env['SNOWFLAKE_PASSWORD'] = PASSWORD;
  const settings = { 'snowflake.login': 'password' };
  const none = told(await snowflake({ ...settings, 'snowflake.account': 'mon compte' }));
  assert.equal(none.status, 'not-set');
  assert.match(none.fr, /« mon compte » n'est pas l'identifiant d'un compte/);
  accounts.snowflake.add({
    when: isLogin,
    what: { kind: 'answer', status: 404, type: 'text/html', body: 'Not Found' },
  });
  const unknown = told(await snowflake(settings));
  assert.deepEqual([unknown.status, unknown.id], ['failed', 'SF-08']);
  assert.match(unknown.advice?.fr ?? '', /ORGANISATION-COMPTE/);
  process.env['SNOWFLAKE_PORT'] = '9';
  const unreachable = told(await snowflake(settings));
  assert.deepEqual([unreachable.status, unreachable.id], ['failed', 'SF-06']);
  assert.match(unreachable.en, /Snowflake does not answer/);
});

test('single sign-on that cannot begin is told, not waited for', async () => {
  const seen = told(await snowflake({ 'snowflake.login': 'browser' }));
  // The driver asks for the sign-on's address at the host's usual port, where no browser is opened for a sandbox.
  assert.deepEqual([seen.status, seen.id], ['failed', 'SF-06']);
});

test('a connection of Snowflake’s own file, and one that is not there', async () => {
  process.env['SNOWFLAKE_HOME'] = accounts.folder;
  const { SNOWFLAKE_HOST: _, SNOWFLAKE_PORT: __, SNOWFLAKE_PROTOCOL: ___, ...rest } = process.env;
  process.env = rest;
  await writeFile(
    join(accounts.folder, 'connections.toml'),
    `[tp]\naccount = "${ACCOUNT}"\nuser = "${USER}"\nhost = "127.0.0.1"\nport = ${accounts.snowflakePort}\nprotocol = "http"\nprivate_key_file = '${accounts.keyFile}'\n\n[autre]\naccount = "x-y"\nauthenticator = "OAUTH"\nuser = "u"\n`,
  );
  const look = await examine('snowflake', { 'snowflake.connection': 'tp' });
  assert.equal(look.status, 'answers');
  assert.match(look.login?.en ?? '', /key pair/);
  const absent = told(await examine('snowflake', { 'snowflake.connection': 'nulle' }));
  assert.match(absent.fr, /« nulle » n'est pas dans .* on y trouve : tp, autre/);
  const other = told(await examine('snowflake', { 'snowflake.connection': 'autre' }));
  assert.match(other.en, /logs in by "oauth", which the lab cannot do/);
  await writeFile(join(accounts.folder, 'connections.toml'), '[tp]\npassword = "secret\n');
  const damaged = told(await examine('snowflake', { 'snowflake.connection': 'tp' }), 'secret');
  assert.match(damaged.fr, /n'est pas du TOML valide \(ligne 2\)/);
});

test('AWS: a key that works, and the account shown by its last digits', async () => {
  const look = await examine('aws');
  assert.equal(look.status, 'answers');
  assert.deepEqual(
    look.findings.map(({ id, status }) => [id, status]),
    [
      ['aws-identity', 'ok'],
      ['aws-rights', 'ok'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(look), /210987654321|AKIA|secret/);
});

test('AWS: no key, a profile that is not there, a key that is unknown, and one that is over', async () => {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = process.env;
  process.env = rest;
  const none = told(await examine('aws'));
  assert.deepEqual([none.status, none.id], ['failed', 'AWS-01']);
  assert.match(none.fr, /Aucune clé AWS n’est trouvée/);
  const absent = told(await examine('aws', { 'aws.profile': 'nulle' }));
  assert.equal(absent.status, 'not-set');
  assert.match(absent.fr, /Le profil AWS « nulle » n'existe pas : vos fichiers AWS n’en ont aucun/);

  // Neither profile says a region: the lab works in Paris all the same.
  await writeFile(
    accounts.environment['AWS_SHARED_CREDENTIALS_FILE'] ?? '',
    `[good]\naws_access_key_id = ${AWS_KEY.accessKeyId}\naws_secret_access_key = ${AWS_KEY.secretAccessKey}\n[bad]\naws_access_key_id = AKIAUNKNOWNEXAMPLE12\naws_secret_access_key = nothing\n[typo]\naws_access_key_id = ${AWS_KEY.accessKeyId}\naws_secret_access_key = mistyped\n`,
  );
  assert.equal((await examine('aws', { 'aws.profile': 'good' })).status, 'answers');
  const other = told(await examine('aws', { 'aws.profile': 'nulle' }));
  assert.match(other.en, /There is no AWS profile "nulle"; your AWS files have: bad, good, typo/);
  const unknown = told(await examine('aws', { 'aws.profile': 'bad' }), 'nothing');
  assert.deepEqual([unknown.status, unknown.id], ['failed', 'AWS-08']);
  const mistyped = told(await examine('aws', { 'aws.profile': 'typo' }), 'mistyped');
  assert.deepEqual([mistyped.status, mistyped.id], ['failed', 'AWS-10']);
  // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  accounts.aws.add({
    when: () => true,
    what: {
      ...{ kind: 'answer', status: 403, type: 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error><RequestId>1</RequestId></ErrorResponse>',
    },
  });
  const expired = told(await examine('aws', { 'aws.profile': 'good' }));
  assert.deepEqual([expired.status, expired.id], ['failed', 'AWS-12']);
  assert.match(expired.advice?.fr ?? '', /aws login/);
});

test('AWS: each right that is missing is named, with the command that grants it', async () => {
  accounts.aws.add({
    when: (_, body) => body.includes('Action=GetRole'),
    what: {
      ...{ kind: 'answer', status: 403, type: 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::210987654321:user/ines is not authorized to perform: iam:GetRole on resource: role snowflake-s3-integration because no identity-based policy allows the iam:GetRole action</Message></Error><RequestId>1</RequestId></ErrorResponse>',
    },
  });
  const { findings } = await examine('aws');
  const rights = findings.find(({ id }) => id === 'aws-rights');
  assert.equal(rights?.status, 'warning');
  assert.match(rights?.cause?.fr ?? '', /Il manque : iam:GetRole/);
  assert.match(rights?.fix?.en ?? '', /arn:aws:iam::aws:policy\/IAMFullAccess/);
});
