import { basename } from 'node:path';
import type { ReactNode } from 'react';
import { overall } from '../../../lab/check.ts';
import type { Watching } from '../live/watcher.ts';
import type { Brush } from '../page/brush.ts';
import { verdictGlyph } from '../page/sign.ts';
import { type Line, span, spread } from '../text/line.ts';
import { words } from '../words.ts';
import { useSeconds } from './activity-row.tsx';
import { Rows } from './rows.tsx';

interface Props {
  readonly watching: Watching;
  readonly brush: Brush;
}

/** What the lab saw of a step that is done by hand, and how long ago. */
export function WatchRow({ watching, brush }: Props): ReactNode {
  const seconds = useSeconds(watching.at ?? Date.now());
  return <Rows lines={[watchLine(watching, seconds, brush)]} width={brush.width} height={1} />;
}

function watchLine(watching: Watching, seconds: number, brush: Brush): Line {
  const { at, result, file, running } = watching;
  const { lang, width, glyphs } = brush;
  const right = [span(words.byHand.now[lang], 'key')];
  if (running) return [span(words.byHand.rerunning(basename(file ?? ''))[lang])];
  if (at === undefined || result === undefined)
    return spread([span(words.byHand.looking[lang])], right, width);
  const { checks, problem } = result;
  const passed = checks.filter(({ verdict }) => verdict === 'passed').length;
  const said =
    problem === undefined
      ? words.byHand.looked(seconds, passed, checks.length, file === undefined ? undefined : basename(file))
      : words.byHand.silent(seconds);
  return spread([verdictGlyph(overall(checks), glyphs), span(` ${said[lang]}`)], right, width);
}
