#!/usr/bin/env node
// What `npm start` and `shopstream` run. Sets up what is missing (the right Node, dependencies, bundle), then hands over to
// the program. Plain JavaScript that Node 18 can run, because the machine's Node may be that old.
import { pathToFileURL } from 'node:url';
import { SetupError } from './setup/failure.mjs';
import { say } from './setup/language.mjs';
import { endWithLauncher, isNodeGood, projectNode, runUnder } from './setup/node.mjs';
import { cli, launcher } from './setup/paths.mjs';
import { isReady, prepare } from './setup/prepare.mjs';

/** Answered from the bundle's first file alone, which any Node that runs this file can read. */
const BRIEF = ['--help', '-h', '--version', '-v'];

async function main(args) {
  if (isNodeGood || (args.length === 1 && BRIEF.includes(args[0]) && isReady())) {
    endWithLauncher();
    await prepare();
    await import(pathToFileURL(cli).href);
    return;
  }
  process.exitCode = await runUnder(await projectNode(), launcher, args);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${say(error.text)}\n`);
  process.exitCode = 2;
}
