import process from 'node:process';
import { LANGS } from '../i18n/text.ts';
import { studentSlug } from '../lab/settings.ts';
import { readContext } from './context.ts';
import { tellNotices } from './notices.ts';
import type { Options } from './options.ts';
import { preferencesPath } from './places.ts';
import { PREFERENCES, type PreferenceName, writePreference } from './preferences.ts';
import { UsageError } from './usage.ts';

/** `config get [NAME] | set NAME VALUE | unset NAME | path`. */
export async function config(options: Options): Promise<number> {
  const context = readContext(options);
  tellNotices(context.notices, context.lang);
  const { home } = context.places;
  const [action, name, ...rest] = options.words;
  switch (action) {
    case 'path':
      process.stdout.write(`${preferencesPath(home)}\n`);
      return 0;
    case 'get': {
      const names = name === undefined ? PREFERENCES : [preference(name)];
      const value = (wanted: PreferenceName) =>
        ({ student: context.student, lang: context.lang, target: context.target })[wanted];
      const lines = names.map(wanted => (name === undefined ? `${wanted}=${value(wanted)}` : value(wanted)));
      process.stdout.write(`${lines.join('\n')}\n`);
      return 0;
    }
    case 'set':
      await writePreference(home, preference(name), valid(preference(name), rest.join(' ')));
      return 0;
    case 'unset':
      await writePreference(home, preference(name), undefined);
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

function valid(name: PreferenceName, value: string): string {
  const allowed: readonly string[] | undefined = {
    student: undefined,
    lang: LANGS,
    target: ['sandbox', 'cloud'],
  }[name];
  if (value === '' || (allowed !== undefined && !allowed.includes(value))) {
    throw new UsageError({
      fr: `${name} attend ${allowed?.join(' ou ') ?? 'une valeur'}.`,
      en: `${name} wants ${allowed?.join(' or ') ?? 'a value'}.`,
    });
  }
  // Stored as it will stand in the bucket's name, so that the person sees it.
  return name === 'student' ? studentSlug(value) : value;
}
