import process from 'node:process';
import type { Session } from '../../engine/session.ts';
import { glyphsFor } from './glyphs.ts';
import type { TuiOptions } from './options.ts';
import { quiet } from './quiet.ts';

export type { TuiOptions } from './options.ts';

/** Long enough that an Enter meant for a run that has just ended does not act on what came after it (milliseconds). */
const CALM = 300;

/**
 * Opens the lab's screen on this process's terminal, which the caller has checked to be one.
 * @returns the exit code: 0 left by the person, 130 interrupted, 1 when the screen itself broke (the error is printed);
 * `rebuild`: left for a rebuilding of the progress, after which the lab is to be opened again; `reopen`: a setting has changed,
 * the lab is to be opened again.
 */
export async function runTui(session: Session, options: TuiOptions): Promise<number | 'rebuild' | 'reopen'> {
  // Ink's colours ignore NO_COLOR; they heed FORCE_COLOR, once, when they are loaded.
  if (options.noColor) process.env['FORCE_COLOR'] = '0';
  // React's development build is several times slower; a bundle has this built in.
  process.env['NODE_ENV'] ??= 'production';
  const { mount } = await import('./mount.tsx');
  const loud = quiet();
  let kept: readonly string[] = [];
  const left = await mount(session, options, {
    stdin: process.stdin,
    stdout: process.stdout,
    glyphs: glyphsFor(process.env, process.platform),
    calm: CALM,
  }).finally(() => {
    kept = loud();
  });
  for (const chunk of kept) process.stderr.write(chunk);
  if ('rebuild' in left) return 'rebuild';
  if ('reopen' in left) return 'reopen';
  if ('code' in left) return left.code;
  const { error } = left;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.stderr.write(`${options.logPath}\n`);
  return 1;
}
