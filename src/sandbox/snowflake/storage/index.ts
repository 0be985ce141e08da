import type { Command } from '../command.ts';
import { copyCommands } from './copy.ts';
import { fileFormatCommands } from './file-formats.ts';
import { integrationCommands } from './integrations.ts';
import { fileCommands } from './list.ts';
import { stageCommands } from './stages.ts';

export { loadHistoryView } from './load-history-view.ts';
export { stageSource } from './stage-source.ts';

/** Commands for integrations, stages, file formats and COPY. */
export const storageCommands: readonly Command[] = [
  ...integrationCommands,
  ...stageCommands,
  ...fileFormatCommands,
  ...fileCommands,
  ...copyCommands,
];
