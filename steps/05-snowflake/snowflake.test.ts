import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LabSettings, marked, ownership, sqlScript } from '../../src/lab/lab.ts';

import { postgresMeasureQuery, snowflakeMeasureQuery } from './measure.ts';
import { EVENTS_TABLE, STAGING_TABLES } from './tables.ts';
import {
  actionsOf,
  covers,
  missingActions,
  NEEDED_ACTIONS,
  readTrust,
  rolePolicy,
  trustPolicy,
  trustsOnly,
} from './trust.ts';

const settings = { bucket: 'shopstream-datalake-etudiant', lineage: 'a1b2' } as LabSettings;

/** The columns of a CREATE TABLE in a script, in order. */
function declaredColumns(script: string, table: string): readonly string[] {
  const body = new RegExp(`${table} \\(\\n([\\s\\S]*?)\\n\\);`).exec(script)?.[1] ?? '';
  return body
    .split('\n')
    .map(line => /^ {2}([a-z_]+) /.exec(line)?.[1] ?? '')
    .filter(name => name !== '');
}

test('the tables that are compared are the ones that the scripts create, here and in PostgreSQL', () => {
  const staging = sqlScript('snowflake/create-staging-tables.sql');
  const source = sqlScript('postgres/tables.sql');
  for (const { source: name, target, columns } of STAGING_TABLES) {
    const names = columns.map(column => column.name);
    assert.deepEqual(declaredColumns(staging, target), names, target);
    assert.deepEqual(declaredColumns(source, name), names, name);
  }
  const events = declaredColumns(sqlScript('snowflake/create-events-table.sql'), 'RAW.EVENTS');
  assert.deepEqual(
    events.filter(name => name !== 'document' && name !== 'source_file'),
    EVENTS_TABLE.columns.filter(({ within }) => within === undefined).map(({ name }) => name),
  );
});

test('scripts stand on the lines that the handout prints', () => {
  const line = (script: string, number: number) => script.split('\n')[number - 1];
  const schemas = sqlScript('snowflake/create-schemas.sql');
  assert.equal(line(schemas, 18), "SELECT 'Configuration initiale terminée' AS message;");
  const warehouses = sqlScript('snowflake/create-warehouses.sql');
  assert.equal(line(warehouses, 22), 'CREATE WAREHOUSE IF NOT EXISTS BI_WH');
  assert.equal(line(warehouses, 32), "SELECT 'Warehouses créés avec succès' AS message;");
  const stage = sqlScript('snowflake/create-stage.sql', { bucket: settings.bucket });
  assert.equal(line(stage, 12), "  URL = 's3://shopstream-datalake-etudiant/raw/' -- VOTRE BUCKET ICI");
  assert.equal(line(stage, 16), 'LIST @s3_raw_stage/postgres/users/;');
});

test('both engines measure the same columns', () => {
  for (const table of [...STAGING_TABLES, EVENTS_TABLE]) {
    const sums = (sql: string) => sql.toUpperCase().match(/SUM\(/g)?.length;
    const own = table.columns.filter(({ within }) => within === undefined);
    // One for each column, and one of the rows' hashes.
    assert.equal(sums(postgresMeasureQuery(table)), own.length + 1);
    assert.equal(sums(snowflakeMeasureQuery(table, 'STAGING')), own.length + 1);
  }
});

test('a mark tells whose a database is and keeps what people wrote', () => {
  const comment = marked('Data Warehouse ShopStream', settings);
  assert.equal(comment, 'Data Warehouse ShopStream [shopstream-lab:a1b2]');
  assert.equal(ownership(comment, settings), 'ours');
  assert.equal(ownership(comment, { ...settings, lineage: 'other' }), 'foreign');
  assert.equal(ownership('Ma base', settings), 'unmarked');
  assert.equal(marked(marked('', { ...settings, lineage: 'other' }), settings), '[shopstream-lab:a1b2]');
});

test('a trust is read whether it was written by the lab or by hand', () => {
  const arn = 'arn:aws:iam::123456789012:user/snowflake';
  assert.deepEqual(readTrust(trustPolicy(arn, 'X_SFCRole=2_abc=')), {
    principals: [arn],
    externalIds: ['X_SFCRole=2_abc='],
    unconditional: 0,
  });
  const byHand = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:TagSession' },
      {
        Effect: 'Allow',
        Principal: { AWS: [arn] },
        Action: ['sts:AssumeRole'],
        Condition: { StringEquals: { 'sts:ExternalId': ['one', 'two'] } },
      },
    ],
  };
  assert.deepEqual(readTrust(byHand), {
    principals: [arn],
    externalIds: ['one', 'two'],
    unconditional: 0,
  });
  assert.deepEqual(readTrust({}), { principals: [], externalIds: [], unconditional: 0 });
});

test('a trust that lets in anybody else is not the right one', () => {
  const arn = 'arn:aws:iam::123456789012:user/snowflake';
  const right = trustPolicy(arn, 'id');
  assert.ok(trustsOnly(right, arn, 'id'));
  const anybody = { Effect: 'Allow', Principal: '*', Action: 'sts:*' };
  assert.ok(!trustsOnly({ Statement: [...(right.Statement as object[]), anybody] }, arn, 'id'));
  const unconditional = { Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' };
  assert.ok(!trustsOnly({ Statement: [...(right.Statement as object[]), unconditional] }, arn, 'id'));
  assert.ok(!trustsOnly({}, arn, 'id'));
});

test('an explicit denial outweighs what the role is allowed', () => {
  const role = (...documents: object[]) => ({
    name: 'r',
    arn: 'a',
    trustPolicy: {},
    inlinePolicies: Object.fromEntries(documents.map((document, index) => [`p${index}`, { ...document }])),
    tags: {},
  });
  const deny = { Statement: { Effect: 'Deny', Action: 's3:Get*', Resource: '*' } };
  assert.deepEqual(missingActions(role(rolePolicy(settings)), settings), []);
  assert.deepEqual(missingActions(role(rolePolicy(settings), deny), settings), ['s3:GetObject']);
  assert.deepEqual(missingActions(undefined, settings), NEEDED_ACTIONS);
});

test("the role's policy gives what the stage needs, on the lab's bucket only", () => {
  const role = (document: Record<string, unknown>) => ({
    name: 'r',
    arn: 'a',
    trustPolicy: {},
    inlinePolicies: { p: document },
    tags: {},
  });
  const ours = actionsOf(role({ ...rolePolicy(settings) }), settings);
  assert.ok(NEEDED_ACTIONS.every(action => covers(ours, action)));
  const other = actionsOf(role({ ...rolePolicy({ ...settings, bucket: 'other' }) }), settings);
  assert.deepEqual(other, []);
  assert.ok(covers(['s3:*'], 's3:ListBucket') && covers(['s3:Get*'], 's3:GetObject'));
  assert.ok(!covers(['s3:Get*'], 's3:ListBucket'));
});
