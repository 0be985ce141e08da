import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/lab/content.ts';
import { Terminal } from './terminal.ts';

/** Bytes of JavaScript until the first frame: 1.90 MB on 2026-11-24, half of it ink, React and yoga, a third the lab's steps. */
const MOST_BYTES = 2_100_000;

/** What nobody needs to see the first page: drivers and their adapters, the sandbox's services, and what other commands are. */
const HEAVY =
  /^(?:src\/(?:dashboard|doctor|grade|proof|adapters\/(?:airflow|dbt|postgres|warehouse|object-store|identity)|sandbox\/(?:postgres|s3|snowflake)\/|engine\/diagnosis\/catalogue\/|ui\/(?:validation|report\/(?:html|markdown|outline|chart|exhibits)))|node_modules\/(?:@aws-sdk|@duckdb|@faker-js|@smithy|conf|echarts|execa|fast-xml-parser|pg|pg-copy-streams|snowflake-sdk)\/)/;

interface Loaded {
  /** Names of the bundle's files. */
  readonly files: readonly string[];
  /** Source files in them: the bundle names each before its code. */
  readonly sources: readonly string[];
  readonly bytes: number;
}

/** What the built program loads until it has drawn its first page. */
async function loadedByFirstFrame(t: TestContext): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-first-'));
  const list = join(folder, 'modules.txt');
  const preload = join(packageRoot, 'test', 'helpers', 'loaded-modules.cjs');
  const program = join(packageRoot, 'dist', 'app', 'cli.js');
  const terminal = new Terminal(process.execPath, ['--require', preload, program], {
    env: {
      LOADED_MODULES: list,
      SHOPSTREAM_HOME: join(folder, 'home'),
      SHOPSTREAM_WORKSPACE: join(folder, 'workspace'),
      SHOPSTREAM_LANG: 'fr',
    },
  });
  t.after(async () => {
    terminal.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  await terminal.shows('Pourquoi le cloud');
  const paths = (await readFile(list, 'utf8'))
    .split('\n')
    .filter(url => url.startsWith('file:'))
    .map(url => fileURLToPath(url));
  const unique = [...new Set(paths)];
  const codes = await Promise.all(unique.map(path => readFile(path, 'utf8')));
  return {
    files: unique.map(path => basename(path)),
    sources: codes
      .flatMap(code => code.match(/^\/\/ (?:src|steps|node_modules)\/\S+$/gm) ?? [])
      .map(line => line.slice(3)),
    bytes: codes.reduce((sum, code) => sum + Buffer.byteLength(code), 0),
  };
}

test('the first page is drawn without a driver, a service or another command having been loaded', async t => {
  const { files, sources, bytes } = await loadedByFirstFrame(t);
  assert.ok(files.includes('cli.js') && sources.includes('src/ui/tui/app.tsx'), files.join(' '));
  assert.ok(sources.length > 200, `${sources.length} sources`);
  assert.deepEqual(
    sources.filter(source => HEAVY.test(source)),
    [],
  );
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes in ${files.length} files`);
});
