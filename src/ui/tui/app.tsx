import { Box, useApp, useWindowSize } from 'ink';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useSyncExternalStore,
} from 'react';
import type { Lang, Text } from '../../i18n/text.ts';
import type { Step } from '../../lab/chapter.ts';
import { ALL_SANDBOX, placementLabel } from '../../lab/placement.ts';
import { actionsOf } from './actions.ts';
import { ActivityRow } from './components/activity-row.tsx';
import { Rows } from './components/rows.tsx';
import { WatchRow } from './components/watch-row.tsx';
import { frameOf } from './frame.ts';
import type { Glyphs } from './glyphs.ts';
import type { Situation } from './keys/situation.ts';
import { press } from './keys/table.ts';
import { layoutOf } from './layout.ts';
import { isBusy, isShown } from './live/activity.ts';
import type { Conductor } from './live/conductor.ts';
import type { TuiOptions } from './options.ts';
import type { Brush } from './page/brush.ts';
import { chapterOf, mapRows as rowsOfMap } from './page/map.ts';
import { questionsPage } from './page/questions.ts';
import { remedyOf } from './page/seen.ts';
import { said } from './sentences.ts';
import { suspendProcess } from './suspend.ts';
import { paragraphs } from './text/line.ts';
import { useByHand } from './use-by-hand.ts';
import { command } from './use-commands.ts';
import { dialogKey, dialogText } from './use-dialog.ts';
import { useFollow } from './use-follow.ts';
import { useKeys } from './use-keys.ts';
import { usePage } from './use-page.ts';
import { useQuestions } from './use-questions.ts';
import { useWelcome } from './use-welcome.ts';
import { firstPlace, type Place, paneOnArrival, placeOfStep, placesOf } from './view/places.ts';
import { initialView, reduceView } from './view/view.ts';
import { welcomeOf } from './view/welcome.ts';
import { words } from './words.ts';

export interface AppProps {
  readonly conductor: Conductor;
  readonly lang: Lang;
  readonly glyphs: Glyphs;
  readonly logPath: string;
  readonly notices: readonly Text[];
  readonly onLang: ((lang: Lang) => void) | undefined;
  /** For so long after a run has ended (milliseconds), Enter does nothing: it was meant for what was there before. */
  readonly calm: number;
  /** Milliseconds between two looks at a step that is done by hand; `undefined`: as the target bears. */
  readonly lookEvery: number | undefined;
  /** Puts a text on the clipboard; whether the terminal could be asked to. */
  readonly copy: (text: string) => boolean;
  readonly report: TuiOptions['report'];
  readonly suspectLost: boolean;
  readonly settingsSource: TuiOptions['settings'];
  readonly onRebuild: () => void;
  /** The lab is to be opened again: a setting has changed. */
  readonly onReopen: () => void;
  /** `hurry`: without waiting for what is being stopped. */
  readonly onExit: (code: number, hurry?: boolean) => void;
}

/** The lab's screen: state and keys here, drawing in the pages. */
export function App({
  conductor,
  lang,
  glyphs,
  logPath,
  notices,
  onLang,
  calm,
  lookEvery,
  copy,
  report,
  suspectLost,
  settingsSource,
  onRebuild,
  onReopen,
  onExit,
}: AppProps): ReactNode {
  const { session } = conductor;
  const { lab, settings } = session;
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const snapshot = useSyncExternalStore(conductor.subscribe, conductor.snapshot);
  const places = useMemo(() => placesOf(lab), [lab]);
  const mapRows = useMemo(() => rowsOfMap(lab), [lab]);
  const [view, dispatch] = useReducer(reduceView, undefined, () => {
    const at = firstPlace(places, lab, session.state);
    const pane = paneOnArrival(places[at], session.state);
    const welcome = welcomeOf(lab, session.state, suspectLost);
    return initialView(at, pane, lang, noticesMessage(notices), welcome);
  });
  const layout = layoutOf(columns, rows);
  const brush: Brush = useMemo(
    () => ({ lang: view.lang, width: layout.text, glyphs }),
    [view.lang, layout.text, glyphs],
  );
  const where = useMemo(
    () => ({ workspace: settings.workspace, logs: logPath, notices }),
    [settings, logPath, notices],
  );
  const place = places[view.place];
  const step = subject(view.focus === 'map' ? mapRows[view.cursor] : place);
  const remedy = useMemo(
    () => (step === undefined ? undefined : remedyOf(lab, snapshot.state, snapshot.live, step)),
    [lab, snapshot.state, snapshot.live, step],
  );
  const show = useCallback(
    (step: Step) => dispatch({ do: 'show', place: placeOfStep(places, step.id) }),
    [places],
  );
  const watching = useByHand({
    conductor,
    step: view.byHand !== undefined && place?.kind === 'step' ? place.step : undefined,
    lang: view.lang,
    dispatch,
    show,
    period: lookEvery,
  });
  const { quiz, sheet } = useQuestions(conductor, snapshot.state, view);
  const quizPage = useMemo(
    () => (sheet === undefined ? [] : questionsPage(sheet, settings, brush)),
    [sheet, settings, brush],
  );
  const open = usePage(view, place, snapshot, lab, settings, where, remedy, watching, brush);
  const page = view.focus === 'questions' ? quizPage : open;
  const base = {
    lab,
    state: snapshot.state,
    settings,
    activity: snapshot.activity,
    view,
    places,
    step,
    holder: session.holder,
    remedy,
    canReport: report !== undefined,
    canSet: settingsSource !== undefined,
    chapter: chapterOf(view.focus === 'map' ? mapRows[view.cursor] : place),
    sheet,
  };
  const frame = frameOf({
    base,
    page,
    mapRows,
    live: snapshot.live,
    target: placementLabel(settings.placement ?? ALL_SANDBOX),
    layout,
    brush,
  });
  const situation: Situation = { ...base, rows: frame.rows, height: frame.height };

  const latest = useRef(situation);
  latest.current = situation;
  const actions = useMemo(() => actionsOf(conductor, dispatch, show), [conductor, show]);
  useFollow(snapshot, view, places, dispatch);
  const spoken = useRef(lang);
  useEffect(() => {
    if (view.lang === spoken.current) return;
    spoken.current = view.lang;
    onLang?.(view.lang);
  }, [view.lang, onLang]);
  const lookAgain = useWelcome(conductor, places, latest, dispatch);
  const ended = useEndOfRuns(isBusy(snapshot.activity));
  const suspend = useCallback(() => void suspendProcess(suspendTerminal), [suspendTerminal]);

  useKeys({
    onKey(name) {
      if (layout.tooSmall && !['q', 'ctrl+c', 'ctrl+z'].includes(name)) return;
      const tools = {
        situation,
        mapRows,
        conductor,
        actions,
        dispatch,
        exit: onExit,
        suspend,
        copy,
        rebuild: onRebuild,
        makeReport: report,
        settings: settingsSource,
        reopen: onReopen,
        lookAgain,
        quiz,
      };
      if (view.dialog !== undefined) return dialogKey(view.dialog, name, tools);
      dispatch({ do: 'touch' });
      if (name === 'enter' && performance.now() - ended.current < calm) {
        return dispatch({ do: 'say', message: { tone: 'plain', text: said.justEnded } });
      }
      const pressed = press(name, situation);
      if (pressed.kind === 'refused')
        dispatch({ do: 'say', message: { tone: 'warn', text: pressed.reason } });
      else command(pressed.binding, pressed.key, tools);
    },
    onText(text) {
      if (view.dialog !== undefined) return dialogText(view.dialog, text, dispatch);
      dispatch({ do: 'say', message: { tone: 'plain', text: said.pasted(text.length) } });
    },
  });

  if (layout.tooSmall) {
    const message = paragraphs(words.tooSmall(columns, rows)[view.lang], columns);
    return <Rows lines={message} width={columns} height={layout.rows} />;
  }
  const { activity } = snapshot;
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.rows} paddingX={1}>
      <Rows lines={frame.header} width={frame.headerWidth} height={frame.header.length} />
      <Box height={frame.bodyHeight}>
        {layout.sidebar > 0 && (
          <Rows lines={frame.sidebar} width={layout.sidebar + 2} height={frame.bodyHeight} />
        )}
        <Box flexDirection="column" width={layout.text}>
          <Rows lines={frame.tabs} width={layout.text} height={frame.tabs.length} />
          <Rows lines={frame.content} width={layout.text} height={frame.height} />
        </Box>
      </Box>
      <Rows lines={frame.footer} width={frame.headerWidth} height={frame.footer.length} />
      {isShown(activity) && (
        <ActivityRow
          activity={activity}
          lab={lab}
          live={snapshot.live}
          brush={{ ...brush, width: frame.headerWidth }}
        />
      )}
      {!isShown(activity) && view.byHand !== undefined && watching !== undefined && (
        <WatchRow watching={watching} brush={{ ...brush, width: frame.headerWidth }} />
      )}
      <Rows lines={[frame.keys]} width={frame.headerWidth} height={1} />
    </Box>
  );
}

function subject(at: Place | { readonly kind: string; readonly step?: Step } | undefined): Step | undefined {
  return at !== undefined && 'step' in at ? at.step : undefined;
}

function noticesMessage(notices: readonly Text[]) {
  if (notices.length === 0) return undefined;
  return {
    tone: 'warn' as const,
    text: { fr: notices.map(({ fr }) => fr).join(' '), en: notices.map(({ en }) => en).join(' ') },
  };
}

/** When the last run ended, on `performance.now`'s clock. */
function useEndOfRuns(busy: boolean) {
  const ended = useRef(Number.NEGATIVE_INFINITY);
  const was = useRef(busy);
  // Before the next key can be heard.
  useLayoutEffect(() => {
    if (was.current && !busy) ended.current = performance.now();
    was.current = busy;
  }, [busy]);
  return ended;
}
