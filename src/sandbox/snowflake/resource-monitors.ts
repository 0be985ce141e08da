/** When a quota begins anew. */
export const FREQUENCIES = ['MONTHLY', 'DAILY', 'WEEKLY', 'YEARLY', 'NEVER'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export const TRIGGER_ACTIONS = ['NOTIFY', 'SUSPEND', 'SUSPEND_IMMEDIATE'] as const;
export type TriggerAction = (typeof TRIGGER_ACTIONS)[number];

export interface Trigger {
  /** Of the quota. */
  readonly percent: number;
  readonly action: TriggerAction;
}

/** A limit of credits for the warehouses that name it. */
export interface ResourceMonitorEntry {
  /** Credits; `null`: no limit. */
  readonly quota: number | null;
  readonly frequency: Frequency;
  readonly triggers: readonly Trigger[];
  /** Credits of the period that began at `since`, of runs that have ended. */
  readonly used: number;
  readonly since: number;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
}

/** Credits at which the monitor's warehouses stop; `undefined`: never. */
export function stopsAt({ quota, triggers }: ResourceMonitorEntry): number | undefined {
  const percents = triggers.filter(({ action }) => action !== 'NOTIFY').map(({ percent }) => percent);
  return quota === null || percents.length === 0 ? undefined : (quota * Math.min(...percents)) / 100;
}

/** Whether a period that began at `since` is over. */
export function isOver({ frequency, since }: ResourceMonitorEntry, now: number): boolean {
  return periodOf(frequency, since) !== periodOf(frequency, now);
}

/** A name of the period that a moment (UTC) lies in. */
function periodOf(frequency: Frequency, at: number): string {
  const iso = new Date(at).toISOString();
  switch (frequency) {
    case 'NEVER':
      return '';
    case 'YEARLY':
      return iso.slice(0, 4);
    case 'MONTHLY':
      return iso.slice(0, 7);
    case 'WEEKLY':
      // The first of January 1970 was a Thursday.
      return String(Math.floor((at / 86_400_000 + 3) / 7));
    case 'DAILY':
      return iso.slice(0, 10);
  }
}
