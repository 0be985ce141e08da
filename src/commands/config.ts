import process from 'node:process';
import type { Text } from '../i18n/text.ts';
import type { Placement } from '../lab/placement.ts';
import { type Context, placementFor, readContext } from './context.ts';
import { tellNotices } from './notices.ts';
import type { Options } from './options.ts';
import { preferencesPath } from './places.ts';
import { PREFERENCES, type PreferenceName, type Preferences, writePreference } from './preferences.ts';
import { validSetting } from './setting-values.ts';
import { UsageError } from './usage.ts';

/** `config get [NAME] | set NAME VALUE | unset NAME | path`. */
export async function config(options: Options): Promise<number> {
  const context = readContext(options);
  tellNotices(context.notices, context.lang);
  const [action, name, ...rest] = options.words;
  switch (action) {
    case 'path':
      process.stdout.write(`${preferencesPath(context.places.home)}\n`);
      return 0;
    case 'get':
      process.stdout.write(`${values(context, name).join('\n')}\n`);
      return 0;
    case 'set':
      await change(context, preference(name), validSetting(preference(name), rest.join(' ')));
      return 0;
    case 'unset':
      await change(context, preference(name), undefined);
      return 0;
    default:
      throw new UsageError({
        fr: 'config attend get, set, unset ou path.',
        en: 'config wants get, set, unset or path.',
      });
  }
}

function preference(name: string | undefined): PreferenceName {
  const found = PREFERENCES.find(candidate => candidate === name);
  if (found !== undefined) return found;
  throw new UsageError({
    fr: `Les réglages sont ${PREFERENCES.join(', ')}${name === undefined ? '' : ` ; « ${name} » n'en est pas un`}.`,
    en: `The settings are ${PREFERENCES.join(', ')}${name === undefined ? '' : `; "${name}" is none of them`}.`,
  });
}

/** What holds now: of the settings that have no default, those that were chosen. */
function values(context: Context, name: string | undefined): readonly string[] {
  const { student, lang, target, preferences } = context;
  const current: Readonly<Partial<Record<PreferenceName, string>>> = {
    ...preferences,
    student,
    lang,
    target,
  };
  if (name !== undefined) return [current[preference(name)] ?? ''];
  return PREFERENCES.flatMap(wanted =>
    current[wanted] === undefined ? [] : [`${wanted}=${current[wanted]}`],
  );
}

/** @throws LabError when the targets would then be a mix that cannot work. */
async function change(context: Context, name: PreferenceName, value: string | undefined): Promise<void> {
  const { [name]: _, ...rest } = context.preferences;
  const placement = placementFor(value === undefined ? rest : { ...rest, [name]: value }, undefined);
  await writePreference(context.places.home, name, value);
  if (value === 'cloud') tellNotices(connectFirst(placement, { ...rest, [name]: value }), context.lang);
}

/** What to connect before the cloud can be worked in: said, not asked, so that a script goes on. */
function connectFirst({ postgres, aws, snowflake }: Placement, preferences: Preferences): readonly Text[] {
  const isSet = (...names: readonly PreferenceName[]) => names.some(name => preferences[name] !== undefined);
  const lacking = [
    ...(postgres === 'cloud' && !isSet('postgres.host') && process.env['PGHOST'] === undefined
      ? ['postgres']
      : []),
    ...(aws === 'cloud' &&
    !isSet('aws.profile', 'aws.account') &&
    process.env['AWS_ACCESS_KEY_ID'] === undefined
      ? ['aws']
      : []),
    ...(snowflake === 'cloud' && !isSet('snowflake.account', 'snowflake.connection') ? ['snowflake'] : []),
  ];
  return lacking.map(service => ({
    fr: `Pas encore réglé : lancez « shopstream connect ${service} ».`,
    en: `Not set yet: run "shopstream connect ${service}".`,
  }));
}
