import { basename } from 'node:path';
import type { ShellReader } from '../ports/shell.ts';

/** What each program may be asked by a check. Any program may be asked for its version. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  aws: /^(?:s3 ls|(?:s3api|iam|sts|configure) (?:get|list|head)(?:-[a-z-]+)?)(?: |$)/,
  git: /^(?:status|rev-parse|config --get)(?: |$)/,
};
const VERSION = /^(?:--version|-V|-version|version)$/;

/** True for a command line that is known to change nothing. */
export function isLooking(path: string, args: readonly string[]): boolean {
  const line = args.join(' ');
  const program = basename(path.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat)$/, '');
  const looks = Object.hasOwn(LOOKS, program) ? LOOKS[program] : undefined;
  return VERSION.test(line) || (looks?.test(line) ?? false);
}

/** The same programs, to look with: another command line is refused before it is started (`READ_ONLY`). */
export function createShellReader(shell: ShellReader): ShellReader {
  return {
    find: program => shell.find(program),
    async run(path, args, options) {
      if (isLooking(path, args)) return shell.run(path, args, options);
      const line = [basename(path), ...args].join(' ');
      throw Object.assign(new Error(`A check may only look, not run: ${line}`), { code: 'READ_ONLY' });
    },
  };
}
