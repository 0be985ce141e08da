// What tsc wrote to dist/, against the sources it comes from.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

export const dist = join(root, 'dist');
/** The folders of tsconfig.json's `include`. */
const FOLDERS = ['src', 'steps', 'test', 'bench'];

function* files(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name).slice(folder.length + 1);
  }
}

/** Removes outputs whose source is gone, and tsc's memory when an output is gone that it believes to be there. */
export function prune() {
  for (const folder of FOLDERS) {
    for (const output of files(join(dist, folder))) {
      const source = join(root, folder, output.replace(/\.js(\.map)?$/, ''));
      if (!existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)) rmSync(join(dist, folder, output));
    }
    for (const source of files(join(root, folder))) {
      const output = join(dist, folder, source.replace(/\.tsx?$/, '.js'));
      if (/(?<!\.d)\.tsx?$/.test(source) && !existsSync(output)) {
        rmSync(join(dist, 'tsconfig.tsbuildinfo'), { force: true });
      }
    }
  }
}

/** The compiled test files, those that take longest (the end-to-end ones below test/) first. */
export function testFiles() {
  const found = FOLDERS.flatMap(folder =>
    [...files(join(dist, folder))]
      .filter(file => file.endsWith('.test.js'))
      .map(file => join(dist, folder, file)),
  );
  const isLong = file => file.startsWith(join(dist, 'test'));
  return found.sort((a, b) => Number(isLong(b)) - Number(isLong(a)) || (a < b ? -1 : 1));
}
