// The guided set-ups, line by line through pipes, against real endpoints.
import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  ACCOUNT,
  AWS_KEY,
  type CloudAccounts,
  openCloudAccounts,
  PASSWORD,
  USER,
} from '../../../test/helpers/cloud-accounts.ts';
import { countLogins, type LoginCounter } from '../../../test/helpers/login-counter.ts';
import type { Lang } from '../../i18n/text.ts';
import { keyPath } from '../../targets/cloud/login.ts';
import { Dialogue } from '../../ui/line/dialogue.ts';
import { type Preferences, peekPreferences } from '../preferences.ts';
import { Guide, Left } from './guide.ts';
import { guideAws } from './guide-aws.ts';
import { guideSnowflake } from './guide-snowflake.ts';

let accounts: CloudAccounts;
/** The person's own: the administrator, who runs what is pasted, goes another way. */
let counter: LoginCounter;
let earlier = 0;
const logins = () => counter.logins - earlier;
let places: { readonly home: string; readonly workspace: string; readonly tools: string };

before(async () => {
  for (const name of Object.keys(process.env))
    if (/^(?:AWS|SNOWFLAKE|PG)/.test(name)) delete process.env[name];
  accounts = await openCloudAccounts();
  counter = await countLogins(accounts.snowflakePort);
  Object.assign(process.env, accounts.environment, {
    SNOWFLAKE_PORT: String(counter.port),
    SNOWFLAKE_HOME: join(accounts.folder, 'none'),
    SF_TEMPORARY_CREDENTIAL_CACHE_DIR: accounts.folder,
  });
  const { folder } = accounts;
  places = { home: join(folder, 'home'), workspace: join(folder, 'TP'), tools: folder };
});
after(async () => {
  await counter.close();
  await accounts.close();
});
beforeEach(async () => {
  await rm(places.home, { recursive: true, force: true });
  earlier = counter.logins;
});

/** What is typed at a question: a line, or what a person does before it. */
type Reply = readonly [question: RegExp, line: string | ((shown: string) => Promise<string>)];

interface Talk {
  readonly works: boolean | 'left';
  readonly transcript: string;
  readonly copied: readonly string[];
  readonly kept: Preferences;
}

/** Plays a guide: each reply is given when its question stands at the end of what was written, in order. */
async function talk(
  guide: (with_: Guide) => Promise<boolean>,
  replies: readonly Reply[],
  lang: Lang = 'fr',
): Promise<Talk> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const dialogue = new Dialogue(input, output, new AbortController().signal);
  const copied: string[] = [];
  let transcript = '';
  let from = 0;
  const left = [...replies];
  const stuck = setTimeout(() => input.end(), 20_000);
  output.setEncoding('utf8').on('data', async (chunk: string) => {
    transcript += chunk;
    const [question, line] = left[0] ?? [/$^/, ''];
    if (!/[:\]] :? ?$|: $/.test(transcript) || !question.test(transcript.slice(from))) return;
    left.shift();
    // The question waits for its answer once it is written.
    await setImmediate();
    const typed = typeof line === 'string' ? line : await line(transcript.slice(from));
    from = transcript.length;
    if (typed === 'END') input.end();
    else input.write(`${typed}\n`);
  });
  const signal = new AbortController().signal;
  const of = new Guide({
    ...{ dialogue, lang, places, preferences: peekPreferences(places.home), signal },
    copy: text => copied.push(text) > 0,
  });
  try {
    const works = await guide(of).catch((error: unknown) => {
      if (error instanceof Left) return 'left' as const;
      throw error;
    });
    assert.deepEqual(left, [], `every question came: ${transcript}`);
    return { works, transcript, copied, kept: peekPreferences(places.home) };
  } finally {
    clearTimeout(stuck);
    dialogue.close();
  }
}

const SNOWSIGHT = 'https://app.snowflake.com/shopstream/cloud/#/worksheets';

/** Account and user, then the way to log in. */
const begin = (way: string): readonly Reply[] => [
  [/Collez l'adresse de votre Snowsight|Paste the address of your Snowsight/, SNOWSIGHT],
  [/Votre utilisateur|Your Snowflake user/, USER],
  [/Comment vous connecter|How to log in/, way],
];

const paste = async (shown: string): Promise<string> => {
  const statement = /ALTER USER \w+ SET RSA_PUBLIC_KEY = '[^']+';/.exec(shown)?.[0];
  assert.ok(statement !== undefined, shown);
  await accounts.administer(statement);
  return '';
};

test('Snowflake: a key pair is made, its one statement pasted, and it logs in at the first try', async () => {
  const { works, transcript, copied, kept } = await talk(guideSnowflake, [
    ...begin(''),
    [/1\. En créer une ici/, ''],
    [/Phrase secrète/, ''],
    [/Entrée quand c’est fait/, paste],
  ]);
  assert.equal(works, true);
  assert.deepEqual(kept, {
    'snowflake.account': 'shopstream-cloud',
    'snowflake.user': USER,
    'snowflake.login': 'key-pair',
  });
  assert.equal(logins(), 1);
  const key = await readFile(keyPath(places.home), 'utf8');
  assert.match(key, /^-----BEGIN PRIVATE KEY-----/);
  if (process.platform !== 'win32') assert.equal((await stat(keyPath(places.home))).mode & 0o777, 0o600);
  assert.ok(!transcript.includes(key.split('\n')[1] ?? ''), 'the private key is not shown');
  const sheet = await readFile(join(places.workspace, 'commandes', 'snowflake-cle.sql'), 'utf8');
  assert.deepEqual(copied, [sheet.trim()]);
  assert.match(transcript, /✓ Snowflake : répond/);
});

test('Snowflake: a passphrase protects the key, and a second set-up asks for it', async () => {
  const secret = 'une phrase à moi';
  const made = await talk(guideSnowflake, [
    ...begin('1'),
    [/En créer une ici/, '1'],
    [/Phrase secrète/, secret],
    [/Encore une fois/, 'autre'],
    [/Les deux saisies diffèrent[\s\S]*Phrase secrète/, secret],
    [/Encore une fois/, secret],
    [/Entrée quand c’est fait/, paste],
  ]);
  assert.equal(made.works, true);
  assert.match(await readFile(keyPath(places.home), 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  const again = await talk(
    guideSnowflake,
    [
      ...begin('1'),
      [/1\. The one that the lab made/, '1'],
      [/Passphrase of the key/, secret],
      [/Enter when it is done/, ''],
    ],
    'en',
  );
  assert.equal(again.works, true);
  assert.match(again.transcript, /✓ Snowflake: answers/);
  assert.equal(logins(), 2);
});

test('Snowflake: nothing is tried again unless the person says so, and nothing is kept of what does not work', async () => {
  const early = await talk(guideSnowflake, [
    ...begin('1'),
    [/En créer une ici/, '1'],
    [/Phrase secrète/, ''],
    [/Entrée quand c’est fait/, ''],
    [/✗ Snowflake : ne va pas[\s\S]*refuse la paire de clés[\s\S]*Et maintenant/, '3'],
  ]);
  assert.equal(early.works, false);
  assert.deepEqual(early.kept, {});
  assert.equal(logins(), 1);
});

test('Snowflake: passwords, a token and a passcode are asked for and never shown or kept', async () => {
  const wrong = await talk(guideSnowflake, [
    ...begin('4'),
    [/Mot de passe Snowflake/, 'faux'],
    [/refuse l’utilisateur ou le mot de passe[\s\S]*Et maintenant/, '1'],
    [/\[shopstream-cloud\]/, ''],
    [/\[INES\]/, ''],
    [/Comment vous connecter/, '4'],
    [/Mot de passe Snowflake/, PASSWORD],
  ]);
  assert.equal(wrong.works, true);
  assert.equal(logins(), 2);
  assert.doesNotMatch(JSON.stringify(wrong), new RegExp(PASSWORD));

  const second = await talk(guideSnowflake, [
    [/shopstream-cloud/, ''],
    [/\[INES\]/, ''],
    [/Comment vous connecter/, '3'],
    [/ALLOW_CLIENT_MFA_CACHING[\s\S]*Mot de passe Snowflake/, PASSWORD],
    [/Code à six chiffres/, '123456'],
  ]);
  assert.equal(second.works, true);
  assert.equal(second.kept['snowflake.login'], 'password-mfa');

  const { rows } = await accounts.administer(`ALTER USER ${USER} ADD PROGRAMMATIC ACCESS TOKEN guide`);
  const token = String(rows[0]?.['token_secret']);
  const byToken = await talk(guideSnowflake, [
    [/shopstream-cloud/, ''],
    [/\[INES\]/, ''],
    [/Comment vous connecter/, '2'],
    [/ADD PROGRAMMATIC ACCESS TOKEN[\s\S]*Jeton d'accès/, token],
  ]);
  assert.equal(byToken.works, true);
  assert.ok(!JSON.stringify(byToken).includes(token));
});

test('Snowflake: a connection of its own files is chosen by name', async () => {
  const folder = join(accounts.folder, 'named');
  process.env['SNOWFLAKE_HOME'] = accounts.folder;
  try {
    await writeFile(
      join(accounts.folder, 'config.toml'),
      `[connections.tp]\naccount = "${ACCOUNT}"\nuser = "${USER}"\npassword = "${PASSWORD}"\n`,
    );
    const { works, kept, transcript } = await talk(guideSnowflake, [
      [/2\. Connexion « tp » \(INES, SHOPSTREAM-CLOUD\)/, '2'],
    ]);
    assert.equal(works, true);
    assert.deepEqual(kept, { 'snowflake.connection': 'tp' });
    assert.ok(!transcript.includes(PASSWORD));
  } finally {
    process.env['SNOWFLAKE_HOME'] = folder;
  }
});

test('Snowflake: what is no account is asked for again, and the person may leave at any question', async () => {
  const { works, kept } = await talk(guideSnowflake, [
    [/Collez l'adresse/, 'https://docs.snowflake.com/'],
    [/Aucun compte n'y est reconnu/, 'xy12345'],
    [/localisateur sans région[\s\S]*Votre utilisateur/, 'END'],
  ]);
  assert.deepEqual([works, kept], ['left', {}]);
  assert.equal(logins(), 0);
});

test('AWS: how to sign in is told, then a profile that was made meanwhile is chosen', async () => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...rest } = process.env;
  process.env = rest;
  const { works, kept, transcript } = await talk(guideAws, [
    [/1\. Je n'ai encore ni profil ni clé/, '1'],
    [
      /aws login --profile shopstream[\s\S]*Entrée quand c’est fait/,
      async () => {
        await writeFile(
          process.env['AWS_CONFIG_FILE'] ?? '',
          '[profile école]\nsso_session = x\nregion = eu-west-3\n[default]\nregion = eu-west-3\n',
        );
        await writeFile(
          process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? '',
          `[shopstream]\naws_access_key_id = ${AWS_KEY.accessKeyId}\naws_secret_access_key = ${AWS_KEY.secretAccessKey}\n`,
        );
        return '';
      },
    ],
    [
      /Profil école, IAM Identity Center \(SSO\), eu-west-3[\s\S]*3\. Profil shopstream, clés longue durée/,
      '3',
    ],
  ]);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret });
  assert.equal(works, true);
  assert.deepEqual(kept, { 'aws.profile': 'shopstream' });
  assert.match(transcript, /✓ Compte AWS ••••••••4321/);
  assert.match(transcript, /ce profil ne dit aucune région/);
  assert.ok(!transcript.includes(AWS_KEY.secretAccessKey) && !transcript.includes(AWS_KEY.accessKeyId));
});
