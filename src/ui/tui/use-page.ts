import { useMemo } from 'react';
import { LAST_HINT } from '../../engine/hints.ts';
import { lineageAt } from '../../engine/lineage.ts';
import { progressOf } from '../../engine/state.ts';
import { commandsByHand } from '../../lab/by-hand.ts';
import type { Lab } from '../../lab/chapter.ts';
import type { LabSettings } from '../../lab/settings.ts';
import type { Snapshot } from './live/conductor.ts';
import { type Found, liveOf } from './live/live.ts';
import type { Brush } from './page/brush.ts';
import { byHandPage } from './page/by-hand.ts';
import { commandsPage } from './page/commands.ts';
import { helpPage, type Whereabouts } from './page/help.ts';
import { hintLines } from './page/hint.ts';
import { lessonPage } from './page/lesson.ts';
import { logPage } from './page/log.ts';
import { knownOf, prerequisitesOf, verificationPage } from './page/verification.ts';
import { BLANK, type Line, line } from './text/line.ts';
import type { Place } from './view/places.ts';
import type { View } from './view/view.ts';
import { words } from './words.ts';

/** The rows of the page that is open (the map apart, which is drawn to the height it has). */
export function usePage(
  view: View,
  place: Place | undefined,
  snapshot: Snapshot,
  lab: Lab,
  settings: LabSettings,
  where: Whereabouts,
  brush: Brush,
): readonly Line[] {
  const { pane, focus, details } = view;
  const id = place?.kind === 'step' ? place.step.id : undefined;
  const progress = id === undefined ? undefined : progressOf(snapshot.state, id);
  const { activity } = snapshot;
  const running = activity.kind !== 'idle' && activity.current === id && id !== undefined;
  const live = id === undefined ? undefined : liveOf(snapshot.live, id);
  // Built anew only when what it shows has changed: a lesson is not wrapped again at every line of a log.
  const text = useMemo(() => {
    if (place === undefined) return [line(words.allDone[brush.lang])];
    return place.kind === 'step' && pane === 'commands'
      ? commandsPage(place.step.definition.commands(settings), brush)
      : lessonPage(place, brush);
  }, [place, pane, settings, brush]);
  const found = progress === undefined || live === undefined ? undefined : knownOf(progress, live);
  const byHand = useMemo(
    () =>
      place?.kind === 'step' && view.byHand !== undefined
        ? byHandPage(place.step, settings, view.byHand, found, brush)
        : undefined,
    [place, settings, view.byHand, found, brush],
  );
  const lineage = useMemo(
    () => (id === undefined ? undefined : lineageAt(lab, snapshot.state, id)),
    [lab, snapshot.state, id],
  );
  const hint = useMemo(
    () =>
      place?.kind !== 'step' || progress === undefined || live === undefined
        ? []
        : hintLines(
            progress.state === 'verified' ? 0 : view.hint,
            {
              prerequisites: prerequisitesOf(progress, live),
              checks: found?.checks ?? [],
              problem: found?.problem,
            },
            view.hint < LAST_HINT ? [] : commandsByHand(place.step, settings),
            brush,
          ),
    [place, progress, live, found, view.hint, settings, brush],
  );
  const results = useMemo(() => {
    if (progress === undefined || live === undefined) return [];
    if (pane === 'log') return logPage(live, running, brush);
    // A nudge would be none if the answer stood below it.
    const told = view.hint === 1 && found !== undefined ? { ...live, found: withoutAnswers(found) } : live;
    return pane === 'verification'
      ? [...hint, ...verificationPage(progress, told, lineage, details, brush)]
      : [];
  }, [progress, live, found, view.hint, lineage, hint, running, pane, details, brush]);
  const help = useMemo(() => (focus === 'help' ? helpPage(where, brush) : [BLANK]), [focus, where, brush]);
  if (focus === 'help') return help;
  if (pane === 'commands' && byHand !== undefined) return byHand;
  return place?.kind === 'step' && (pane === 'log' || pane === 'verification') ? results : text;
}

function withoutAnswers(found: Found): Found {
  return { ...found, checks: found.checks.map(({ message: _, ...check }) => check) };
}
