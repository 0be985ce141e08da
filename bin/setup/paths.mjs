// Where things are in a checkout and in the published package.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The published package holds no sources: nothing to install, nothing to build. */
export const isCheckout = existsSync(join(root, 'src'));

export const app = join(root, 'dist', 'app');
export const cli = join(app, 'cli.js');
export const launcher = join(root, 'bin', 'shopstream.mjs');
/** The project's own Node, where the machine's is too old. */
export const nodeFolder = join(root, '.node');
