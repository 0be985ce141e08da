import type { PortName, Ports, ReaderPorts } from './ports.ts';

/** Where the engine gets its ports: a target that opens each one when it is first asked for. */
export interface PortSource {
  /**
   * The full ports, for `execute` and `undo`.
   * @throws the driver's error when a service cannot be reached at all.
   */
  open<N extends PortName>(names: readonly N[], signal?: AbortSignal): Promise<Pick<Ports, N>>;
  /** The same ports for checks: connections of their own that cannot write. */
  openReaders<N extends PortName>(names: readonly N[], signal?: AbortSignal): Promise<Pick<ReaderPorts, N>>;
  /** Every secret value in use, to be removed from whatever is shown or written. */
  secrets(): readonly string[];
  /** Calls `listener` with what a service makes the lab wait for, such as requests sent again; returns how to stop. */
  onNotice?(listener: (notice: { readonly fr: string; readonly en: string }) => void): () => void;
  /** Closes what was opened, in reverse order; safe to call twice. */
  close(): Promise<void>;
}
