/** A port together with the duty to close it. */
export interface Opened<Port> {
  readonly port: Port;
  /** Releases connections, processes and timers; safe to call twice. */
  close(): Promise<void>;
}
