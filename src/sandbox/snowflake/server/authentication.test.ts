import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { connect, testService, USER } from './testing.ts';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = ({ privateKey }: ReturnType<typeof pair>) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const bare = ({ publicKey }: ReturnType<typeof pair>) =>
  publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

test('the driver logs in with a key pair, old key and new, and with no other', async t => {
  const { port, restart } = await testService(t);
  const admin = await connect(t, port);
  const [first, second] = [pair(), pair()];
  const withKey = (keys: ReturnType<typeof pair>) =>
    connect(t, port, { authenticator: 'SNOWFLAKE_JWT', privateKey: pem(keys) });
  await assert.rejects(withKey(first), { code: '390144', message: /JWT token is invalid/ });
  await admin.run(`ALTER USER ${USER} SET RSA_PUBLIC_KEY='${bare(first)}'`);
  const own = await withKey(first);
  assert.deepEqual((await own.run('SELECT CURRENT_USER() u, CURRENT_ROLE() r')).rows, [
    { U: USER, R: 'ACCOUNTADMIN' },
  ]);
  await admin.run(`ALTER USER ${USER} SET RSA_PUBLIC_KEY_2='${bare(second)}'`);
  await (await withKey(second)).run('SELECT 1');
  const { rows } = await admin.run(`DESC USER ${USER}`);
  const shown = rows.filter(({ property }) => String(property).startsWith('RSA_PUBLIC_KEY'));
  assert.match(String(shown.find(({ property }) => property === 'RSA_PUBLIC_KEY_FP')?.['value']), /^SHA256:/);
  await admin.run(`ALTER USER ${USER} UNSET RSA_PUBLIC_KEY`);
  await assert.rejects(withKey(first), { code: '390144' });
  await restart();
  await (await withKey(second)).run('SELECT 1');
});

test('what is no public key is refused', async t => {
  const { port } = await testService(t);
  const admin = await connect(t, port);
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
  for (const key of ['nonsense', bare(small)]) {
    await assert.rejects(admin.run(`ALTER USER ${USER} SET RSA_PUBLIC_KEY='${key}'`), {
      code: '003554',
    });
  }
});

test('an access token logs in as its user and with its role alone, until it is removed', async t => {
  const { port } = await testService(t);
  const admin = await connect(t, port);
  const made = await admin.run(
    `ALTER USER ${USER} ADD PROGRAMMATIC ACCESS TOKEN lab ROLE_RESTRICTION = 'SYSADMIN' DAYS_TO_EXPIRY = 30`,
  );
  const token = String(made.rows[0]?.['token_secret']);
  const withToken = (secret: string, more = {}) =>
    connect(t, port, { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: secret, ...more });
  const session = await withToken(token, { role: 'SYSADMIN' });
  assert.deepEqual((await session.run('SELECT CURRENT_ROLE() r')).rows, [{ R: 'SYSADMIN' }]);
  await assert.rejects(withToken(token, { role: 'ACCOUNTADMIN' }), { code: '390189' });
  await assert.rejects(withToken(`${token}x`), { code: '394400' });
  const rotated = await admin.run(`ALTER USER ${USER} ROTATE PAT lab`);
  await assert.rejects(withToken(token, { role: 'SYSADMIN' }), { code: '394400' });
  const fresh = String(rotated.rows[0]?.['token_secret']);
  await (await withToken(fresh, { role: 'SYSADMIN' })).run('SELECT 1');
  const { rows } = await admin.run('SHOW USER PROGRAMMATIC ACCESS TOKENS');
  assert.deepEqual(
    rows.map(row => [row['name'], row['status'], row['role_restriction']]),
    [['LAB', 'ACTIVE', 'SYSADMIN']],
  );
  assert.doesNotMatch(JSON.stringify(rows), new RegExp(fresh));
  await admin.run('ALTER USER REMOVE PAT lab');
  await assert.rejects(withToken(fresh), { code: '394400' });
});

test('an authenticator that the sandbox does not have is named', async t => {
  const { port } = await testService(t);
  await assert.rejects(connect(t, port, { authenticator: 'OAUTH', token: 'x' }), {
    code: '390141',
    message: /OAUTH/,
  });
});
