#!/usr/bin/env node
// What `npm start` and `shopstream` run. Sets up what is missing (the right Node, dependencies, bundle), then hands over to
// the program. Plain JavaScript that Node 18 can run, because the machine's Node may be that old. A part of the
// set-up is loaded when there is something for it to do.
import nodeModule from 'node:module';
import { isReady, isReadyForHelp } from './setup/fingerprint.mjs';
import { cliUrl, compileCache, isCheckout, launcher } from './setup/paths.mjs';

/** Answered from the bundle's first file alone, which any Node that runs this file can read. */
const BRIEF = ['--help', '-h', '--version', '-v'];

async function main(args) {
  if (args.length === 1 && BRIEF.includes(args[0]) && (!isCheckout || isReadyForHelp())) {
    await import(cliUrl);
    return;
  }
  const { isNodeGood } = await import('./setup/node-version.mjs');
  if (!isNodeGood) {
    const { projectNode, runUnder } = await import('./setup/node.mjs');
    process.exitCode = await runUnder(await projectNode(), launcher, args);
    return;
  }
  if (process.channel) {
    const { endWithLauncher } = await import('./setup/node.mjs');
    endWithLauncher();
  }
  if (isCheckout && !isReady()) {
    const { prepare } = await import('./setup/prepare.mjs');
    await prepare();
  }
  // Drivers and screen are compiled once and for all: 13 to 20 % of their CPU.
  nodeModule.enableCompileCache(compileCache);
  await import(cliUrl);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const { sentenceOf } = await import('./setup/failure.mjs');
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 2;
}
