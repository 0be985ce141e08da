// What `npm test` runs, here and in CI: set-up, lint, types, bundle, unused code, then every test on what tsc made.
// `npm test -- PATTERN` runs the test files whose path holds PATTERN, without lint and knip.
// The last line is `N passed, N failed`; the exit code is 1 when something failed or nothing ran.
import { fileURLToPath } from 'node:url';
import { sentenceOf } from './setup/failure.mjs';
import { endWithLauncher, projectNode, runUnder } from './setup/node.mjs';
import { isNodeGood } from './setup/node-version.mjs';

/** The number of the process's exit code. */
async function main(patterns) {
  if (!isNodeGood) return runUnder(await projectNode(), fileURLToPath(import.meta.url), patterns);
  if (process.channel) endWithLauncher();
  const { prepareDependencies } = await import('./setup/prepare.mjs');
  await prepareDependencies();
  const { testEverything } = await import('./testing/everything.mjs');
  const { passed, failed } = await testEverything(patterns);
  console.log(`\n${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0 ? 0 : 1;
}

try {
  // Servers that a failing test left open must not keep this process.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(2);
}
