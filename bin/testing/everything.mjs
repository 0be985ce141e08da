// The order of a test run: the checks that are fast and wide first.
import { buildBundle, compile, findUnused, lint } from './checks.mjs';
import { runTests } from './runner.mjs';

/**
 * @param {readonly string[]} patterns narrows the tests; empty means everything
 * @returns {Promise<{ passed: number, failed: number }>} tests, and checks that failed
 */
export async function testEverything(patterns) {
  const whole = patterns.length === 0;
  let failed = 0;
  if (whole && !(await lint())) failed += 1;
  // Without these there is nothing to run the tests on.
  if (!(await compile()) || !(await buildBundle())) return { passed: 0, failed: failed + 1 };
  if (whole && !(await findUnused())) failed += 1;
  const tests = await runTests(patterns);
  return { passed: tests.passed, failed: failed + tests.failed };
}
