import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageRoot } from '../lab/content.ts';
import type { TargetPlaces } from '../targets/places.ts';

/** Where the lab keeps its things. */
export interface Places {
  /** Settings, journal, sandbox data, logs. */
  readonly home: string;
  /** The student's visible files. */
  readonly workspace: string;
  /** Downloaded tools such as the dbt environment; shared between homes when `SHOPSTREAM_TOOLS` says so. */
  readonly tools: string;
}

export function findPlaces(
  options: { readonly home: string | undefined; readonly workspace: string | undefined },
  environment: NodeJS.ProcessEnv = process.env,
): Places {
  const home = resolve(
    options.home ??
      given(environment.SHOPSTREAM_HOME) ??
      defaultHome(process.platform, environment, homedir()),
  );
  const workspace = resolve(
    options.workspace ?? given(environment.SHOPSTREAM_WORKSPACE) ?? join(homedir(), 'ShopStreamTP'),
  );
  const tools = resolve(given(environment.SHOPSTREAM_TOOLS) ?? join(home, 'tools'));
  return { home, workspace, tools };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** The platform's per-user data folder; on Windows the one that does not roam with the profile. */
export function defaultHome(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, user: string): string {
  switch (platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(user, 'AppData', 'Local'), 'ShopStreamLab');
    case 'darwin':
      return join(user, 'Library', 'Application Support', 'ShopStreamLab');
    default:
      return join(environment.XDG_DATA_HOME ?? join(user, '.local', 'share'), 'shopstream-lab');
  }
}

export const journalPath = (home: string, target: string): string =>
  join(home, 'journal', `${target}.ndjson`);
export const logFolder = (home: string): string => join(home, 'logs');
/** What steps did and what their programs said. */
export const labLog = (home: string): string => join(logFolder(home), 'lab.log');
export const preferencesPath = (home: string): string => join(home, 'config.json');

/** The same places, and the package's own, as a target wants them. */
export function targetPlaces(places: Places): TargetPlaces {
  return { ...places, assets: join(packageRoot, 'assets') };
}
