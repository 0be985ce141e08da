import { readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Text } from '../i18n/text.ts';
import { PLACED_CHAPTERS } from '../lab/placement.ts';
import { CLOUD_SETTINGS } from '../targets/cloud/settings.ts';
import { preferencesPath } from './places.ts';

export const PREFERENCES = [
  'student',
  'seed',
  'lang',
  'target',
  ...PLACED_CHAPTERS.map(chapter => `target.${chapter}` as const),
  ...CLOUD_SETTINGS,
] as const;
export type PreferenceName = (typeof PREFERENCES)[number];

/** What a person chose; secrets are never among them. */
export type Preferences = Readonly<Partial<Record<PreferenceName, string>>>;

/**
 * Reads the preferences without loading `conf`, whose import alone takes as long as the rest of `status`. A damaged
 * file is kept under another name, said in `notice`, and the defaults hold.
 */
export function readPreferences(home: string): { readonly preferences: Preferences; readonly notice?: Text } {
  const path = preferencesPath(home);
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { preferences: {} };
    throw error;
  }
  const preferences = parse(json);
  return preferences === undefined ? setAside(path) : { preferences };
}

/** The preferences as far as they can be read; touches nothing and never throws. */
export function peekPreferences(home: string): Preferences {
  try {
    return parse(readFileSync(preferencesPath(home), 'utf8')) ?? {};
  } catch {
    return {};
  }
}

function parse(json: string): Preferences | undefined {
  try {
    const value: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      PREFERENCES.flatMap(name => {
        const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
        return typeof found === 'string' ? [[name, found]] : [];
      }),
    );
  } catch {
    return undefined;
  }
}

function setAside(path: string): { readonly preferences: Preferences; readonly notice: Text } {
  const kept = `${path}.bad-${Date.now()}`;
  renameSync(path, kept);
  return {
    preferences: {},
    notice: {
      fr: `Les réglages étaient illisibles : ils sont gardés dans ${kept}, et les valeurs par défaut s'appliquent.`,
      en: `The settings could not be read: they are kept in ${kept}, and the defaults hold.`,
    },
  };
}

/** Writes one preference, or removes it. */
export async function writePreference(
  home: string,
  name: PreferenceName,
  value: string | undefined,
): Promise<void> {
  // A damaged file would make conf throw: it is set aside first, as when reading.
  readPreferences(home);
  const { default: Conf } = await import('conf');
  const conf = new Conf<Record<string, string>>({
    cwd: dirname(preferencesPath(home)),
    configName: 'config',
    configFileMode: 0o600,
    clearInvalidConfig: false,
    // A setting's name holds its dot: `target.s3`.
    accessPropertiesByDotNotation: false,
    projectName: 'shopstream-lab',
  });
  if (value === undefined) conf.delete(name);
  else conf.set(name, value);
}
