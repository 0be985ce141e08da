import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import type { Session } from '../../engine/session.ts';
import { Conductor } from '../tui/live/conductor.ts';
import type { TuiOptions } from '../tui/options.ts';
import { Dialogue } from './dialogue.ts';
import { LineLab } from './line-lab.ts';

/** What the line mode is opened with: what the screen is, less what only a screen has. */
export type LineOptions = Pick<
  TuiOptions,
  'lang' | 'signal' | 'notices' | 'onLang' | 'report' | 'suspectLost' | 'settings'
>;

export interface LineStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Milliseconds between two looks at a step that is done by hand; `undefined`: as the target bears. */
  readonly lookEvery?: number;
}

/** A step that is told to stop gets this long (milliseconds) before the program ends without it. */
const PATIENCE = 8000;

/**
 * The lab as a dialogue of plain lines: for screen readers, and for terminals that can draw nothing.
 * @returns the exit code: 0 left by the person, 130 interrupted; `rebuild`: left for a rebuilding of the progress, after
 * which the lab is to be opened again; `reopen`: a setting has changed, the lab is to be opened again.
 */
export async function runLine(
  session: Session,
  options: LineOptions,
  streams: LineStreams = { input: process.stdin, output: process.stdout },
): Promise<number | 'rebuild' | 'reopen'> {
  const conductor = new Conductor(session);
  const dialogue = new Dialogue(streams.input, streams.output, options.signal);
  const stop = () => conductor.interrupt();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const how = await new LineLab(conductor, dialogue, options, streams.lookEvery).run();
    return options.signal.aborted ? 130 : how === 'left' ? 0 : how;
  } finally {
    options.signal.removeEventListener('abort', stop);
    dialogue.close();
    await conductor.close(PATIENCE);
  }
}
