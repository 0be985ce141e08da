import type { CommandContext } from './command.ts';
import type { Options } from './reader.ts';

/** A relation over staged files, ready to stand in a FROM clause. */
export interface StageRelation {
  /**
   * A table expression in parentheses or a function call, without alias. Its columns are `"$1"`, `"$2"`, … (VARCHAR, or
   * JSON for JSON files), `"METADATA$FILENAME"` and `"METADATA$FILE_ROW_NUMBER"`.
   */
  readonly sql: string;
  /** Removes temporary files; called when the statement has ended, however it ended. */
  release(): Promise<void>;
}

/** Turns `@stage/path (FILE_FORMAT => …, PATTERN => …)` of a FROM clause into a relation. */
export interface StageSource {
  /** `stage` as written, with its `@`; `columns` is the highest `$n` that the statement mentions (at least 1). */
  open(context: CommandContext, stage: string, options: Options, columns: number): Promise<StageRelation>;
}
