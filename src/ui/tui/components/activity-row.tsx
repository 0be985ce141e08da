import { Box, Text } from 'ink';
import Spinner from 'ink-spinner';
import { type ReactNode, useEffect, useState } from 'react';
import { formatDuration } from '../../../i18n/text.ts';
import type { Lab } from '../../../lab/chapter.ts';
import { isBusy, type Shown } from '../live/activity.ts';
import { type Live, liveOf } from '../live/live.ts';
import type { Brush } from '../page/brush.ts';
import { type Line, span, spread } from '../text/line.ts';
import { words } from '../words.ts';
import { Rows } from './rows.tsx';

interface Props {
  readonly activity: Shown;
  readonly lab: Lab;
  readonly live: Live;
  readonly brush: Brush;
}

/** What is going on, for how long, and how to stop it. The only thing that moves by itself, and only while it is there. */
export function ActivityRow({ activity, lab, live, brush }: Props): ReactNode {
  const seconds = useSeconds(activity.since);
  const width = brush.width - 2;
  return (
    <Box width={brush.width}>
      <Text color="cyan">
        <Spinner type={brush.glyphs.spinner} />{' '}
      </Text>
      <Rows
        lines={[activityLine(activity, lab, live, seconds, { ...brush, width })]}
        width={width}
        height={1}
      />
    </Box>
  );
}

function activityLine(
  activity: Props['activity'],
  lab: Lab,
  live: Live,
  seconds: number,
  brush: Brush,
): Line {
  const { lang, width } = brush;
  const left = [span(doing(activity, lab, live, lang))];
  if (seconds > 0) left.push(span(`  ${formatDuration(seconds * 1000, lang)}`, 'dim'));
  const right = isBusy(activity) && !activity.stopping ? [span(words.stopKey[lang], 'key')] : [];
  return spread(left, right, width);
}

function doing(activity: Props['activity'], lab: Lab, live: Live, lang: Brush['lang']): string {
  if (activity.stopping) return words.stopping[lang];
  if (activity.kind === 'inspect') return words.inspecting(activity.steps)[lang];
  if (activity.kind === 'verify') return words.verifying(activity.steps)[lang];
  if (activity.kind === 'report') return words.report.making[lang];
  const step = lab.steps.find(({ id }) => id === activity.current);
  if (step === undefined) return words.doing.checking[lang];
  const phase = liveOf(live, step.id).phase;
  const word =
    phase !== undefined && phase in words.doing ? words.doing[phase as keyof typeof words.doing][lang] : '';
  return word === '' ? step.definition.title[lang] : `${step.definition.title[lang]} · ${word}`;
}

/** Whole seconds since a moment (milliseconds since the epoch), counting. */
export function useSeconds(since: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - since) / 1000));
}
