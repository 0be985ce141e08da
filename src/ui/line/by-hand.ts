import { basename } from 'node:path';
import type { Lang } from '../../i18n/text.ts';
import { commandsByHand } from '../../lab/by-hand.ts';
import type { Step } from '../../lab/chapter.ts';
import type { Conductor } from '../tui/live/conductor.ts';
import { Watcher, type Watching } from '../tui/live/watcher.ts';
import { clockSeconds } from '../tui/page/when.ts';
import { said } from '../tui/sentences.ts';
import { words as screenWords } from '../tui/words.ts';
import type { Dialogue } from './dialogue.ts';
import { problemLines, words } from './sentences.ts';

/** Of what is missing, this much is named. */
const MOST = 3;

/** The commands of a step, then a watch over the real system until the step holds or the person has had enough. */
export async function doByHand(
  step: Step,
  conductor: Conductor,
  dialogue: Dialogue,
  lang: Lang,
  period: number | undefined,
): Promise<void> {
  const handed = await conductor.handOver(step, lang);
  const commands = commandsByHand(step, conductor.session.settings);
  dialogue.say(words.commands(commands.length)[lang]);
  commands.forEach(({ title, code }, at) => {
    dialogue.say(words.command(at + 1, title[lang])[lang], ...code.trimEnd().split('\n'));
  });
  if (handed.kind === 'done' && handed.value !== undefined) dialogue.say(words.sheet(handed.value)[lang]);
  if (handed.kind === 'broken') dialogue.say(...problemLines(handed.problem, lang));
  if (step.definition.demonstrates === true) return dialogue.say(screenWords.byHand.showsOnly[lang]);
  dialogue.say(words.watching[lang]);
  await watch(step, new Watcher(conductor, period), dialogue, lang);
}

async function watch(step: Step, watcher: Watcher, dialogue: Dialogue, lang: Lang): Promise<void> {
  const done = new AbortController();
  let told = '';
  let asked = false;
  const stop = watcher.subscribe(() => {
    const watching = watcher.snapshot();
    if (watching?.at === undefined) return;
    const [what, ...more] = sightOf(watching, lang);
    // The same again is only told to someone who asked.
    if (what === told && !asked) return;
    told = what;
    asked = false;
    dialogue.say(`${clockSeconds(new Date(watching.at))}, ${what}`, ...more);
  });
  watcher.start(step, first => {
    dialogue.say((first ? said.holdsByHand : said.recognized)[lang]);
    done.abort();
  });
  try {
    for (;;) {
      const line = await dialogue.ask('', done.signal);
      if (line === undefined || line === '0') return;
      asked = true;
      watcher.lookNow();
    }
  } finally {
    stop();
    watcher.stop();
  }
}

/** What was seen in one sentence, and after it what is not of the same weight. */
function sightOf({ result, rerun, file }: Watching, lang: Lang): readonly [string, ...string[]] {
  if (result === undefined) return [''];
  if (rerun !== undefined && rerun !== 'done') {
    const [first = '', ...rest] = problemLines(rerun, lang);
    return [`${basename(file ?? '')}${words.colon[lang]} ${first}`, ...rest];
  }
  const { checks, problem } = result;
  if (problem !== undefined) {
    const [first = '', ...rest] = problemLines(problem, lang);
    return [first, ...rest];
  }
  const passed = checks.filter(({ verdict }) => verdict === 'passed').length;
  const missing = checks.filter(({ verdict }) => verdict !== 'passed').map(({ label }) => label[lang]);
  const others = missing.length - MOST;
  const named = missing.slice(0, MOST).join(', ');
  const rest = others > 0 ? `, ${screenWords.byHand.others(others)[lang]}` : '';
  const seen = words.seen(passed, checks.length)[lang];
  return [missing.length === 0 ? seen : `${seen} ${words.missing[lang]} ${named}${rest}.`];
}
