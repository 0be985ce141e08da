// Where things are in a checkout and in the published package.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { existsSync } = createRequire(import.meta.url)('node:fs');

/** The package's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The published package holds no sources: nothing to install, nothing to build. */
export const isCheckout = existsSync(join(root, 'src'));

export const app = join(root, 'dist', 'app');
/** To `import`. */
export const cliUrl = new URL('../../dist/app/cli.js', import.meta.url).href;
export const launcher = join(root, 'bin', 'shopstream.mjs');
/** The project's own Node, where the machine's is too old. */
export const nodeFolder = join(root, '.node');
/** Where V8 keeps what it compiled; the published package leaves that to Node's own choice. */
export const compileCache = isCheckout ? join(root, '.cache', 'compile') : undefined;
