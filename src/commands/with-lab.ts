import { type Context, readContext } from './context.ts';
import { type Interruption, onInterrupt } from './interrupt.ts';
import type { OpenLab } from './open-lab.ts';
import type { Options } from './options.ts';

/** Reads the settings and lets `act` be interrupted; for commands that open the lab themselves, or several times. */
export async function withInterruption(
  options: Options,
  act: (context: Context, interruption: Interruption) => Promise<number>,
): Promise<number> {
  const context = readContext(options);
  const interruption = onInterrupt();
  try {
    return await act(context, interruption);
  } finally {
    interruption.dispose();
  }
}

/** The same with the lab open while `act` works; it is closed on every path. */
export function withLab(
  options: Options,
  open: (context: Context) => Promise<OpenLab>,
  act: (opened: OpenLab, context: Context, interruption: Interruption) => Promise<number>,
): Promise<number> {
  return withInterruption(options, async (context, interruption) => {
    const opened = await open(context);
    try {
      return await act(opened, context, interruption);
    } finally {
      await opened.close();
    }
  });
}
