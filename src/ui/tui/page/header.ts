import { count, type LabState, progressOf } from '../../../engine/state.ts';
import { formatDuration } from '../../../i18n/text.ts';
import type { Lab, Step } from '../../../lab/chapter.ts';
import { overall } from '../../../lab/check.ts';
import { words as questionWords } from '../../question-words.ts';
import { words as settingWords } from '../../settings.ts';
import type { Layout } from '../layout.ts';
import { type Live, liveOf } from '../live/live.ts';
import { BLANK, type Line, lineCells, type Span, span, spread, wrap } from '../text/line.ts';
import type { Place } from '../view/places.ts';
import type { Focus } from '../view/view.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { shortTitle } from './map.ts';
import { pipeline } from './pipeline.ts';
import { stateGlyph, stateWord } from './sign.ts';
import { knownOf } from './verification.ts';
import { when } from './when.ts';

export interface HeaderOptions {
  readonly lab: Lab;
  readonly state: LabState;
  readonly live: Live;
  /** Where the services are, in a word or two. */
  readonly target: string;
  readonly place: Place | undefined;
  readonly focus: Focus;
  /** The step under the map's cursor. */
  readonly chosen: Step | undefined;
  /** Another process holds the lab. */
  readonly readOnly: boolean;
  readonly layout: Layout;
  readonly now: Date;
}

const SCREENS = {
  map: words.map,
  help: words.help,
  settings: settingWords.title,
  welcome: words.welcome,
  report: words.report.title,
  questions: questionWords.title,
};

/** Where one is: the pipeline lighting up, chapter and step, the step's state. */
export function headerLines(options: HeaderOptions, brush: Brush): readonly Line[] {
  const first = pipelineLine(options, brush);
  const second = whereLine(options, brush);
  const rest = stateLines(options, brush);
  return options.layout.compact ? [first, second, ...rest] : [first, BLANK, second, ...rest];
}

function pipelineLine(options: HeaderOptions, { lang, width, glyphs }: Brush): Line {
  const { lab, state, place, target, readOnly } = options;
  const right: Line = [
    span(target, 'dim'),
    ...(readOnly ? [span(` · ${words.readOnly[lang]}`, 'warn')] : []),
  ];
  const of = (size: 'full' | 'tight' | 'short') => pipeline(lab, state, place?.chapter, glyphs, size);
  const candidates: readonly Line[] = [
    [span('ShopStream Lab    ', 'strong'), ...of('full')],
    [span('ShopStream   ', 'strong'), ...of('full')],
    [span('ShopStream  ', 'strong'), ...of('tight')],
    of('tight'),
    of('short'),
  ];
  const fits = candidates.find(line => lineCells(line) + lineCells(right) + 2 <= width);
  return spread(fits ?? of('short'), fits === undefined ? [] : right, width);
}

function whereLine({ lab, state, place, focus }: HeaderOptions, { lang, width, glyphs }: Brush): Line {
  const { done, total } = count(lab, state);
  const right = [span(`${done}/${total} `), stateGlyph('verified', glyphs)];
  if (focus !== 'page') return spread([span(SCREENS[focus][lang], 'title')], right, width);
  if (place === undefined) return spread([], right, width);
  const number = lab.chapters.indexOf(place.chapter) + 1;
  const steps = lab.steps.filter(step => step.chapter === place.chapter);
  const chapter = [span(`${number} `, 'dim'), span(shortTitle(place.chapter, lang)), span(' · ', 'dim')];
  if (place.kind !== 'step')
    return spread([...chapter, span(words[place.kind][lang], 'title')], right, width);
  const at = `${words.step[lang]} ${steps.indexOf(place.step) + 1}/${steps.length}`;
  const title = span(place.step.definition.title[lang], 'title');
  const long = [...chapter, span(at, 'dim'), span('  '), title];
  const short = [span(`${number}.${steps.indexOf(place.step) + 1} `, 'dim'), title];
  return spread(lineCells(long) + lineCells(right) + 1 <= width ? long : short, right, width);
}

/** One row, or two where the screen is too narrow for all of it. */
function stateLines(options: HeaderOptions, brush: Brush): readonly Line[] {
  const { place, lab, state, focus, chosen } = options;
  const { lang, width, glyphs } = brush;
  if (focus === 'help' || focus === 'settings') return [BLANK];
  // On the map a long title or a word is left out where there is no room: here all of it stands.
  if (focus === 'map' && chosen !== undefined) {
    const { state: is, assisted } = progressOf(state, chosen.id);
    const notes = [
      ...(assisted === true ? [words.assisted] : []),
      ...(chosen.optional ? [words.optional] : []),
    ];
    return wrap(
      [
        stateGlyph(is, glyphs),
        span(' '),
        stateWord(is, lang),
        span(`  ${chosen.definition.title[lang]}`),
        span(notes.map(note => `  ${note[lang]}`).join(''), 'dim'),
      ],
      width,
    );
  }
  if (focus !== 'page' || place?.kind !== 'step') {
    const chapter = focus === 'page' ? place?.chapter : undefined;
    const steps = lab.steps.filter(step => chapter === undefined || step.chapter === chapter);
    const spent = steps.reduce((sum, { id }) => sum + (progressOf(state, id).ms ?? 0), 0);
    const done = steps.filter(({ id }) => progressOf(state, id).state === 'verified').length;
    return [[span(words.stepsDone(done, steps.length, spent)[lang], 'dim')]];
  }
  const { step } = place;
  const section = step.definition.handout;
  const optional = step.optional ? [span(`   ${words.optional[lang]}`, 'dim')] : [];
  const status = (short: boolean) => [...stepStatus(options, step.id, short, brush), ...optional];
  const right = section === undefined ? [] : [span(words.handout(section)[lang], 'dim')];
  const left = status(false);
  if (lineCells(left) + lineCells(right) + 2 <= width) return [spread(left, right, width)];
  const handout = section === undefined ? [] : [span(`   § ${section}`, 'dim')];
  return wrap([...status(true), ...handout], width);
}

/** `✗ à corriger   4 vérifications sur 5   1,2 s   hier 17:42`; `short`: `4/5`. */
function stepStatus(
  { state, live, now }: HeaderOptions,
  id: string,
  short: boolean,
  { lang, glyphs }: Brush,
): Line {
  const progress = progressOf(state, id);
  const parts: Span[] = [stateGlyph(progress.state, glyphs), span(' '), stateWord(progress.state, lang)];
  if (progress.assisted === true) parts.push(span(` (${words.assisted[lang]})`));
  const found = knownOf(progress, liveOf(live, id));
  if (found !== undefined && found.checks.length > 0 && overall(found.checks) !== 'unknown') {
    const passed = found.checks.filter(({ verdict }) => verdict === 'passed').length;
    const of = found.checks.length;
    parts.push(span(`   ${short ? `${passed}/${of}` : words.checksPassed(passed, of)[lang]}`));
  }
  if (progress.ms !== undefined) parts.push(span(`   ${formatDuration(progress.ms, lang)}`, 'dim'));
  if (progress.at !== undefined) parts.push(span(`   ${when(progress.at, lang, now)}`, 'dim'));
  return parts;
}
