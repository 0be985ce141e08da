import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { LANGS } from '../src/i18n/text.ts';
import { packageRoot } from '../src/lab/content.ts';
import { findCycle, type Import, layerOf, loadedWith, readImports } from './architecture-graph.ts';

const imports = readImports(packageRoot, ['src', 'steps']);
const show = ({ from, to }: Import) => `${from} → ${to}`;

/** What each layer may import, beside itself and packages. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  i18n: [],
  ports: [],
  bi: ['i18n'],
  lab: ['ports', 'i18n'],
  steps: ['lab', 'ports', 'bi', 'i18n'],
  engine: ['lab', 'ports', 'i18n'],
  dashboard: ['bi', 'lab', 'ports', 'i18n'],
  adapters: ['ports'],
  sandbox: ['i18n'],
  targets: ['ports', 'adapters', 'i18n', 'lab', 'sandbox/host'],
  ui: ['engine', 'lab', 'i18n'],
  proof: ['engine', 'lab', 'i18n'],
  // Its table and page are drawn with what the others are drawn with.
  grade: ['proof', 'lab', 'i18n', 'ui'],
  doctor: ['adapters', 'engine', 'i18n', 'lab', 'ports', 'sandbox/host', 'sandbox/postgres', 'targets'],
  commands: [
    'adapters',
    'bi',
    'dashboard',
    'doctor',
    'engine',
    'grade',
    'i18n',
    'lab',
    'ports',
    'proof',
    'sandbox/host',
    'steps',
    'targets',
    'ui',
  ],
  cli: ['commands', 'i18n', 'lab'],
};

test('the imports are read', () => {
  assert.ok(imports.length > 200);
  for (const kind of ['static', 'type', 'dynamic'] as const)
    assert.ok(imports.some(found => found.kind === kind));
});

test('imports go one way between the layers', () => {
  const wrong = imports.filter(({ from, to, ours }) => {
    const layer = layerOf(from);
    if (!ours || layerOf(to) === layer) return false;
    const allowed = ALLOWED[layer] ?? [];
    return !allowed.some(other => to.startsWith(other === 'steps' ? 'steps/' : `src/${other}/`));
  });
  assert.deepEqual(wrong.map(show), []);
});

test('a step takes values from the model of a lab alone; ports are types to it', () => {
  const wrong = imports.filter(
    ({ from, to, kind }) => from.startsWith('steps/') && to.startsWith('src/ports/') && kind !== 'type',
  );
  assert.deepEqual(wrong.map(show), []);
});

test('the services of the sandbox know nothing of each other', () => {
  const service = (file: string) => /^src\/sandbox\/(postgres|s3|snowflake)\//.exec(file)?.[1];
  const wrong = imports.filter(({ from, to }) => {
    const [here, there] = [service(from), service(to)];
    return here !== undefined && there !== undefined && here !== there;
  });
  assert.deepEqual(wrong.map(show), []);
});

test('no folder depends on itself through others', () => {
  const edges = new Map<string, Set<string>>();
  for (const { from, to, ours } of imports) {
    const [a, b] = [dirname(from), dirname(to)];
    if (!ours || a === b) continue;
    // A folder and the one it lies in are one thing, cut into pieces.
    if (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`)) continue;
    edges.set(a, (edges.get(a) ?? new Set()).add(b));
  }
  assert.equal(findCycle(edges)?.join(' → '), undefined);
});

test('ink and React are in the screen alone', () => {
  const wrong = imports.filter(
    ({ from, to }) => /^(ink|ink-.*|react)$/.test(to) && !from.startsWith('src/ui/tui/'),
  );
  assert.deepEqual(wrong.map(show), []);
});

test('drivers are loaded when they are needed', () => {
  const heavy = /^(@aws-sdk\/.*|@duckdb\/.*|conf|execa|ink|pg|pg-copy-streams|react|snowflake-sdk)$/;
  for (const entry of ['src/cli.ts', 'src/commands/dispatch.ts', 'src/sandbox/host/main.ts']) {
    const loaded = [...loadedWith(entry, imports)];
    assert.ok(loaded.length > 2, `${entry} is read`);
    assert.deepEqual(
      loaded.filter(name => heavy.test(name)),
      [],
      `loaded with ${entry}`,
    );
  }
});

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test('the lockfile proves every package, names no registry, and knows every system', () => {
  const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const { '': _, ...packages } = lock.packages;
  assert.ok(Object.keys(packages).length > 100);
  for (const [path, { integrity, resolved, optionalDependencies = {} }] of Object.entries(packages)) {
    assert.match(integrity ?? '', /^sha512-/, path);
    assert.equal(resolved, undefined, path);
    for (const name of Object.keys(optionalDependencies)) {
      const locked = [`${path}/node_modules/${name}`, `node_modules/${name}`].some(
        place => place in packages,
      );
      // npm ci refuses a lockfile in which the packages of another system are missing.
      assert.ok(locked, `${name}, wanted by ${path}, is missing in the lockfile`);
    }
  }
});

test('no file holds an AWS access key, except the ones that AWS prints as examples', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: packageRoot, encoding: 'utf8' }).split('\0');
  const found = files
    .filter(file => file !== '' && existsSync(join(packageRoot, file)))
    .flatMap(file =>
      [...readFileSync(join(packageRoot, file), 'latin1').matchAll(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g)]
        .filter(([key]) => !key.includes('EXAMPL'))
        .map(([key]) => `${file}: ${key}`),
    );
  assert.ok(files.length > 100);
  assert.deepEqual(found, []);
});

test('every step has its lesson, and every chapter its opening and recap, in both languages', async () => {
  const { lab } = await import('../steps/index.ts');
  const wanted = [
    ...lab.steps.map(step => `steps/${step.chapter.folder}/${step.definition.name}`),
    ...lab.chapters.flatMap(({ folder }) => [`steps/${folder}/opening`, `steps/${folder}/recap`]),
  ].flatMap(path => LANGS.map(lang => `${path}.${lang}.md`));
  assert.ok(wanted.length > 40);
  const short = wanted.filter(path => {
    const file = join(packageRoot, path);
    return !existsSync(file) || readFileSync(file, 'utf8').trim().split('\n').length < 5;
  });
  assert.deepEqual(short, []);
});
