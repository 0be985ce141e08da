import process from 'node:process';
import { lab } from '../../steps/index.ts';
import { readJournal } from '../engine/journal/reader.ts';
import { count, nextStep, progressOf } from '../engine/state.ts';
import { say } from '../i18n/text.ts';
import { placementWords } from '../lab/placement.ts';
import { STATE_SIGNS } from '../ui/glyphs.ts';
import { statusJson } from '../ui/json.ts';
import { readContext } from './context.ts';
import { tellNotices } from './notices.ts';
import type { Options } from './options.ts';

/** `status`: what the journal says; no network, no driver. */
export async function status(options: Options): Promise<number> {
  const context = readContext(options);
  const { state } = await readJournal(context.journal, lab);
  tellNotices(context.notices, context.lang);
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ ...statusJson(lab, state, context.target, context.lang), placement: context.placement }, null, 2)}\n`,
    );
    return 0;
  }
  const { lang } = context;
  const lines: string[] = ['', say(placementWords(context.placement), lang)];
  for (const chapter of lab.chapters) {
    lines.push('', say(chapter.title, lang));
    for (const step of lab.steps.filter(candidate => candidate.chapter === chapter)) {
      const { state: is, reason } = progressOf(state, step.id);
      const sign = STATE_SIGNS[is];
      const why = reason === undefined ? '' : ` (${reason})`;
      lines.push(`  ${sign.glyph} ${step.id.padEnd(36)} ${say(sign.word, lang)}${why}`);
    }
  }
  const { done, total } = count(lab, state);
  const next = nextStep(lab, state);
  lines.push(
    '',
    lang === 'fr' ? `${done} étapes sur ${total} sont faites.` : `${done} of ${total} steps are done.`,
  );
  if (next !== undefined) lines.push(lang === 'fr' ? `À suivre : ${next}` : `Next: ${next}`);
  process.stdout.write(`${lines.slice(1).join('\n')}\n`);
  return 0;
}
