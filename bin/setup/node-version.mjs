// Whether the Node that runs is new enough; nothing else, because every start asks.
import { createRequire } from 'node:module';

/** `minimum` and, by system, the package that holds a Node. */
export const runtime = createRequire(import.meta.url)('../node-runtime.json');

/** Whether a version such as `22.18.0` is at least `wanted`. */
export function atLeast(version, wanted) {
  const [a, b] = [version, wanted].map(words => words.split('.').map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 || a[at] > b[at];
}

export const isNodeGood = atLeast(process.versions.node, runtime.minimum);
