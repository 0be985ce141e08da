import type { AccountCollection, Catalog } from './catalog.ts';
import { noActiveWarehouse, SnowflakeError } from './errors.ts';
import { creditsOf, type MeteredHour, Metering } from './metering.ts';
import { displayName } from './names.ts';
import { isOver, type ResourceMonitorEntry, stopsAt } from './resource-monitors.ts';
import type { Session } from './session.ts';

/** A virtual warehouse: nothing computes here, but it starts, suspends and refuses as a real one does. */
export interface WarehouseEntry {
  readonly size: string;
  readonly type: string;
  /** Seconds of idleness; `null`: never. */
  readonly autoSuspend: number | null;
  readonly autoResume: boolean;
  readonly suspended: boolean;
  readonly comment: string;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  readonly resumedOn: number;
  readonly updatedOn: number;
  /** Name of the resource monitor that limits it; `null` as text, or nothing: none. */
  readonly resourceMonitor?: string;
}

/** The warehouses of the account, with their timers. */
export class Warehouses {
  readonly #entries: AccountCollection<WarehouseEntry>;
  readonly #running = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #metering: Metering;
  /** Since when those that run are counted; milliseconds since the epoch. */
  readonly #runs = new Map<string, number>();
  readonly #clock: () => number;
  readonly monitors: AccountCollection<ResourceMonitorEntry>;

  /** @param clock milliseconds since the epoch; what runs is counted by it. */
  constructor(catalog: Catalog, clock: () => number = Date.now) {
    this.#entries = catalog.account<WarehouseEntry>('warehouses');
    this.#metering = new Metering(catalog);
    this.monitors = catalog.account<ResourceMonitorEntry>('resource-monitors');
    this.#clock = clock;
    for (const [name, entry] of this.#entries.entries()) {
      if (!entry.suspended) this.#runs.set(name, clock());
      this.#watch(name);
    }
  }

  get(name: string): WarehouseEntry | undefined {
    return this.#entries.get(name);
  }

  entries(): readonly (readonly [string, WarehouseEntry])[] {
    return this.#entries.entries();
  }

  /** Adds or replaces a warehouse and starts its idle timer anew. */
  set(name: string, entry: WarehouseEntry): void {
    this.#put(name, entry);
    this.#watch(name);
  }

  delete(name: string): boolean {
    this.#settle(name);
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
    return this.#entries.delete(name);
  }

  rename(from: string, to: string): void {
    const entry = this.#entries.get(from);
    if (entry === undefined) return;
    this.delete(from);
    this.set(to, entry);
  }

  /** Statements that run on it now. */
  running(name: string): number {
    return this.#running.get(name) ?? 0;
  }

  /**
   * Takes the session's warehouse for one statement and returns what gives it back. Resumes a suspended one when it has
   * AUTO_RESUME. Throws 000606 when there is none, 000606 as well when it is suspended and must not resume by itself.
   */
  use(session: Session): () => void {
    const name = session.warehouse;
    const entry = name === null ? undefined : this.#entries.get(name);
    if (name === null || entry === undefined) throw noActiveWarehouse();
    if (entry.suspended) {
      if (!entry.autoResume) throw suspended(name);
      this.refuseOverQuota(name);
      this.#put(name, { ...entry, suspended: false, resumedOn: Date.now() });
    } else if (this.#isOverQuota(name)) {
      // As SUSPEND does: what runs already may end, nothing new begins.
      if (this.running(name) === 0) this.#put(name, { ...entry, suspended: true });
      this.refuseOverQuota(name);
    }
    this.#running.set(name, this.running(name) + 1);
    clearTimeout(this.#timers.get(name));
    return () => {
      this.#running.set(name, this.running(name) - 1);
      this.#watch(name);
    };
  }

  /** What every warehouse would have cost, hour by hour. */
  hours(): readonly MeteredHour[] {
    const now = this.#clock();
    const running = [...this.#runs].map(([warehouse, from]) => ({
      warehouse,
      size: this.#size(warehouse),
      from,
    }));
    return this.#metering.hours(running, now);
  }

  /** Credits that a monitor's warehouses have used in its period. */
  usedCredits(monitor: string): number {
    const entry = this.monitors.get(monitor);
    if (entry === undefined) return 0;
    const now = this.#clock();
    const ended = isOver(entry, now) ? 0 : entry.used;
    const running = [...this.#runs]
      .filter(([warehouse]) => this.#entries.get(warehouse)?.resourceMonitor === monitor)
      .map(([warehouse, from]) => creditsOf(this.#size(warehouse), from, now));
    return running.reduce((sum, credits) => sum + credits, ended);
  }

  /** Whether some warehouse is limited by this monitor. */
  isMonitoring(monitor: string): boolean {
    return this.#entries.entries().some(([, entry]) => entry.resourceMonitor === monitor);
  }

  /** Removes a monitor; its warehouses go on without. Whether it was there. */
  dropMonitor(name: string): boolean {
    for (const [warehouse, entry] of this.#entries.entries())
      if (entry.resourceMonitor === name) this.#entries.set(warehouse, { ...entry, resourceMonitor: 'null' });
    return this.monitors.delete(name);
  }

  /** Throws 090073 when the quota of the warehouse's monitor is used up. */
  refuseOverQuota(name: string): void {
    if (!this.#isOverQuota(name)) return;
    const monitor = this.#entries.get(name)?.resourceMonitor ?? '';
    throw new SnowflakeError(
      '090073',
      '57P03',
      `Warehouse '${displayName([name])}' cannot be resumed because resource monitor '${displayName([monitor])}' has exceeded its quota.`,
    );
  }

  #isOverQuota(name: string): boolean {
    const monitor = this.#entries.get(name)?.resourceMonitor;
    const entry = monitor === undefined ? undefined : this.monitors.get(monitor);
    const limit = entry === undefined ? undefined : stopsAt(entry);
    return monitor !== undefined && limit !== undefined && this.usedCredits(monitor) >= limit;
  }

  /** Every change of a warehouse: whether and how large it runs decides what it costs. */
  #put(name: string, entry: WarehouseEntry): void {
    const before = this.#entries.get(name);
    if (before?.size !== entry.size || entry.suspended) this.#settle(name);
    this.#entries.set(name, entry);
    if (!entry.suspended && !this.#runs.has(name)) this.#runs.set(name, this.#clock());
  }

  /** Ends the run of a warehouse, if it runs. */
  #settle(name: string): void {
    const from = this.#runs.get(name);
    if (from === undefined) return;
    this.#runs.delete(name);
    const now = this.#clock();
    const size = this.#size(name);
    this.#metering.add({ warehouse: name, size, from }, now);
    const monitor = this.#entries.get(name)?.resourceMonitor;
    const entry = monitor === undefined ? undefined : this.monitors.get(monitor);
    if (monitor === undefined || entry === undefined) return;
    const fresh = isOver(entry, now);
    const used = (fresh ? 0 : entry.used) + creditsOf(size, from, now);
    this.monitors.set(monitor, { ...entry, used, since: fresh ? now : entry.since });
  }

  #size(name: string): string {
    return this.#entries.get(name)?.size ?? 'X-Small';
  }

  /** Stops all timers, and keeps what those that run have cost. */
  close(): void {
    for (const name of [...this.#runs.keys()]) this.#settle(name);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #watch(name: string): void {
    clearTimeout(this.#timers.get(name));
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.suspended || entry.autoSuspend === null || this.running(name) > 0)
      return;
    const timer = setTimeout(() => {
      const current = this.#entries.get(name);
      if (current !== undefined && !current.suspended && this.running(name) === 0)
        this.#put(name, { ...current, suspended: true });
    }, entry.autoSuspend * 1000);
    timer.unref();
    this.#timers.set(name, timer);
  }
}

function suspended(name: string): SnowflakeError {
  return new SnowflakeError(
    '000606',
    '57P03',
    `Warehouse '${displayName([name])}' is suspended and AUTO_RESUME is FALSE. Resume it with ALTER WAREHOUSE ${displayName([name])} RESUME.`,
  );
}
