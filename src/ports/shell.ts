/** One line of a program's output. */
export interface Line {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to a small allow-list of the parent's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: Line) => void;
  /** Milliseconds; the process is ended after it. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Programs of the student's machine, to look with: found once by absolute path, started with argument arrays, never through a shell. */
export interface ShellReader {
  /** The absolute path of a program on PATH, never one of the working directory; `undefined` when it is absent. */
  find(program: string): Promise<string | undefined>;
  /** A reader runs only command lines that are known to change nothing; another throws `READ_ONLY` before it is started. */
  run(path: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}

/** The same programs with any arguments. */
export interface Shell extends ShellReader {}
