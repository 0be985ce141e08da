/** Why the sandbox's PostgreSQL could not be prepared, started or stopped; `code` is stable, the message is for a person. */
export type PostgresFault =
  /** No PostgreSQL package exists for this operating system and processor. */
  | 'POSTGRES_UNSUPPORTED'
  /** The package exists but is not installed. */
  | 'POSTGRES_NOT_INSTALLED'
  /** Windows without the Visual C++ runtime, or with one that is too old. */
  | 'POSTGRES_VCRUNTIME'
  /** A Linux without glibc (Alpine). */
  | 'POSTGRES_LIBC'
  /** Running as root, and no unprivileged account to run PostgreSQL as. */
  | 'POSTGRES_ACCOUNT'
  /** A data folder that is not ours, or that cannot be written. */
  | 'POSTGRES_FOLDER'
  | 'POSTGRES_INITDB'
  | 'POSTGRES_START'
  | 'POSTGRES_STOP'
  /** Another server answers for this data folder and cannot be told apart from ours, or does not answer. */
  | 'POSTGRES_BUSY'
  | 'EADDRINUSE'
  | 'EACCES';

/** An error of the sandbox's PostgreSQL, shaped like a driver's: a stable `code` and a message. */
export class PostgresError extends Error {
  readonly code: PostgresFault;

  constructor(code: PostgresFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'PostgresError';
    this.code = code;
  }
}
