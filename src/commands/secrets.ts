import process from 'node:process';
import { type Lang, say } from '../i18n/text.ts';
import { SERVICE_NAMES } from '../lab/placement.ts';
import { cloudConnector } from '../targets/cloud/connector.ts';
import { type AskSecret, SECRET_WORDS, type SecretName } from '../targets/cloud/secrets.ts';
import type { Context } from './context.ts';

/** What was typed in this process; each secret is asked for once, also when nothing was typed. */
const typed = new Map<SecretName, Promise<string | undefined>>();

/** The question under way: two services must not ask at once. */
let asking: Promise<unknown> = Promise.resolve();

/** The screen is open: nothing can be asked on the terminal any more. */
let sealed = false;

/** Asks on the terminal, without showing what is typed; elsewhere nobody can be asked. */
export function askOnTerminal(lang: Lang): AskSecret {
  return ({ name, of }, signal) => {
    const known = typed.get(name);
    if (known !== undefined) return known;
    if (sealed || process.stdin.isTTY !== true || process.stderr.isTTY !== true)
      return Promise.resolve(undefined);
    const answer = asking.then(() =>
      ask(`${say(SECRET_WORDS[name], lang)} – ${of}${lang === 'fr' ? ' :' : ':'}`, signal),
    );
    asking = answer.catch(() => {});
    typed.set(name, answer);
    return answer;
  };
}

async function ask(question: string, signal = new AbortController().signal): Promise<string | undefined> {
  const { Dialogue } = await import('../ui/line/dialogue.ts');
  const dialogue = new Dialogue(process.stdin, process.stderr, signal);
  try {
    return await dialogue.askHidden(question);
  } finally {
    dialogue.close();
    signal.throwIfAborted();
  }
}

/** Asks for every secret that the placement will want, before a screen takes the terminal; then asks no more. */
export async function askBeforeScreen(context: Context, region: string, signal: AbortSignal): Promise<void> {
  const { placement, preferences, places, lang } = context;
  const connector = cloudConnector(preferences, { home: places.home, region }, askOnTerminal(lang));
  for (const service of SERVICE_NAMES) {
    if (placement[service] === 'sandbox') continue;
    await connector
      .connect(service, signal, () => {})
      .catch(() => {
        // The step that needs the service says what is missing.
      });
    signal.throwIfAborted();
  }
  sealed = true;
}
