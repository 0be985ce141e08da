import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestSession, type TestSession } from './testing/account.ts';

let admin: TestSession;
let analyst: TestSession;
before(async () => {
  admin = await openTestSession();
  await admin.run(
    `CREATE TABLE t (i INT); CREATE VIEW v AS SELECT i FROM t; CREATE TABLE secret (i INT);
     CREATE ROLE analyst; CREATE ROLE reader`,
  );
  analyst = await admin.another();
  analyst.session.role = 'ANALYST';
});
after(() => {
  analyst.close();
  admin.close();
});

test('a role sees what it was granted, step by step, and nothing else', async () => {
  await assert.rejects(analyst.run('SELECT * FROM v'), { code: '002003', message: /Database 'LAB'/ });
  await admin.run('GRANT USAGE ON DATABASE lab TO ROLE analyst');
  await assert.rejects(analyst.run('SELECT * FROM v'), { code: '002003', message: /Schema 'LAB.PUBLIC'/ });
  await admin.run('GRANT USAGE ON SCHEMA lab.public TO ROLE analyst');
  await assert.rejects(analyst.run('SELECT * FROM v'), { code: '002003', message: /Object 'V'/ });
  await admin.run('GRANT SELECT ON VIEW v TO ROLE analyst');
  assert.deepEqual(await analyst.rows('SELECT * FROM v'), []);
  await assert.rejects(analyst.run('SELECT * FROM v, secret'), { code: '002003', message: /'SECRET'/ });
});

test('reading is not writing, and roles inherit', async () => {
  await admin.run(
    'GRANT SELECT ON ALL TABLES IN SCHEMA lab.public TO ROLE reader; GRANT ROLE reader TO ROLE analyst',
  );
  assert.deepEqual(await analyst.rows('SELECT COUNT(*) FROM t'), [['0']]);
  await assert.rejects(analyst.run('INSERT INTO t VALUES (1)'), {
    code: '003001',
    message: /Insufficient privileges to operate on table 'T'/,
  });
  await admin.run('GRANT INSERT ON TABLE t TO ROLE analyst');
  await analyst.run('INSERT INTO t SELECT 1');
  await assert.rejects(analyst.run('DELETE FROM t'), { code: '003001' });
  await admin.run('REVOKE INSERT ON TABLE t FROM ROLE analyst');
  await assert.rejects(analyst.run('INSERT INTO t VALUES (1)'), { code: '003001' });
});

test('a role cannot give what is not its own: the statement succeeds, and its row says that nothing was done', async () => {
  const given = 'GRANT USAGE ON DATABASE lab TO ROLE reader';
  assert.deepEqual(await analyst.rows(given), [['Grant not executed: Insufficient privileges.']]);
  const held = await admin.rows('SHOW GRANTS TO ROLE reader');
  assert.ok(!JSON.stringify(held).includes('DATABASE'), JSON.stringify(held));
  assert.deepEqual(await admin.rows(given), [['Statement executed successfully.']]);
});
