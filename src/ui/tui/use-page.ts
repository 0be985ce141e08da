import { basename } from 'node:path';
import { useMemo } from 'react';
import { hintsFor, LAST_HINT, ownHints } from '../../engine/hints.ts';
import { lineageAt } from '../../engine/lineage.ts';
import type { Remedy } from '../../engine/remedy.ts';
import { progressOf } from '../../engine/state.ts';
import { commandsByHand } from '../../lab/by-hand.ts';
import type { Lab } from '../../lab/chapter.ts';
import type { LabSettings } from '../../lab/settings.ts';
import type { Snapshot } from './live/conductor.ts';
import { type Found, liveOf } from './live/live.ts';
import type { Watching } from './live/watcher.ts';
import type { Brush } from './page/brush.ts';
import { byHandPage } from './page/by-hand.ts';
import { commandsPage } from './page/commands.ts';
import { helpPage, type Whereabouts } from './page/help.ts';
import { hintLines } from './page/hint.ts';
import { lessonPage } from './page/lesson.ts';
import { logPage } from './page/log.ts';
import { reportPage } from './page/report.ts';
import { seenOf } from './page/seen.ts';
import { settingsPage } from './page/settings.ts';
import { knownOf, verificationPage } from './page/verification.ts';
import { welcomePage } from './page/welcome.ts';
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
  remedy: Remedy | undefined,
  watching: Watching | undefined,
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
  const { file, rerun } = watching ?? {};
  const byHand = useMemo(() => {
    if (place?.kind !== 'step' || view.byHand === undefined) return undefined;
    const run = rerun === undefined ? undefined : { file: basename(file ?? ''), outcome: rerun };
    return byHandPage(place.step, settings, view.byHand, found, run, brush);
  }, [place, settings, view.byHand, found, file, rerun, brush]);
  const lineage = useMemo(
    () => (id === undefined ? undefined : lineageAt(lab, snapshot.state, id)),
    [lab, snapshot.state, id],
  );
  const known = useMemo(
    () => (id === undefined ? undefined : seenOf(snapshot.state, snapshot.live, id)),
    [id, snapshot.state, snapshot.live],
  );
  const causes = useMemo(
    () => (place?.kind !== 'step' || known === undefined ? [] : ownHints(place.step, settings, known)),
    [place, known, settings],
  );
  const hint = useMemo(
    () =>
      place?.kind !== 'step' || progress === undefined || known === undefined
        ? []
        : hintLines(
            progress.state === 'verified' ? 0 : view.hint,
            hintsFor(known, causes),
            view.hint < LAST_HINT ? [] : commandsByHand(place.step, settings),
            brush,
          ),
    [place, progress, known, causes, view.hint, settings, brush],
  );
  const results = useMemo(() => {
    if (progress === undefined || live === undefined) return [];
    if (pane === 'log') return logPage(live, running, brush);
    // A nudge would be none if the answer stood below it.
    const told = view.hint === 1 && found !== undefined ? { ...live, found: withoutAnswers(found) } : live;
    // The ladder says the causes itself, from its second rung on.
    const mending = { causes: view.hint > 0 ? [] : causes, remedy };
    return pane === 'verification'
      ? [...hint, ...verificationPage(progress, told, lineage, mending, details, brush)]
      : [];
  }, [progress, live, found, view.hint, causes, remedy, lineage, hint, running, pane, details, brush]);
  const help = useMemo(() => (focus === 'help' ? helpPage(where, brush) : [BLANK]), [focus, where, brush]);
  const { welcome, report, settings: sheet } = view;
  const opening = useMemo(
    () =>
      focus === 'welcome' && welcome !== undefined ? welcomePage(welcome, lab, snapshot.state, brush) : [],
    [focus, welcome, lab, snapshot.state, brush],
  );
  const written = useMemo(
    () => (focus === 'report' && report !== undefined ? reportPage(report, brush) : []),
    [focus, report, brush],
  );
  const chosen = useMemo(
    () => (focus === 'settings' && sheet !== undefined ? settingsPage(sheet, brush) : []),
    [focus, sheet, brush],
  );
  if (focus === 'settings') return chosen;
  if (focus === 'help') return help;
  if (focus === 'welcome') return opening;
  if (focus === 'report') return written;
  if (pane === 'commands' && byHand !== undefined) return byHand;
  return place?.kind === 'step' && (pane === 'log' || pane === 'verification') ? results : text;
}

function withoutAnswers(found: Found): Found {
  return { ...found, checks: found.checks.map(({ message: _, ...check }) => check) };
}
