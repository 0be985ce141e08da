import { type StatementResult, statusResult } from './result.ts';

/** What most statements that change something answer. */
export const DONE = 'Statement executed successfully.';

/** CREATE … IF NOT EXISTS of something that is there. */
export function alreadyThere(shown: string): StatementResult {
  return statusResult(`${shown} already exists, statement succeeded.`);
}

/** DROP … IF EXISTS of something that is not there. */
export function alreadyDropped(shown: string): StatementResult {
  return statusResult(`Drop statement executed successfully (${shown} already dropped).`);
}

/** DROP of something that was there. */
export function dropped(shown: string): StatementResult {
  return statusResult(`${shown} successfully dropped.`);
}
