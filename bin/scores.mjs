// What `npm run scores` runs: the suites that measure how well the lab sees damage (mutations) and names causes (diagnosis).
// `npm run scores mutations` or `diagnosis` runs one of them. The last lines are their scores; the exit code is 1 when one
// of them is below its gate.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sentenceOf } from './setup/failure.mjs';
import { endWithLauncher, projectNode, runUnder } from './setup/node.mjs';
import { isNodeGood } from './setup/node-version.mjs';
import { root } from './setup/paths.mjs';

/** Each suite with the part of its cases that has to be right. */
const SUITES = [
  { name: 'mutations', gate: 58 / 60, told: 'turned exactly the right check red' },
  { name: 'diagnosis', gate: 57 / 60, told: 'causes named right' },
];

/** The number of the process's exit code. */
async function main(words) {
  if (!isNodeGood) return runUnder(await projectNode(), fileURLToPath(import.meta.url), words);
  if (process.channel) endWithLauncher();
  const foreign = words.filter(word => !SUITES.some(({ name }) => name === word));
  if (foreign.length > 0) {
    console.error(
      `There is no suite called ${foreign.join(', ')}: ${SUITES.map(({ name }) => name).join(', ')}.`,
    );
    return 2;
  }
  const { prepareDependencies } = await import('./setup/prepare.mjs');
  await prepareDependencies();
  const { buildBundle, compile } = await import('./testing/checks.mjs');
  if (!(await compile()) || !(await buildBundle())) return 1;
  return runSuites(SUITES.filter(({ name }) => words.length === 0 || words.includes(name)));
}

async function runSuites(suites) {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const results = [];
  for (const suite of suites) {
    console.log(`\n${suite.name}\n`);
    const module = join(root, 'dist', 'test', suite.name, 'suite.js');
    if (!existsSync(module)) throw new Error(`${module} is missing.`);
    const { runSuite } = await import(pathToFileURL(module).href);
    results.push({ ...suite, ...(await runSuite(line => console.log(line), controller.signal)) });
  }
  console.log('');
  for (const { name, misses } of results) for (const miss of misses) console.log(`${name}: ✗ ${miss}`);
  for (const { name, right, total, told } of results) console.log(`${name}: ${right} of ${total} ${told}`);
  return results.every(isGood) ? 0 : 1;
}

/** Enough of the cases are right, and nothing was red that should not be. */
function isGood({ right, total, gate, misses }) {
  return total > 0 && right / total >= gate && misses.length === total - right;
}

try {
  // Servers that a failing suite left open must not keep this process.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(2);
}
