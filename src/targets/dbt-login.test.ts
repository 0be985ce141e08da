// The login that a person chose serves dbt too, by the profile of the package and the real dbt.
import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  ACCOUNT,
  type CloudAccounts,
  openCloudAccounts,
  PASSWORD,
  USER,
} from '../../test/helpers/cloud-accounts.ts';
import { SHARED_TOOLS } from '../../test/helpers/lab-process.ts';
import { createDbt } from '../adapters/dbt/adapter.ts';
import { findPython } from '../adapters/dbt/python.ts';
import type { WarehouseAuthentication } from '../adapters/warehouse-options.ts';
import { packageRoot } from '../lab/content.ts';
import { makeKeyPair, publicKeyStatement } from './cloud/key-pair.ts';
import { snowflakeEnvironment } from './environment.ts';

let accounts: CloudAccounts;
let project: string;
let profiles: string;

before(async () => {
  accounts = await openCloudAccounts();
  project = join(accounts.folder, 'shopstream_dbt');
  profiles = join(accounts.folder, '.dbt');
  const assets = join(packageRoot, 'assets', 'dbt');
  await cp(join(assets, 'shopstream_dbt'), project, { recursive: true });
  await mkdir(profiles);
  await cp(join(assets, 'profiles.yml'), join(profiles, 'profiles.yml'));
  for (const statement of ['CREATE DATABASE SHOPSTREAM_DWH', 'CREATE WAREHOUSE TRANSFORM_WH'])
    await accounts.administer(statement);
});
after(() => accounts.close());

async function debug(authentication: WarehouseAuthentication): Promise<{ success: boolean; lines: string }> {
  const lines: string[] = [];
  const { port: dbt, close } = createDbt({
    ...{ toolsDir: SHARED_TOOLS, assetsDir: join(packageRoot, 'assets', 'dbt') },
    ...{ projectDir: project, profilesDir: profiles },
    environment: async () =>
      snowflakeEnvironment({
        ...{ account: ACCOUNT, user: USER, role: 'ACCOUNTADMIN', warehouse: 'TRANSFORM_WH', authentication },
        endpoint: { host: '127.0.0.1', port: accounts.snowflakePort, protocol: 'http' },
      }),
  });
  try {
    await dbt.install(() => {});
    const { success } = await dbt.run(['debug', '--connection'], line => lines.push(line.text));
    return { success, lines: lines.join('\n') };
  } finally {
    await close();
  }
}

const skip = (await findPython()).kind !== 'found' && 'needs Python 3.10 to 3.13';

test('dbt logs in with a protected key, an access token and a password, and warns of nothing', {
  skip,
}, async () => {
  const path = join(accounts.folder, 'locked.p8');
  const passphrase = 'une phrase à moi';
  await accounts.administer(publicKeyStatement(USER, await makeKeyPair(path, passphrase)));
  const { rows } = await accounts.administer(`ALTER USER ${USER} ADD PROGRAMMATIC ACCESS TOKEN dbt`);
  const token = String(rows[0]?.['token_secret']);
  const ways: readonly WarehouseAuthentication[] = [
    { kind: 'key-pair', key: { path }, passphrase },
    { kind: 'access-token', token },
    { kind: 'password', password: PASSWORD },
  ];
  for (const way of ways) {
    const { success, lines } = await debug(way);
    assert.ok(success, `${way.kind}: ${lines}`);
    assert.match(lines, /Connection test: \[?OK connection ok/);
    assert.doesNotMatch(lines, /warning|deprecat/i);
    for (const secret of [passphrase, token, PASSWORD]) assert.ok(!lines.includes(secret));
  }
});
