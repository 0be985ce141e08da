import process from 'node:process';
import { render } from 'ink';
import type { Session } from '../../engine/session.ts';
import { App } from './app.tsx';
import { clipboardSequence } from './clipboard.ts';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { Colours } from './components/rows.tsx';
import type { Glyphs } from './glyphs.ts';
import { Conductor } from './live/conductor.ts';
import type { TuiOptions } from './options.ts';

/** Five times what the conductor tells: a key never waits long for its frame, and the news are not drawn more often. */
const MAX_FPS = 60;
/** A step that is told to stop gets this long (milliseconds) before the program ends without it. */
const PATIENCE = 8000;

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly glyphs: Glyphs;
  /** See `AppProps.calm`. */
  readonly calm: number;
  /** See `AppProps.lookEvery`. */
  readonly lookEvery?: number;
}

/** How the screen was left: the exit code, what broke it, for a rebuilding of the progress, or for changed settings. */
export type Left =
  | { readonly code: number; readonly hurry: boolean }
  | { readonly error: unknown }
  | { readonly rebuild: true }
  | { readonly reopen: true };

/** Draws the lab on a terminal until the person leaves; the terminal is restored whatever happens. */
export async function mount(session: Session, options: TuiOptions, terminal: Terminal): Promise<Left> {
  const conductor = new Conductor(session);
  const left = Promise.withResolvers<Left>();
  const interrupted = () => left.resolve({ code: 130, hurry: false });
  options.signal.addEventListener('abort', interrupted, { once: true });
  if (options.signal.aborted) interrupted();
  // A window that was closed: nothing can be shown any more, and what runs is stopped as by any other interruption.
  terminal.stdout.on('error', interrupted);
  const colours = !options.noColor && hasColours(terminal.stdout);
  const screen = render(
    <ErrorBoundary onError={error => left.resolve({ error })}>
      <Colours value={colours}>
        <App
          conductor={conductor}
          lang={options.lang}
          glyphs={terminal.glyphs}
          logPath={options.logPath}
          notices={options.notices}
          onLang={options.onLang}
          calm={terminal.calm}
          lookEvery={terminal.lookEvery}
          copy={text => copyTo(terminal.stdout, text)}
          report={options.report}
          suspectLost={options.suspectLost ?? false}
          settingsSource={options.settings}
          onRebuild={() => left.resolve({ rebuild: true })}
          onReopen={() => left.resolve({ reopen: true })}
          onExit={(code, hurry = false) => left.resolve({ code, hurry })}
        />
      </Colours>
    </ErrorBoundary>,
    {
      stdin: terminal.stdin,
      stdout: terminal.stdout,
      stderr: process.stderr,
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      maxFps: MAX_FPS,
      // Ctrl-C first stops the step that runs: it is a key of the table.
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  // Ink ends by itself when standard input does, or when it cannot read keys at all.
  screen.waitUntilExit().then(
    () => left.resolve({ code: 0, hurry: false }),
    (error: unknown) => left.resolve({ error }),
  );
  try {
    const how = await left.promise;
    await conductor.close('hurry' in how && how.hurry ? 0 : PATIENCE);
    return how;
  } finally {
    options.signal.removeEventListener('abort', interrupted);
    screen.unmount();
    await screen.waitUntilExit().catch(() => {});
    terminal.stdout.off('error', interrupted);
  }
}

/** Sixteen colours, as the theme has them; a stream that cannot say has none. */
function hasColours(stdout: Partial<Pick<NodeJS.WriteStream, 'hasColors'>>): boolean {
  return stdout.hasColors?.() ?? false;
}

/** Beside what ink draws: the sequence moves no cursor and changes no cell. */
function copyTo(stdout: NodeJS.WriteStream, text: string): boolean {
  const sequence = clipboardSequence(text, process.env);
  if (sequence === undefined) return false;
  stdout.write(sequence);
  return true;
}
