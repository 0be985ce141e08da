// Node's own test runner over dist/, reported as it goes.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { dist, testFiles } from './outputs.mjs';

/** Milliseconds for one test; the whole lab is one. */
const TEST_LIMIT = 10 * 60_000;
/** Milliseconds for all of them: a test that never ends is a failure, not a wait. */
const RUN_LIMIT = 30 * 60_000;

/** `src/sandbox/host/host.test.js`: a test file as people name it. */
const sourcePath = file => relative(dist, file).replaceAll('\\', '/');

/**
 * Runs the test files whose path holds one of `patterns`.
 * @param {readonly string[]} patterns empty: every file
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runTests(patterns) {
  const files = testFiles().filter(
    file => patterns.length === 0 || patterns.some(pattern => sourcePath(file).includes(pattern)),
  );
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
