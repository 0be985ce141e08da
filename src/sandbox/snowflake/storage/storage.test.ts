import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Lake, openLake } from './testing/lake.ts';

let lake: Lake;

before(async () => {
  lake = await openLake();
});

after(() => lake.close());

const HEADER = 'id,name,amount,at\n';

async function emptyTable(name: string): Promise<void> {
  await lake.run(
    `CREATE OR REPLACE TABLE ${name} (id NUMBER(38,0), name VARCHAR(10), amount NUMBER(10,2), at TIMESTAMP_NTZ)`,
  );
}

async function count(table: string): Promise<unknown> {
  return (await lake.run(`SELECT COUNT(*) AS n FROM ${table}`)).rows[0]?.N;
}

test('a role is played only with the external id of its integration', async () => {
  await assert.rejects(lake.run('LIST @files'), {
    code: '003167',
    message:
      /Error assuming AWS_ROLE:\nUser: \S+ is not authorized to perform: sts:AssumeRole on resource: \S+/,
  });
  const first = await lake.externalId();
  assert.match(first, /^LAB_SFCRole=2_[A-Za-z0-9+/]{27}=$/);
  await lake.trust(first);
  await lake.put('raw/', '');
  await lake.put('raw/a.csv', HEADER);
  assert.deepEqual(
    (await lake.run('LIST @files')).rows.map(row => [row.name, row.size]),
    [['s3://lake/raw/a.csv', HEADER.length]],
  );
  await lake.run(`ALTER STORAGE INTEGRATION s3_integration SET COMMENT = 'kept'`);
  assert.equal(await lake.externalId(), first);
  const made = (await lake.warehouse.query('DESC INTEGRATION s3_integration')).rows;
  const arn = String(made.find(row => row.property === 'STORAGE_AWS_ROLE_ARN')?.property_value);
  await lake.run(`CREATE OR REPLACE STORAGE INTEGRATION s3_integration TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = S3
    ENABLED = TRUE STORAGE_AWS_ROLE_ARN = '${arn}' STORAGE_ALLOWED_LOCATIONS = ('s3://lake/raw/')`);
  const second = await lake.externalId();
  assert.notEqual(second, first);
  await assert.rejects(lake.run('LIST @files'), { code: '003167' });
  await lake.trust(second);
  assert.equal((await lake.run('LIST @files')).rows.length, 1);
});

test('a stage stays inside the allowed locations and the sandbox', async () => {
  const stage = (url: string) =>
    lake.run(`CREATE STAGE other STORAGE_INTEGRATION = s3_integration URL = '${url}'`);
  await assert.rejects(stage('s3://lake/crm/'), { code: '003127' });
  await assert.rejects(stage('s3://lake/rawest/'), { code: '003127' });
  await assert.rejects(stage('https://127.0.0.1/raw/'), { code: '000002' });
  await assert.rejects(stage('file:///etc/'), { code: '000002' });
  await assert.rejects(lake.run('LIST @nowhere'), { code: '002003' });
});

test('files are loaded once; TRUNCATE forgets them, DELETE does not, a changed file counts as new', async () => {
  await emptyTable('once');
  await lake.put('raw/once/1.csv', `${HEADER}1,"a, ""b""",1.50,2025-12-31 08:15:00\n2,,,\n`);
  await lake.put('raw/once/2.csv.gz', gzipSync(`${HEADER}3,é,-2.5,2025-12-31T00:00:00Z\n`));
  const copy = 'COPY INTO once FROM @files/once/';
  const loaded = await lake.run(copy);
  assert.deepEqual(
    loaded.rows.map(row => [row.file, row.status, row.rows_parsed, row.rows_loaded, row.errors_seen]),
    [
      ['s3://lake/raw/once/1.csv', 'LOADED', 2, 2, 0],
      ['s3://lake/raw/once/2.csv.gz', 'LOADED', 1, 1, 0],
    ],
  );
  assert.deepEqual((await lake.run('SELECT * FROM once ORDER BY id')).rows, [
    { ID: 1, NAME: 'a, "b"', AMOUNT: 1.5, AT: '2025-12-31 08:15:00' },
    { ID: 2, NAME: null, AMOUNT: null, AT: null },
    { ID: 3, NAME: 'é', AMOUNT: -2.5, AT: '2025-12-31 00:00:00' },
  ]);
  assert.deepEqual((await lake.run(copy)).rows, [{ status: 'Copy executed with 0 files processed.' }]);
  await lake.run('DELETE FROM once');
  assert.equal((await lake.run(copy)).columns[0], 'status');
  assert.equal(await count('once'), 0);
  await lake.run('TRUNCATE TABLE once');
  await lake.run(copy);
  assert.equal(await count('once'), 3);
  await lake.put('raw/once/1.csv', `${HEADER}4,new,1,2025-01-01\n`);
  assert.equal((await lake.run(copy)).rows.length, 1);
  await lake.run(`${copy} FORCE = TRUE FILES = ('2.csv.gz')`);
  assert.equal(await count('once'), 5);
});

test('a bad row is told with file, line, character and column, and ON_ERROR decides what becomes of the rest', async () => {
  await emptyTable('strict');
  const lines = [
    '1,a,1.5,2025-01-01',
    '2,b,12.x,2025-01-01',
    '3,c,1',
    '4,"much too long",1,2025-01-01',
    '5,e,2,',
  ];
  await lake.put('raw/strict/bad.csv', `${HEADER}${lines.join('\n')}\n`);
  await lake.put('raw/strict/good.csv', `${HEADER}9,i,9,2025-01-09\n`);
  const copy = 'COPY INTO strict FROM @files/strict/';
  await assert.rejects(lake.run(copy), {
    code: '100038',
    sqlState: '22018',
    message:
      /^Numeric value '12\.x' is not recognized\n {2}File 'strict\/bad\.csv', line 3, character 5\n {2}Row 2, column "STRICT"\["AMOUNT":3\]\n/,
  });
  assert.equal(await count('strict'), 0);
  const problems = await lake.run(`${copy} VALIDATION_MODE = RETURN_ERRORS`);
  assert.deepEqual(
    problems.rows.map(row => [row.CODE, row.LINE, row.COLUMN_NAME]),
    [
      [100038, 3, '"STRICT"["AMOUNT":3]'],
      [100068, 4, '"STRICT"["AT":4]'],
      [100078, 5, '"STRICT"["NAME":2]'],
    ],
  );
  const skipped = await lake.run(`${copy} ON_ERROR = SKIP_FILE`);
  assert.deepEqual(
    skipped.rows.map(row => [row.status, row.rows_loaded, row.errors_seen, row.first_error_line]),
    [
      ['LOAD_FAILED', 0, 3, 3],
      ['LOADED', 1, 0, null],
    ],
  );
  const kept = await lake.run(`${copy} ON_ERROR = CONTINUE`);
  assert.deepEqual(
    kept.rows.map(row => [row.file, row.status, row.rows_parsed, row.rows_loaded]),
    [['s3://lake/raw/strict/bad.csv', 'PARTIALLY_LOADED', 5, 2]],
  );
  assert.deepEqual(
    (await lake.run('SELECT id FROM strict ORDER BY id')).rows.map(row => row.ID),
    [1, 5, 9],
  );
});

test('JSON lines go into a VARIANT, by name into columns, or through a SELECT', async () => {
  const documents = [
    { id: 1, kind: 'view', at: '2025-01-01T10:00:00', tags: ['a'] },
    { id: 2, kind: 'cart' },
  ];
  await lake.put('raw/json/e.json', documents.map(document => `${JSON.stringify(document)}\n`).join(''));
  await lake.put('raw/array/e.json', JSON.stringify(documents));
  await lake.run('CREATE OR REPLACE TABLE docs (v VARIANT)');
  await lake.run('COPY INTO docs FROM @files/json/ FILE_FORMAT = (TYPE = JSON)');
  await lake.run('COPY INTO docs FROM @files/array/ FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE)');
  assert.deepEqual(
    (await lake.run('SELECT v:id::NUMBER AS id, v:tags[0]::VARCHAR AS tag FROM docs ORDER BY 1')).rows,
    [
      { ID: 1, TAG: 'a' },
      { ID: 1, TAG: 'a' },
      { ID: 2, TAG: null },
      { ID: 2, TAG: null },
    ],
  );
  await lake.run('CREATE OR REPLACE TABLE named (kind VARCHAR, id NUMBER, other DATE)');
  await lake.run(
    'COPY INTO named FROM @files/json/ FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE',
  );
  assert.deepEqual((await lake.run('SELECT * FROM named ORDER BY id')).rows, [
    { KIND: 'view', ID: 1, OTHER: null },
    { KIND: 'cart', ID: 2, OTHER: null },
  ]);
  await lake.run(
    'CREATE OR REPLACE TABLE picked (id NUMBER, at TIMESTAMP_NTZ, document VARIANT, file VARCHAR)',
  );
  const copy = `COPY INTO picked FROM (
      SELECT $1:id::NUMBER(38,0), $1:at::TIMESTAMP_NTZ, $1, METADATA$FILENAME FROM @files/json/)
    FILE_FORMAT = (TYPE = JSON)`;
  const loaded = await lake.run(copy);
  assert.deepEqual(
    loaded.rows.map(row => [row.status, row.rows_loaded]),
    [['LOADED', 2]],
  );
  assert.deepEqual(
    (await lake.run('SELECT id, at, document:kind::VARCHAR AS kind, file FROM picked ORDER BY id')).rows,
    [
      { ID: 1, AT: '2025-01-01 10:00:00', KIND: 'view', FILE: 'raw/json/e.json' },
      { ID: 2, AT: null, KIND: 'cart', FILE: 'raw/json/e.json' },
    ],
  );
  assert.deepEqual((await lake.run(copy)).rows, [{ status: 'Copy executed with 0 files processed.' }]);
  await assert.rejects(
    lake.run(
      'COPY INTO picked FROM (SELECT $1:id FROM @files/json/) FILE_FORMAT = (TYPE = JSON) FORCE = TRUE',
    ),
    { code: '002020' },
  );
  await lake.run('CREATE OR REPLACE TABLE narrow (kind VARCHAR(2))');
  await assert.rejects(
    lake.run('COPY INTO narrow FROM (SELECT $1:kind::VARCHAR FROM @files/json/) FILE_FORMAT = (TYPE = JSON)'),
    { code: '100078' },
  );
  await lake.put('raw/broken/e.json', '{"id":1}\n{"id":\n');
  await assert.rejects(lake.run('COPY INTO docs FROM @files/broken/ FILE_FORMAT = (TYPE = JSON)'), {
    code: '100069',
    message: /File 'broken\/e\.json', line 2,/,
  });
});

test('a file that is not what it claims to be is refused with its name', async () => {
  await emptyTable('claims');
  await lake.put(
    'raw/claims/1.csv.gz',
    Buffer.concat([gzipSync(HEADER).subarray(0, 12), Buffer.from('garbage')]),
  );
  const copy = 'COPY INTO claims FROM @files/claims/';
  await assert.rejects(lake.run(copy), { code: '100205', message: /raw\/claims\/1\.csv\.gz/ });
  await assert.rejects(lake.run(`${copy} FILES = ('2.csv')`), { code: '091016' });
  await assert.rejects(lake.run(`${copy} FILE_FORMAT = (TYPE = PARQUET)`), { code: '000002' });
});

test('staged files can be queried, and PURGE removes what was loaded', async () => {
  await lake.put('raw/query/1.csv', `${HEADER}1,a,1,\n2,b,2,\n`);
  const rows = await lake.run(
    'SELECT $1 AS id, $2 AS name, METADATA$FILENAME AS file, METADATA$FILE_ROW_NUMBER AS n FROM @files/query/ ORDER BY 1',
  );
  assert.deepEqual(rows.rows, [
    { ID: '1', NAME: 'a', FILE: 'raw/query/1.csv', N: 1 },
    { ID: '2', NAME: 'b', FILE: 'raw/query/1.csv', N: 2 },
  ]);
  await emptyTable('purged');
  await lake.run('COPY INTO purged FROM @files/query/ PURGE = TRUE');
  assert.deepEqual(await lake.keys('raw/query/'), []);
});

test('a COPY belongs to the transaction that is open', async () => {
  await emptyTable('transacted');
  await lake.put('raw/transacted/1.csv', `${HEADER}1,a,1,\n`);
  const copy = 'COPY INTO transacted FROM @files/transacted/';
  await lake.run(`BEGIN; ${copy}; ROLLBACK`);
  assert.equal(await count('transacted'), 0);
  await lake.run(`BEGIN; ${copy}; COMMIT`);
  assert.equal(await count('transacted'), 1);
});
