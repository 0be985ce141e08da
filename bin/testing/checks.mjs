// The checks before the tests. Each says one line, and everything its tool said when it fails.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { prepareBundle } from '../setup/prepare.mjs';
import { prune } from './outputs.mjs';

const tool = (...path) => join(root, 'node_modules', ...path);

export const lint = () =>
  check('lint', () => run(tool('@biomejs', 'biome', 'bin', 'biome'), ['check', '--error-on-warnings', '.']));

/** tsc checks and writes dist/; what it made of files that are gone is removed first, or their tests would run on. */
export const compile = () =>
  check('types', () => {
    prune();
    return run(tool('typescript', 'bin', 'tsc'), ['--pretty', String(process.stdout.isTTY === true)]);
  });

export const buildBundle = () =>
  check('bundle', async () => {
    await prepareBundle();
    return { code: 0, output: '' };
  });

export const findUnused = () =>
  check('unused code', () => run(tool('knip', 'bin', 'knip.js'), ['--no-progress']));

async function check(name, work) {
  const start = performance.now();
  const { code, output } = await work().catch(error => ({ code: 1, output: `${error.stack}\n` }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return code === 0;
}

function run(script, args) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        output += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}
