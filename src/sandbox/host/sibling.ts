import { fileURLToPath } from 'node:url';

const BUNDLED: Readonly<Record<'main' | 'service', string>> = {
  main: '../host.js',
  service: '../service.js',
};

/**
 * The path of the host's (`main`) or a service process's (`service`) module: beside this file in the sources and in what
 * tsc makes of them; beside the folder of chunks, or in it, in the bundle of bin/build.mjs.
 */
export function siblingModule(name: 'main' | 'service', here: string = import.meta.url): string {
  const source = /\/sandbox\/host\/sibling(\.[jt]s)$/.exec(here);
  if (source !== null) return fileURLToPath(new URL(`./${name}${source[1]}`, here));
  const inChunks = new URL('.', here).pathname.endsWith('/chunks/');
  return fileURLToPath(new URL(inChunks ? BUNDLED[name] : BUNDLED[name].slice(1), here));
}
