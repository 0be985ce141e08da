/** The student's visible files (`SHOPSTREAM_WORKSPACE`). Paths are relative, with `/`. */
export interface WorkspaceReader {
  /** Absolute path of the workspace. */
  readonly root: string;
  path(relative: string): string;
  /** `undefined` when there is no such file. */
  read(relative: string): Promise<string | undefined>;
  /** Files below a folder, relative to it; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** What became of a file that the lab wanted to write. */
export type WriteOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'unchanged' }
  /** The student had edited it: theirs was kept beside it under this name. */
  | { readonly kind: 'replaced'; readonly copy: string };

export interface WorkspaceWriteOptions {
  /** 0o600 for files with secrets. */
  readonly mode?: number;
  /** The contents the lab itself may have written before: a file equal to one of them is replaced without a copy. */
  readonly ours?: readonly string[];
}

export interface Workspace extends WorkspaceReader {
  /** Writes atomically. A file that differs and was not the lab's own is first copied to `NAME.copie-<time>`. */
  write(relative: string, content: string, options?: WorkspaceWriteOptions): Promise<WriteOutcome>;
  /** Removes a file or folder made by the lab; no error when it is absent. */
  remove(relative: string): Promise<void>;
}
