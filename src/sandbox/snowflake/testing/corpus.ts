import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestSession, type TestSession } from './account.ts';

/** A statement and what Snowflake documents for it: its rows as `a|b`, NULL as `NULL`, or the code of its error. */
export type Case = readonly [
  sql: string,
  expected: readonly string[] | { readonly error: string; readonly says?: RegExp },
];

/** Runs the statements of a corpus, each as a test, on one account of their own. */
export function testCorpus(setUp: string, cases: readonly Case[]): void {
  let session: TestSession;
  before(async () => {
    session = await openTestSession();
    if (setUp !== '') await session.run(setUp);
  });
  after(() => session.close());
  for (const [sql, expected] of cases) {
    test(sql, async () => {
      if ('error' in expected) {
        await assert.rejects(session.run(sql), { code: expected.error, message: expected.says ?? /./ });
        return;
      }
      const rows = await session.rows(sql);
      assert.deepEqual(
        rows.map(row => row.map(cell => cell ?? 'NULL').join('|')),
        expected,
      );
    });
  }
}
