import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { pythonWith } from '../../../../test/helpers/python.ts';
import { packageRoot } from '../../../lab/content.ts';
import { PASSWORD, testService, USER } from './testing.ts';

const SCRIPT = join(packageRoot, 'src/sandbox/snowflake/server/connector-check.py');

// 4.x is what dbt-snowflake brings, 5.x what `pip install` gives.
for (const version of ['4.8.0', '5.2.0']) {
  test(`the Python connector ${version} works unchanged`, async t => {
    const major = version.split('.')[0] ?? '';
    const python = await pythonWith(`connectors-${major}`, [`snowflake-connector-python==${version}`]);
    if (python === undefined) return t.skip('PYTHON IS MISSING: the Python connector was not tested');
    const { port } = await testService(t);
    const { stdout } = await promisify(execFile)(python, [SCRIPT, String(port), USER], {
      env: { ...process.env, SNOWFLAKE_PASSWORD: PASSWORD },
      timeout: 60_000,
    });
    assert.deepEqual(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), {
      version,
      context: ['PY', 'PUBLIC'],
      types: true,
      client_binds: [[1, 500, 500, 500], true],
      server_binds: [1000, true],
      large: 100_000,
      errors: { missing: [2003, '42S02'], password: true },
      async: 1_000_000,
      several: [true, true],
      aborted: [true, 1],
      parallel: [],
    });
  });
}
