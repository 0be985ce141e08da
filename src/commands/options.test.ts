import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseLanguage } from './language.ts';
import { parseOptions } from './options.ts';
import { defaultHome } from './places.ts';
import { UsageError } from './usage.ts';

const refused = (args: readonly string[], words: RegExp) =>
  assert.throws(
    () => parseOptions(args),
    (error: unknown) => error instanceof UsageError && error.exitCode === 2 && words.test(error.text.fr),
  );

test('options are read into their kinds', () => {
  const options = parseOptions([
    'run',
    's3',
    'data.generate',
    '--scale',
    '10',
    '--date=2026-01-31',
    '--lang',
    'en',
  ]);
  assert.equal(options.command, 'run');
  assert.deepEqual(options.words, ['s3', 'data.generate']);
  assert.equal(options.scale, 10);
  assert.equal(options.date, '2026-01-31');
  assert.equal(options.lang, 'en');
});

test('wrong options are named', () => {
  refused(['run', '--nope'], /--nope n'existe pas/);
  refused(['run', '--scale', 'ten'], /« ten »/);
  refused(['run', '--scale', '0'], /« 0 »/);
  refused(['run', '--scale', '1001'], /1001/);
  refused(['run', '--date', '2026-02-31'], /« 2026-02-31 »/);
  refused(['run', '--lang', 'de'], /« de »/);
  assert.equal(parseOptions(['sql', 'postgres', '--file', 'a.sql']).file, 'a.sql');
  refused(['run', '--file', 'a.sql'], /--file ne va qu'avec sql/);
  refused(['run', '--home'], /--home attend une valeur/);
  refused(['status', '--scale', '2'], /--scale ne va qu'avec run/);
});

test('the language is said by option, environment, saved choice, locale, then French', () => {
  const none = { option: undefined, environment: {}, saved: undefined, system: () => 'de-DE' };
  assert.equal(chooseLanguage(none), 'fr');
  assert.equal(chooseLanguage({ ...none, system: () => 'en-US' }), 'en');
  assert.equal(chooseLanguage({ ...none, system: () => 'en-US', environment: { LANG: 'C.UTF-8' } }), 'fr');
  assert.equal(
    chooseLanguage({ ...none, environment: { LC_ALL: 'en_GB.UTF-8', LANG: 'fr_FR.UTF-8' } }),
    'en',
  );
  assert.equal(chooseLanguage({ ...none, saved: 'fr', environment: { LANG: 'en_GB.UTF-8' } }), 'fr');
  assert.equal(chooseLanguage({ ...none, saved: 'fr', environment: { SHOPSTREAM_LANG: 'en' } }), 'en');
  assert.equal(chooseLanguage({ ...none, option: 'fr', environment: { SHOPSTREAM_LANG: 'en' } }), 'fr');
});

test('the home is the platform’s per-user data folder', () => {
  assert.match(defaultHome('linux', {}, '/home/ines'), /\.local.share.shopstream-lab$/);
  assert.match(defaultHome('darwin', {}, '/Users/ines'), /Application Support.ShopStreamLab$/);
  assert.match(defaultHome('win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\U'), /^C:\\L.ShopStreamLab$/);
});
