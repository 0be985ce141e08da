import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lab/content.ts';
import { quoted, type ShellKind } from '../lab/shells.ts';
import { findPlaces, type Places } from './places.ts';

/**
 * How `shopstream` is typed in another terminal for the same lab: by its name where it was installed, by its path in a
 * clone of the repository; with the options that a terminal without this one's environment needs.
 */
export function programOf(
  shell: ShellKind,
  places: Places,
  root: string = packageRoot,
  usual: Places = findPlaces({ home: undefined, workspace: undefined }, ordinary(process.env)),
): string {
  const isClone = existsSync(join(root, 'src', 'cli.ts'));
  const program = isClone ? `node ${quoted(join(root, 'bin', 'shopstream.mjs'), shell)}` : 'shopstream';
  const home = places.home === usual.home ? '' : ` --home ${quoted(places.home, shell)}`;
  const workspace =
    places.workspace === usual.workspace ? '' : ` --workspace ${quoted(places.workspace, shell)}`;
  return `${program}${home}${workspace}`;
}

/** The environment without what may have been set for this one terminal. */
function ordinary(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { SHOPSTREAM_HOME: _, SHOPSTREAM_WORKSPACE: __, ...rest } = env;
  return rest;
}
