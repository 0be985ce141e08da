// What the vendors' own files say, and what is never read out of them.
import assert from 'node:assert/strict';
import { createPublicKey, sign, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { awsProfiles } from './aws-profiles.ts';
import { namedConnections } from './connections-file.ts';
import { makeKeyPair, publicKeyStatement, readKeyFile } from './key-pair.ts';
import { passwordFromFile } from './pgpass.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fichiers é '));
});
after(() => rm(folder, { recursive: true, force: true }));

test('AWS profiles are named with where their credentials come from, and without any', async () => {
  const env = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  assert.deepEqual(awsProfiles(env), []);
  await writeFile(
    env.AWS_CONFIG_FILE,
    '[default]\r\nregion = us-east-1\r\n[profile a b]\nlogin_session = arn:x\n[profile sso]\nsso_session = s\nregion=eu-west-3\n[sso-session s]\nsso_start_url = https://x\n[profile role]\nrole_arn = arn:r\nsource_profile = keys\n  s3 =\n    region = nested\n[profile none]\n',
  );
  await writeFile(
    env.AWS_SHARED_CREDENTIALS_FILE,
    '[keys]\naws_access_key_id = AKIAX\naws_secret_access_key = very-secret\n',
  );
  const found = awsProfiles(env);
  assert.deepEqual(
    found.map(({ name, kind, region }) => [name, kind, region]),
    [
      ['a b', 'login', undefined],
      ['default', 'empty', 'us-east-1'],
      ['keys', 'key', undefined],
      ['none', 'empty', undefined],
      ['role', 'role', undefined],
      ['sso', 'sso', 'eu-west-3'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(found), /AKIAX|very-secret/);
});

test('Snowflake’s connections: connections.toml before config.toml, in the keys of every tool', async () => {
  const env = { SNOWFLAKE_HOME: folder };
  await writeFile(
    join(folder, 'connections.toml'),
    '[lab]\naccount = "o-a"\nuser = "U"\nprivate_key_path = "k.p8"\nport = 443\n[pat]\naccountname = "o-b"\nusername = "V"\nauthenticator = "PROGRAMMATIC_ACCESS_TOKEN"\ntoken = "t"\n',
  );
  await writeFile(
    join(folder, 'config.toml'),
    'default_connection_name = "old"\n[connections.lab]\naccount = "other"\n[connections.old]\naccount = "o-c"\nuser = "W"\npassword = "p"\n',
  );
  const all = await namedConnections(env);
  assert.deepEqual(
    all.map(({ name, account, user, authenticator }) => [name, account, user, authenticator]).toSorted(),
    [
      ['lab', 'o-a', 'U', 'snowflake_jwt'],
      ['old', 'o-c', 'W', 'snowflake'],
      ['pat', 'o-b', 'V', 'programmatic_access_token'],
    ],
  );
  assert.deepEqual(all.find(({ name }) => name === 'pat')?.secrets, { token: 't' });
});

test('a line of ~/.pgpass: the first that fits, colons and backslashes behind backslashes', async () => {
  const env = { PGPASSFILE: join(folder, 'pgpass') };
  const lines = ['# a comment', 'db.example:5432:*:ines:one', '*:*:*:prof:a\\:b\\\\c', '*:5433:x:*:any'];
  await writeFile(env.PGPASSFILE, `${lines.join('\r\n')}\r\n`, { mode: 0o600 });
  const of = (host: string, port: number, user: string) => passwordFromFile({ host, port, user }, env);
  assert.equal(await of('db.example', 5432, 'ines'), 'one');
  assert.equal(await of('elsewhere', 1, 'prof'), 'a:b\\c');
  assert.equal(await of('elsewhere', 5433, 'ines'), 'any');
  assert.equal(await of('elsewhere', 1, 'ines'), undefined);
});

test('a key pair: readable by its owner alone, opened by its passphrase only, never overwritten', async () => {
  const [open, locked] = [join(folder, 'keys', 'open.p8'), join(folder, 'keys', 'locked.p8')];
  const half = await makeKeyPair(open);
  const lockedHalf = await makeKeyPair(locked, 'sésame');
  if (process.platform !== 'win32') {
    assert.equal((await stat(open)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'keys'))).mode & 0o777, 0o700);
  }
  await assert.rejects(makeKeyPair(open), { code: 'EEXIST' });
  assert.deepEqual(await readKeyFile(open), { kind: 'key', publicHalf: half });
  assert.deepEqual(await readKeyFile(locked), { kind: 'locked' });
  assert.deepEqual(await readKeyFile(locked, 'sésame'), { kind: 'key', publicHalf: lockedHalf });
  assert.equal((await readKeyFile(locked, 'autre')).kind, 'unusable');
  assert.equal((await readKeyFile(join(folder, 'none'))).kind, 'unusable');
  const pem = await readFile(open, 'utf8');
  const publicKey = createPublicKey({ key: Buffer.from(half.key, 'base64'), format: 'der', type: 'spki' });
  const data = Buffer.from('signed');
  assert.ok(verify('RSA-SHA256', data, publicKey, sign('RSA-SHA256', data, pem)));
});

test('the statement quotes a user whose name SQL would not read', () => {
  const half = { key: 'MIIB', fingerprint: 'SHA256:x' };
  assert.equal(publicKeyStatement('INES', half), "ALTER USER INES SET RSA_PUBLIC_KEY = 'MIIB';");
  assert.equal(
    publicKeyStatement('ines.d"o@univ.fr', half),
    `ALTER USER "ines.d""o@univ.fr" SET RSA_PUBLIC_KEY = 'MIIB';`,
  );
});
