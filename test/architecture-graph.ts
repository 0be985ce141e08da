import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** One `import` or `export … from`. */
export interface Import {
  /** The importing file, relative to the root, with `/`. */
  readonly from: string;
  /** A file of ours, relative to the root; or a package's name. */
  readonly to: string;
  readonly ours: boolean;
  /** `type`: gone after compiling. `dynamic`: loaded when the code gets there. */
  readonly kind: 'static' | 'type' | 'dynamic';
}

// `import x from 'y'`, `import { a, type b } from 'y'`, `import 'y'`, `export * from 'y'`, `import('y')`.
const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** Every import of the TypeScript files below `folders`, tests and their fixtures apart. */
export function readImports(root: string, folders: readonly string[]): readonly Import[] {
  return folders.flatMap(folder => [...sources(root, folder)]).flatMap(file => importsOf(root, file));
}

function* sources(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== 'fixtures' && entry.name !== 'testing')
      yield* sources(root, path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

function importsOf(root: string, from: string): readonly Import[] {
  const code = readFileSync(join(root, from), 'utf8').replace(COMMENT, '');
  const found = (specifier: string, kind: Import['kind']): Import => {
    const ours = specifier.startsWith('.');
    const to = ours ? posix.join(posix.dirname(from), specifier) : packageName(specifier);
    return { from, to, ours, kind };
  };
  return [
    ...Array.from(code.matchAll(STATEMENT), ([, type, to = '']) =>
      found(to, type === undefined ? 'static' : 'type'),
    ),
    ...Array.from(code.matchAll(DYNAMIC), ([, to = '']) => found(to, 'dynamic')),
  ];
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The layer of a file: `steps`, `engine`, `ui`, …; `cli` for the program's entry. */
export function layerOf(file: string): string {
  const [top = '', layer = ''] = file.split('/');
  if (top !== 'src') return top;
  return dirname(file) === 'src' ? 'cli' : layer;
}

/** What is loaded when `entry` is, before any of its code runs: packages and files. */
export function loadedWith(entry: string, imports: readonly Import[]): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { from, to, kind } of imports) {
      if (from === file && kind === 'static') loaded.add(to);
    }
  }
  return loaded;
}

/** A cycle among `edges`, as the nodes on it; `undefined` when there is none. */
export function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
