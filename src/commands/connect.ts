import process from 'node:process';
import { say, type Text } from '../i18n/text.ts';
import { SERVICE_NAMES, type ServiceName } from '../lab/placement.ts';
import { sanitize } from '../ui/sanitize.ts';
import { clipboardSequence } from '../ui/tui/clipboard.ts';
import { examineOwn, examineSandbox, type ServiceLook } from './connect/examine.ts';
import { Guide, Left } from './connect/guide.ts';
import { guideAws } from './connect/guide-aws.ts';
import { guidePostgres } from './connect/guide-postgres.ts';
import { guideSnowflake } from './connect/guide-snowflake.ts';
import { lookJson, lookLines } from './connect/lines.ts';
import type { Context } from './context.ts';
import type { Interruption } from './interrupt.ts';
import { tellNotices } from './notices.ts';
import type { Options } from './options.ts';
import { askOnTerminal } from './secrets.ts';
import { UsageError } from './usage.ts';
import { withInterruption } from './with-lab.ts';

/**
 * `connect [postgres|aws|snowflake] [--test]`: where each service is and whether it answers; with a service, on a terminal,
 * its guided set-up. Each service is tested once, and a refused login is not tried again.
 */
export function connect(options: Options): Promise<number> {
  const service = serviceOf(options.words[0]);
  return withInterruption(options, async (context, interruption) => {
    tellNotices(context.notices, context.lang);
    const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
    if (service !== undefined && onTerminal && !options.test && !options.json)
      return guided(service, context, interruption);
    return tested(service, context, interruption.signal);
  });
}

function serviceOf(word: string | undefined): ServiceName | undefined {
  if (word === undefined) return undefined;
  const found = SERVICE_NAMES.find(name => name === word);
  if (found !== undefined) return found;
  throw new UsageError({
    fr: `connect attend ${SERVICE_NAMES.join(', ')} ou rien ; « ${word} » n'en est pas.`,
    en: `connect wants ${SERVICE_NAMES.join(', ')} or nothing; "${word}" is none of them.`,
  });
}

/** A service that is named is one's own; without a name each is looked at where it is. */
async function tested(
  service: ServiceName | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<number> {
  const { lang, options, places, placement, preferences } = context;
  const ask = askOnTerminal(lang);
  const own = (name: ServiceName) => examineOwn(name, { settings: preferences, places, ask, signal });
  const looks =
    service === undefined
      ? await Promise.all(
          SERVICE_NAMES.map(name =>
            placement[name] === 'cloud' ? own(name) : examineSandbox(name, places.home),
          ),
        )
      : [await own(service)];
  if (options.json) {
    const services = looks.map(look => lookJson(look, lang));
    process.stdout.write(`${JSON.stringify({ target: context.target, services }, null, 2)}\n`);
  } else {
    process.stdout.write(
      `${looks
        .flatMap(look => lookLines(look, lang))
        .map(sanitize)
        .join('\n')}\n`,
    );
    const next = nextStep(service, context);
    if (looks.every(({ status }) => status === 'answers' || status === 'stopped')) tell(next, context);
  }
  const code = exitCodeOf(looks);
  // A login that nobody answers cannot be cancelled, and would keep this process for minutes.
  if (code === 1) setTimeout(() => process.exit(code), LAST_WAIT).unref();
  return code;
}

/** Milliseconds for the last lines to be written. */
const LAST_WAIT = 500;

/** 1 when a service does not answer or lacks a right, 2 when something is not set, 0 otherwise. */
function exitCodeOf(looks: readonly ServiceLook[]): number {
  const failed = looks.some(
    ({ status, findings }) => status === 'failed' || findings.some(finding => finding.status === 'problem'),
  );
  if (failed) return 1;
  return looks.some(({ status }) => status === 'not-set') ? 2 : 0;
}

const GUIDES: Readonly<Record<ServiceName, (guide: Guide) => Promise<boolean>>> = {
  postgres: guidePostgres,
  aws: guideAws,
  snowflake: guideSnowflake,
};

async function guided(
  service: ServiceName,
  context: Context,
  { signal, exitCode }: Interruption,
): Promise<number> {
  const { Dialogue } = await import('../ui/line/dialogue.ts');
  const dialogue = new Dialogue(process.stdin, process.stdout, signal);
  const { lang, places, preferences } = context;
  const guide = new Guide({ dialogue, lang, places, preferences, signal, copy });
  try {
    const works = await GUIDES[service](guide);
    if (works) dialogue.say('', say(nextStep(service, context), lang));
    return works ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    return exitCode() ?? 1;
  } finally {
    dialogue.close();
  }
}

/** Asks the terminal to take a text; whether it can is the terminal's secret. */
function copy(text: string): boolean {
  const sequence = clipboardSequence(text, process.env);
  if (sequence !== undefined) process.stdout.write(sequence);
  return sequence !== undefined;
}

function tell(words: Text, { lang, options }: Context): void {
  if (!options.json) process.stdout.write(`\n${say(words, lang)}\n`);
}

function nextStep(service: ServiceName | undefined, { placement, target }: Context): Text {
  const isThere = service === undefined ? target === 'cloud' : placement[service] === 'cloud';
  if (service === 'postgres' || isThere)
    return {
      fr: 'Ensuite : « shopstream connect » montre les trois services, « shopstream run --all » lance le TP.',
      en: 'Next: "shopstream connect" shows the three services, "shopstream run --all" runs the lab.',
    };
  return HOW_TO_MOVE;
}

const HOW_TO_MOVE: Text = {
  fr: 'Quand AWS et Snowflake répondent : « shopstream config set target cloud », puis « shopstream plan » montre ce qui sera créé.',
  en: 'When AWS and Snowflake answer: "shopstream config set target cloud", then "shopstream plan" shows what will be made.',
};
