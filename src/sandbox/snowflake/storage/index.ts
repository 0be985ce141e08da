import type { Command } from '../command.ts';
import type { StageSource } from '../stage-source.ts';

/** Commands for integrations, stages, file formats and COPY. */
export const storageCommands: readonly Command[] = [];

/** Reads staged files in a FROM clause. */
export const stageSource: StageSource | undefined = undefined;
