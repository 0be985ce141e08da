import type { Text } from '../i18n/text.ts';
import type { PortName, Ports, ReaderPorts } from '../ports/ports.ts';
import type { Check, Verification } from './check.ts';
import type { LabSettings } from './settings.ts';

/** What a check may use: the declared ports, read-only. */
export interface CheckContext<N extends PortName = PortName> {
  readonly ports: Pick<ReaderPorts, N>;
  readonly settings: LabSettings;
  readonly signal: AbortSignal;
}

/** What an action may use: the declared ports, and ways to tell what it is doing. */
export interface ExecuteContext<N extends PortName = PortName> {
  readonly ports: Pick<Ports, N>;
  readonly settings: LabSettings;
  readonly signal: AbortSignal;
  /** The one export date of this run (`YYYY-MM-DD`): fixed and journalled when first asked for. */
  exportDate(): string;
  /** `done` of `total` units of something countable, for example rows of a table. */
  progress(label: Text, done: number, total?: number): void;
  /** What is happening: a statement sent, a program's output. Several lines are told one by one. */
  log(words: string): void;
}

/** What preparing a step to be done by hand may use. */
export interface MaterialsContext {
  readonly ports: Pick<Ports, 'workspace'>;
  readonly settings: LabSettings;
  readonly signal: AbortSignal;
}

/** What the last look at a step found, for the hints that depend on it. */
export interface HintContext {
  /** Of the prerequisites, when they were looked at. */
  readonly prerequisites: readonly Check[];
  readonly checks: readonly Check[];
  /** The driver's code and message of what went wrong; `undefined`: nothing was refused. */
  readonly problem: { readonly code?: string; readonly raw?: string } | undefined;
  readonly settings: LabSettings;
}

/** Something a person would type, or a file that they would run, to do the step by hand. */
export interface Command {
  readonly language: 'sql' | 'shell' | 'python' | 'text';
  /** Where it is typed, or what it does, in a few words. */
  readonly title: Text;
  /** The exact text: this person's values, no prompt sign, no placeholder. */
  readonly code: string;
  /** The repository's file that it comes from, when it does: `sql/snowflake/load.sql`. */
  readonly file?: string;
}

/** A step as its file declares it. Its id is `<chapter>.<name>`; its lesson is `<name>.fr.md` and `<name>.en.md`. */
export interface StepDefinition<N extends PortName> {
  /** Kebab-case, stable. */
  readonly name: string;
  readonly title: Text;
  /** Section of the handout, for example `1.8.6`. */
  readonly handout?: string;
  readonly needs: readonly N[];
  /** Full ids of the steps this one stands on; when one of them fails, this one cannot be judged. Default: the step before it. */
  readonly after?: readonly string[];
  /** Counts neither in the totals nor in the exit code. */
  readonly optional?: boolean;
  /**
   * Its action shows something and leaves nothing behind (`dbt test`): it is executed the first time even when its
   * verification holds already.
   */
  readonly demonstrates?: boolean;
  /** What must hold before the action; a check that fails blocks the step and says what to do. */
  prerequisites(context: CheckContext<N>): Promise<readonly Check[]>;
  /** Starts something slow ahead of time, when the step will probably have to run; returns at once, never throws. */
  prepare?(ports: Pick<Ports, N>): void;
  /** Does the step, or completes it when it is partly done. Running it twice leaves one result. */
  execute(context: ExecuteContext<N>): Promise<void>;
  /** Looks at the real systems. Absent objects are `failed`, never thrown. */
  verify(context: CheckContext<N>): Promise<Verification>;
  /** Drops what `execute` made, and only that. */
  undo?(context: ExecuteContext<N>): Promise<void>;
  /** Puts into the workspace the files that the commands below use, when they are absent; called before they are shown. */
  materials?(context: MaterialsContext): Promise<void>;
  /** Folders of the workspace whose files decide the result: saving one there is worth looking again at once. */
  readonly watches?: readonly string[];
  /**
   * Does again what one saved file of `watches` (relative to its folder) decides, for example `dbt run --select MODEL`. Only
   * called while a person does the step by hand.
   */
  rerun?(context: ExecuteContext<N>, file: string): Promise<void>;
  /** The most likely causes of what was found, in order, each with what to do: told before the messages of the checks. */
  hints?(seen: HintContext): readonly Text[];
  /** What a person would type instead. */
  commands(settings: LabSettings): readonly Command[];
}

/** A step of any needs, as the engine handles it. */
export type AnyStep = StepDefinition<PortName>;

/** Declares a step; `needs` decides which ports its functions may touch. */
export function defineStep<const N extends PortName>(step: StepDefinition<N>): AnyStep {
  // The engine opens exactly the declared ports before it calls a step, which is what makes this widening sound.
  return step as unknown as AnyStep;
}
