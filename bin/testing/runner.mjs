// Node's own test runner over dist/, reported as it goes.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { testFiles } from './outputs.mjs';

/** Milliseconds for one test; the whole lab is one. */
const TEST_LIMIT = 10 * 60_000;
/** Milliseconds for all of them: a test that never ends is a failure, not a wait. */
const RUN_LIMIT = 30 * 60_000;

/**
 * Runs the test files whose path holds one of `patterns`; where none does, the tests whose name matches one.
 * @param {readonly string[]} patterns
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runTests(patterns) {
  const all = testFiles();
  const named = all.filter(file => patterns.some(pattern => file.replaceAll('\\', '/').includes(pattern)));
  const byName = patterns.length > 0 && named.length === 0;
  const files = named.length > 0 ? named : all;
  if (files.length === 0) return { passed: 0, failed: 0 };

  const scratch = mkdtempSync(join(tmpdir(), 'shopstream-tests-'));
  // No test may touch the lab of the person who runs it.
  process.env.SHOPSTREAM_HOME = join(scratch, 'home');
  process.env.SHOPSTREAM_WORKSPACE = join(scratch, 'workspace');
  try {
    return await report(
      run({
        files,
        // Most tests wait for servers: two at a time keep two cores busy.
        concurrency: Math.max(2, Math.min(4, availableParallelism())),
        timeout: TEST_LIMIT,
        signal: AbortSignal.timeout(RUN_LIMIT),
        ...(byName ? { testNamePatterns: patterns.map(pattern => new RegExp(pattern)) } : {}),
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function report(stream) {
  let counts = { passed: 0, failed: 0, cancelled: 0 };
  stream.on('test:summary', summary => {
    if (summary.file === undefined) counts = summary.counts;
  });
  const lines = stream.compose(spec());
  lines.pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => {
    lines.once('end', resolve);
    lines.once('error', reject);
  });
  return { passed: counts.passed, failed: counts.failed + counts.cancelled };
}
