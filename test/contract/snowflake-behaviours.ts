import assert from 'node:assert/strict';
import type { Cell, QueryResult } from '../../src/ports/warehouse.ts';
import type { Behaviour } from './behaviour.ts';
import { type SnowflakeSubject, wrongLogins } from './snowflake-subject.ts';

/** Runs a script in the test's own database and warehouse; the last statement's answer. */
export async function run(subject: SnowflakeSubject, sql: string): Promise<QueryResult> {
  const { port, database, warehouse } = subject;
  const script = `USE WAREHOUSE ${warehouse}; USE SCHEMA ${database}.PUBLIC; ${sql}`;
  const last = (await port.script(script)).at(-1);
  assert.ok(last !== undefined);
  return last;
}

/** The first cell of the answer. */
export async function cell(subject: SnowflakeSubject, sql: string): Promise<Cell | undefined> {
  return Object.values((await run(subject, sql)).rows[0] ?? {})[0];
}

/** Logging in, and what a session is. */
const SESSIONS: readonly Behaviour<SnowflakeSubject>[] = [
  {
    name: 'the session is the user’s, in the role that was asked for',
    async run({ port, user }) {
      const { rows } = await port.query('SELECT CURRENT_USER() AS u, CURRENT_ROLE() AS r');
      assert.deepEqual(rows, [{ U: user.toUpperCase(), R: 'ACCOUNTADMIN' }]);
    },
  },
  {
    name: 'an access token opens a session',
    async run(subject) {
      // A real user needs a network policy first: https://docs.snowflake.com/en/user-guide/programmatic-access-tokens
      if (subject.provider !== 'sandbox') return;
      const added = await subject.port.execute(
        `ALTER USER ${subject.user} ADD PROGRAMMATIC ACCESS TOKEN ${subject.name('PAT')}`,
      );
      const token = String(added.rows[0]?.token_secret);
      const other = subject.connect({ authentication: { kind: 'access-token', token } });
      assert.equal((await other.query('SELECT CURRENT_USER() AS u')).rows[0]?.U, subject.user.toUpperCase());
    },
  },
  {
    name: 'a wrong key, token or password is refused, each with its own code',
    async run(subject) {
      for (const { authentication, code } of wrongLogins(subject)) {
        await assert.rejects(subject.connect({ authentication }).query('SELECT 1'), { code });
      }
    },
  },
  {
    name: 'a role that one does not have is refused at the login',
    async run(subject) {
      const asked = subject.connect({ role: subject.name('NOBODY') }).query('SELECT 1');
      await assert.rejects(asked, { code: '390189' });
    },
  },
  {
    name: 'USE changes the context, and the name of what is absent is its own error',
    async run(subject) {
      const { database, warehouse } = subject;
      const { rows } = await run(
        subject,
        'SELECT CURRENT_DATABASE() AS d, CURRENT_SCHEMA() AS s, CURRENT_WAREHOUSE() AS w',
      );
      assert.deepEqual(rows, [{ D: database, S: 'PUBLIC', W: warehouse }]);
      const nowhere = subject.port.execute(`USE DATABASE ${subject.name('NOWHERE')}`);
      await assert.rejects(nowhere, { code: '002043', sqlState: '02000' });
    },
  },
  {
    name: 'several statements in one request are refused',
    async run({ port }) {
      await assert.rejects(port.execute('SELECT 1; SELECT 2'), { code: '000008', sqlState: '0A000' });
    },
  },
  {
    name: 'a statement has an id, by which its result can be read again',
    async run(subject) {
      const { queryId } = await run(subject, 'SELECT 42 AS answer');
      assert.match(queryId, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      assert.equal(await cell(subject, `SELECT answer FROM TABLE(RESULT_SCAN('${queryId}'))`), 42);
    },
  },
  {
    name: 'a statement that is given up is cancelled at the server',
    slow: true,
    async run(subject) {
      const controller = new AbortController();
      const endless = `SELECT SUM(a.n + b.n) FROM (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) a,
        (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) b`;
      const script = `USE WAREHOUSE ${subject.warehouse}; ${endless}`;
      const stopped = assert.rejects(subject.port.script(script, controller.signal), { message: 'enough' });
      const status = async () =>
        cell(
          subject,
          `SELECT execution_status FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())
            WHERE STARTSWITH(query_text, 'SELECT SUM(a.n') ORDER BY start_time DESC LIMIT 1`,
        );
      while ((await status()) !== 'RUNNING');
      controller.abort(new Error('enough'));
      await stopped;
      while ((await status()) === 'RUNNING');
      assert.match(String(await status()), /^FAILED/);
    },
  },
];

/** Objects, and what Snowflake says of them. */
const OBJECTS: readonly Behaviour<SnowflakeSubject>[] = [
  {
    name: 'what is made, kept and dropped is said in Snowflake’s words',
    async run(subject) {
      const said = (sql: string) => cell(subject, sql);
      assert.equal(await said('CREATE SCHEMA said'), 'Schema SAID successfully created.');
      assert.equal(await said('CREATE TABLE t (id NUMBER)'), 'Table T successfully created.');
      assert.equal(
        await said('CREATE TABLE IF NOT EXISTS t (id NUMBER)'),
        'T already exists, statement succeeded.',
      );
      assert.equal(await said('DROP TABLE t'), 'T successfully dropped.');
      assert.equal(
        await said('DROP TABLE IF EXISTS t'),
        'Drop statement executed successfully (T already dropped).',
      );
    },
  },
  {
    name: 'errors have Snowflake’s numbers and SQLSTATE',
    async run(subject) {
      await run(subject, 'CREATE TABLE once (id NUMBER)');
      const failures = [
        ['SELECT * FROM nothing_here', '002003', '42S02'],
        ['SELECT id FROM once WHERE', '001003', '42000'],
        ['SELECT absent FROM once', '000904', '42000'],
        ['CREATE TABLE once (id NUMBER)', '002002', '42710'],
        ["SELECT 'x'::NUMBER", '100038', '22018'],
        ['SELECT 1/0', '100051', '22012'],
        ['SELECT no_such_function(1)', '002140', '42601'],
      ] as const;
      for (const [sql, code, sqlState] of failures) {
        await assert.rejects(run(subject, sql), { code, sqlState }, sql);
      }
    },
  },
  {
    name: 'what DML changes is counted',
    async run(subject) {
      const changed = await run(
        subject,
        'CREATE TABLE counted (id NUMBER, v VARCHAR); INSERT INTO counted VALUES (1, $$a$$), (2, NULL)',
      );
      assert.deepEqual(changed.rows, [{ 'number of rows inserted': 2 }]);
      const updated = await run(subject, "UPDATE counted SET v = 'b'");
      assert.deepEqual(updated.rows, [
        { 'number of rows updated': 2, 'number of multi-joined rows updated': 0 },
      ]);
      const deleted = await run(subject, 'DELETE FROM counted WHERE id = 1');
      assert.deepEqual(deleted.rows, [{ 'number of rows deleted': 1 }]);
    },
  },
  {
    name: 'cells arrive as the types they are',
    async run(subject) {
      const { columns, rows } = await run(
        subject,
        `SELECT 42 AS n, 12.50::NUMBER(10,2) AS amount, 1.5::FLOAT AS f, 'é' AS t, TRUE AS b, NULL AS nothing,
          '2025-12-31'::DATE AS d, '2025-12-31 08:15:00.250'::TIMESTAMP_NTZ AS ts, PARSE_JSON('{"a":[1,"x"]}'):a[1]::VARCHAR AS v`,
      );
      assert.deepEqual(columns, ['N', 'AMOUNT', 'F', 'T', 'B', 'NOTHING', 'D', 'TS', 'V']);
      const [row] = rows;
      assert.deepEqual(
        { ...row, TS: String(row?.TS).slice(0, 22) },
        {
          N: 42,
          AMOUNT: 12.5,
          F: 1.5,
          T: 'é',
          B: true,
          NOTHING: null,
          D: '2025-12-31',
          TS: '2025-12-31 08:15:00.25',
          V: 'x',
        },
      );
    },
  },
  {
    name: 'SHOW and DESC have the columns that the lab reads',
    async run(subject) {
      await run(subject, 'CREATE TABLE described (id NUMBER(38,0) NOT NULL, v VARCHAR(10))');
      const { database, warehouse } = subject;
      const wanted = [
        [`SHOW DATABASES LIKE '${database}'`, ['name', 'owner', 'comment']],
        [`SHOW SCHEMAS IN DATABASE ${database}`, ['name', 'database_name', 'comment']],
        [
          `SHOW TABLES IN SCHEMA ${database}.PUBLIC`,
          ['name', 'database_name', 'schema_name', 'kind', 'comment', 'rows'],
        ],
        [
          `SHOW WAREHOUSES LIKE '${warehouse}'`,
          ['name', 'state', 'size', 'auto_suspend', 'auto_resume', 'comment'],
        ],
        [`DESC TABLE ${database}.PUBLIC.described`, ['name', 'type', 'kind', 'null?']],
      ] as const;
      for (const [sql, columns] of wanted) {
        const found = await subject.port.query(sql);
        for (const column of columns) assert.ok(found.columns.includes(column), `${sql}: ${column}`);
        assert.ok(found.rows.length > 0, sql);
      }
      const { rows } = await subject.port.query(`DESC TABLE ${database}.PUBLIC.described`);
      assert.deepEqual(
        rows.map(row => [row.name, row.type, row['null?']]),
        [
          ['ID', 'NUMBER(38,0)', 'N'],
          ['V', 'VARCHAR(10)', 'Y'],
        ],
      );
    },
  },
  {
    name: 'a warehouse sleeps until it is needed, and is not put to sleep twice',
    async run(subject) {
      const name = subject.name('SLEEPER');
      subject.undo(`DROP WAREHOUSE IF EXISTS ${name}`);
      const { port } = subject;
      await port.execute(
        `CREATE WAREHOUSE ${name} WITH WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE`,
      );
      const [row] = (await port.query(`SHOW WAREHOUSES LIKE '${name}'`)).rows;
      assert.deepEqual(
        [row?.state, row?.size, row?.auto_suspend, String(row?.auto_resume)],
        ['SUSPENDED', 'X-Small', 60, 'true'],
      );
      await assert.rejects(port.execute(`ALTER WAREHOUSE ${name} SUSPEND`), { code: '090064' });
    },
  },
  {
    name: 'a role without rights is refused, and is not told whether the object exists',
    async run(subject) {
      const { database, user, port } = subject;
      const role = subject.name('LITTLE');
      subject.undo(`DROP ROLE IF EXISTS ${role}`);
      await port.script(`CREATE ROLE ${role}; GRANT ROLE ${role} TO USER ${user}`);
      const little = subject.connect({ role });
      await assert.rejects(little.query(`SELECT * FROM ${database}.PUBLIC.anything`), { code: '002003' });
      // https://docs.snowflake.com/en/sql-reference/sql/create-database: CREATE DATABASE on the account
      await assert.rejects(little.execute(`CREATE DATABASE ${subject.name('NOT_MINE')}`), {
        code: '003001',
        sqlState: '42501',
      });
    },
  },
];

/** Sessions, statements, objects. */
export const SNOWFLAKE_BEHAVIOURS: readonly Behaviour<SnowflakeSubject>[] = [...SESSIONS, ...OBJECTS];
