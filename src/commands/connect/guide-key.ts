import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Text } from '../../i18n/text.ts';
import {
  type KeyFile,
  makeKeyPair,
  type PublicHalf,
  publicKeyStatement,
  readKeyFile,
} from '../../targets/cloud/key-pair.ts';
import { keyPath, withHome } from '../../targets/cloud/login.ts';
import type { Guide } from './guide.ts';

const PASSPHRASE = 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE';

/** A key that can be used, its public half shown as the one statement to paste. Returns its file, `undefined` for the lab's own. */
export async function prepareKey(guide: Guide, user: string): Promise<string | undefined> {
  const own = keyPath(guide.places.home);
  for (;;) {
    const mine = await guide.choose(WHICH, [existsSync(own) ? THE_LABS : MAKE, ANOTHER]);
    const path =
      mine === 0 ? own : withHome(await guide.ask(PATH, guide.preferences['snowflake.key']), guide.env);
    const half = mine === 0 && !existsSync(own) ? await makeOne(guide, own) : await openOne(guide, path);
    if (half === undefined) continue;
    await showStatement(guide, publicKeyStatement(user, half), half);
    await guide.ask(WHEN_DONE);
    return mine === 0 ? undefined : path;
  }
}

async function makeOne(guide: Guide, path: string): Promise<PublicHalf> {
  const passphrase = guide.env[PASSPHRASE] || (await newPassphrase(guide));
  const half = await makeKeyPair(path, passphrase);
  if (passphrase !== undefined) guide.hold(PASSPHRASE, passphrase);
  guide.say('', {
    fr: `Clé privée créée, lisible par vous seul : ${path}`,
    en: `Private key made, readable by you alone: ${path}`,
  });
  return half;
}

async function newPassphrase(guide: Guide): Promise<string | undefined> {
  for (;;) {
    const first = await guide.askHidden(NEW_PASSPHRASE);
    if (first === '') return undefined;
    if ((await guide.askHidden(AGAIN)) === first) return first;
    guide.say(NOT_THE_SAME);
  }
}

/** `undefined` when the key is of no use, which is said. */
async function openOne(guide: Guide, path: string): Promise<PublicHalf | undefined> {
  let file: KeyFile = await readKeyFile(path);
  if (file.kind === 'locked') {
    const passphrase = guide.env[PASSPHRASE] || (await guide.askHidden(OPEN));
    file = await readKeyFile(path, passphrase);
    guide.hold(PASSPHRASE, passphrase);
  }
  if (file.kind === 'key') return file.publicHalf;
  if (file.kind === 'unusable')
    guide.say(file.why.text, ...(file.why.advice === undefined ? [] : [file.why.advice]));
  return undefined;
}

async function showStatement(guide: Guide, statement: string, { fingerprint }: PublicHalf): Promise<void> {
  const file = join(guide.places.workspace, 'commandes', 'snowflake-cle.sql');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${statement}\n`);
  const copied = guide.copy(statement);
  guide.say('', PASTE, '', statement, '');
  guide.say({
    fr: `${copied ? 'Elle est dans le presse-papiers, si votre terminal le permet, et' : 'Elle est'} dans ${file}`,
    en: `${copied ? 'It is on the clipboard, where your terminal allows it, and' : 'It is'} in ${file}`,
  });
  guide.say({
    fr: `Ensuite DESC USER montre RSA_PUBLIC_KEY_FP = ${fingerprint}`,
    en: `Afterwards DESC USER shows RSA_PUBLIC_KEY_FP = ${fingerprint}`,
  });
}

const WHICH: Text = { fr: 'Quelle clé ?', en: 'Which key?' };
const MAKE: Text = { fr: 'En créer une ici', en: 'Have one made here' };
const THE_LABS: Text = { fr: 'Celle que le TP a créée', en: 'The one that the lab made' };
const ANOTHER: Text = { fr: "Une autre que j'ai déjà", en: 'Another that I have already' };
const PATH: Text = { fr: 'Chemin de la clé privée (PKCS#8)', en: 'Path of the private key (PKCS#8)' };
const NEW_PASSPHRASE: Text = {
  fr: 'Phrase secrète pour la protéger (vide : aucune)',
  en: 'Passphrase to protect it (empty: none)',
};
const AGAIN: Text = { fr: 'Encore une fois', en: 'Once more' };
const NOT_THE_SAME: Text = { fr: 'Les deux saisies diffèrent.', en: 'The two differ.' };
const OPEN: Text = { fr: 'Phrase secrète de la clé', en: 'Passphrase of the key' };
const PASTE: Text = {
  fr: 'Dans Snowsight (https://app.snowflake.com), ouvrez une feuille SQL, collez cette commande, exécutez-la :',
  en: 'In Snowsight (https://app.snowflake.com), open a SQL worksheet, paste this statement, run it:',
};
const WHEN_DONE: Text = { fr: 'Entrée quand c’est fait', en: 'Enter when it is done' };
