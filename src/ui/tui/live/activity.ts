/**
 * What the lab is doing for this person. `inspect`: looking, in the background, at what the journal says is done. `watch`:
 * looking at a step that the person does by hand.
 */
export type Activity =
  | { readonly kind: 'idle' }
  | Working<'run' | 'verify' | 'reset' | 'report' | 'inspect' | 'watch'>;

interface Working<Kind extends string> {
  readonly kind: Kind;
  /** How many steps it is about. */
  readonly steps: number;
  /** The step it is at; of a verification, which looks at many at once, none. */
  readonly current: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** It was told to stop and is finishing. */
  readonly stopping: boolean;
}

export const IDLE: Activity = { kind: 'idle' };

/** Whether the person must wait for it or stop it; a background look is put aside by whatever they ask for. */
export function isBusy(activity: Activity): boolean {
  return isShown(activity) && activity.kind !== 'inspect';
}

/** Something that has a row of its own on the screen. */
export type Shown = Working<'run' | 'verify' | 'reset' | 'report' | 'inspect'>;

export function isShown(activity: Activity): activity is Shown {
  return activity.kind !== 'idle' && activity.kind !== 'watch';
}
