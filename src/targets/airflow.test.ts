import assert from 'node:assert/strict';
import test from 'node:test';
import type { WarehouseAuthentication } from '../adapters/warehouse-options.ts';
import { airflowVariables } from './airflow.ts';
import type { Connections } from './connections.ts';

const places = { bucket: 'b', profiles: '/ws/.dbt', dbtProject: '/ws/shopstream_dbt' };

function connections(authentication: WarehouseAuthentication, cloud = false): Connections {
  return {
    postgres: { host: '127.0.0.1', port: 5433, user: 'lab', password: 'p"g', tls: cloud },
    aws: {
      endpoint: cloud ? undefined : 'http://127.0.0.1:9000',
      region: 'eu-west-3',
      admin: { kind: 'profile', profile: 'school' },
    },
    snowflake: {
      account: 'ORG-LAB',
      endpoint: cloud ? undefined : { host: '127.0.0.1', port: 8084, protocol: 'http' },
      user: 'INES',
      authentication,
      role: 'ACCOUNTADMIN',
      warehouse: 'TRANSFORM_WH',
    },
  };
}

interface Parsed {
  readonly conn_type: string;
  readonly login?: string;
  readonly password?: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

function connection(name: string, variables: Readonly<Record<string, string>>): Parsed {
  return JSON.parse(variables[`AIRFLOW_CONN_SHOPSTREAM_${name}`] ?? '') as Parsed;
}

test('the sandbox: where each service answers, and as whom', () => {
  const key = { accessKeyId: 'AK', secretAccessKey: 'SK' };
  const found = airflowVariables(connections({ kind: 'password', password: 'x' }), key, '/t/bin/dbt', places);
  const [postgres, s3, snowflake] = ['POSTGRES', 'S3', 'SNOWFLAKE'].map(name => connection(name, found));
  assert.equal(postgres?.password, 'p"g');
  assert.match(String(postgres?.extra['options']), /TimeZone=UTC/);
  assert.deepEqual([s3?.login, s3?.password], ['AK', 'SK']);
  assert.equal(s3?.extra['endpoint_url'], 'http://127.0.0.1:9000');
  assert.equal(snowflake?.password, 'x');
  assert.deepEqual(
    ['host', 'port', 'protocol', 'role'].map(name => snowflake?.extra[name]),
    ['127.0.0.1', 8084, 'http', 'ACCOUNTADMIN'],
  );
  assert.equal(found['AIRFLOW_VAR_SHOPSTREAM_DBT'], '/t/bin/dbt');
  // dbt, which Airflow calls, reads these.
  assert.equal(found['SNOWFLAKE_PASSWORD'], 'x');
});

test('the cloud: no endpoint, TLS, and each way of proving who one is', () => {
  const of = (authentication: WarehouseAuthentication) =>
    connection(
      'SNOWFLAKE',
      airflowVariables(connections(authentication, true), undefined, undefined, places),
    );
  const pair = of({ kind: 'key-pair', key: { path: '/k.p8' }, passphrase: 'phrase' });
  assert.deepEqual([pair.extra['private_key_file'], pair.password], ['/k.p8', 'phrase']);
  assert.equal(
    of({ kind: 'key-pair', key: { pem: '-----BEGIN' } }).extra['private_key_content'],
    '-----BEGIN',
  );
  const token = of({ kind: 'access-token', token: 'pat' });
  assert.deepEqual([token.password, token.extra['authenticator']], ['pat', 'programmatic_access_token']);
  const factor = of({ kind: 'password-mfa', password: 'y' });
  assert.deepEqual([factor.password, factor.extra['authenticator']], ['y', 'username_password_mfa']);
  assert.equal(of({ kind: 'browser' }).extra['authenticator'], 'externalbrowser');
  assert.equal(factor.extra['host'], undefined);

  const all = airflowVariables(connections({ kind: 'browser' }, true), undefined, undefined, places);
  assert.equal(connection('S3', all).extra['profile_name'], 'school');
  assert.equal(connection('S3', all).extra['endpoint_url'], undefined);
  assert.equal(connection('POSTGRES', all).extra['sslmode'], 'verify-full');
});
