/** A service of the sandbox that answers on loopback. */
export interface RunningService {
  readonly port: number;
  /** Stops cleanly and frees the port; safe to call twice. */
  stop(): Promise<void>;
}
