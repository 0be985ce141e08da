import type { Text } from '../../i18n/text.ts';
import type { Remedy } from '../../lab/diagnosis.ts';

/** Whose error it is, where the same code means something else to another tool. */
export type Tool = 'aws' | 'postgres' | 'snowflake';

/**
 * One way to recognise an error: everything that is given must hold. A code weighs more than words, and both together
 * more than one of them.
 */
export interface Clause {
  /** Codes of the driver: SQLSTATE, Snowflake's number with six digits, AWS's name, a system error's name. */
  readonly codes?: readonly string[];
  /** Searched in the messages of the error and its causes, and in what a program wrote. */
  readonly text?: RegExp;
  /** Where these words stand too, a more particular entry knows better. */
  readonly not?: RegExp;
  readonly tool?: Tool;
}

/** A real message: its words alone, or with the code that the driver gives beside them. */
export type ErrorSample = string | readonly [code: string, message: string];

/**
 * One known error. `cause` and `fix` may hold `{1|word}`: the group of the clause's pattern, or `word` when only the code
 * was seen; `{path|word}`: the file of a system error; `{program}`: `shopstream` as the person types it;
 * `{set NAME=value}`: that assignment in the person's shell.
 */
export interface Entry {
  /** Stable: reports and people quote it. */
  readonly id: string;
  readonly when: readonly Clause[];
  readonly cause: Text;
  /** One thing to do, with the exact command where there is one. */
  readonly fix: Text;
  /** Messages of the real tools, each of which this entry alone must claim. */
  readonly samples: readonly ErrorSample[];
  /** What the lab can do about it itself. */
  readonly remedy?: Remedy;
  /** 2 when something the lab needs is missing. */
  readonly exitCode?: 2;
}
