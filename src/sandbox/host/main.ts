// The host's process: `node host.js HOME`.
import { runHost } from './host.ts';
import { sandboxServices } from './services.ts';

const home = process.argv[2];
if (home === undefined) throw new Error('The host wants the path of its home.');
await runHost(home, sandboxServices);
