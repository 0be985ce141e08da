import type { AccountCollection, Catalog } from './catalog.ts';
import { noActiveWarehouse, SnowflakeError } from './errors.ts';
import { displayName } from './names.ts';
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
}

/** The warehouses of the account, with their timers. */
export class Warehouses {
  readonly #entries: AccountCollection<WarehouseEntry>;
  readonly #running = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(catalog: Catalog) {
    this.#entries = catalog.account<WarehouseEntry>('warehouses');
    for (const [name] of this.#entries.entries()) this.#watch(name);
  }

  get(name: string): WarehouseEntry | undefined {
    return this.#entries.get(name);
  }

  entries(): readonly (readonly [string, WarehouseEntry])[] {
    return this.#entries.entries();
  }

  /** Adds or replaces a warehouse and starts its idle timer anew. */
  set(name: string, entry: WarehouseEntry): void {
    this.#entries.set(name, entry);
    this.#watch(name);
  }

  delete(name: string): boolean {
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
      this.#entries.set(name, { ...entry, suspended: false, resumedOn: Date.now() });
    }
    this.#running.set(name, this.running(name) + 1);
    clearTimeout(this.#timers.get(name));
    return () => {
      this.#running.set(name, this.running(name) - 1);
      this.#watch(name);
    };
  }

  /** Stops all timers. */
  close(): void {
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
        this.#entries.set(name, { ...current, suspended: true });
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
