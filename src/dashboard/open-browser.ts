import { spawn } from 'node:child_process';
import process from 'node:process';

/** Shows an address in the person's browser, where there is one to be shown in. Never fails: the address is printed too. */
export function openBrowser(url: string): void {
  const [program, ...args] = openerOf(process.platform, process.env, url) ?? [];
  if (program === undefined) return;
  const child = spawn(program, args, {
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
    windowsVerbatimArguments: true,
  });
  child.once('error', () => {
    // Without such a program, the person opens the printed address.
  });
  child.unref();
}

/** The command that opens an address; `undefined` where no browser can appear (no display, a CI machine). */
export function openerOf(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  url: string,
): readonly string[] | undefined {
  if (environment['CI'] !== undefined && environment['CI'] !== '') return undefined;
  switch (platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      // `start` takes its first quoted word for a window's title. The address holds no sign that cmd would read.
      return ['cmd', '/c', 'start', '""', url];
    default: {
      // Without a display, xdg-open would start a browser inside this terminal.
      const shown = environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'] ?? '';
      return shown === '' ? undefined : ['xdg-open', url];
    }
  }
}
