import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { openBrowser } from '../dashboard/open-browser.ts';
import { dashboardPage, type PageAssets } from '../dashboard/page.ts';
import { readCube } from '../dashboard/read-cube.ts';
import { type Dashboard, startDashboard } from '../dashboard/server.ts';
import { explain } from '../engine/diagnosis/explain.ts';
import { type Lang, say, type Text } from '../i18n/text.ts';
import { packageRoot, readContent } from '../lab/content.ts';
import { tellNotices } from './notices.ts';
import { type OpenLab, openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { unwritable } from './progress-words.ts';
import { UsageError } from './usage.ts';
import { withLab } from './with-lab.ts';

/**
 * `dashboard`: serves the report's three pages on loopback until the person ends it: `q` on a terminal (exit code 0), or an
 * interruption (130). `--export F`: writes them as one file instead.
 */
export function dashboard(options: Options): Promise<number> {
  const { exportTo, port } = options;
  if (exportTo !== undefined && port !== undefined) throw new UsageError(EXPORT_OR_SERVE);
  return withLab(options, openReadOnly, async (opened, { lang }, interruption) => {
    const { signal } = interruption;
    tellNotices(opened.notices, lang);
    const read = () => readMarts(opened, signal);
    const assets = pageAssets();
    const first = await read();
    if (exportTo !== undefined) {
      await exportPage(exportTo, options.yes, dashboardPage(assets, { lang, live: false, cube: first }).html);
      return 0;
    }
    const served = await startDashboard({ assets, lang, port, first, read, explain: explained });
    try {
      tell(served, lang);
      if (options.open) openBrowser(served.url);
      return await untilEnded(signal, () => interruption.exitCode() ?? 0);
    } finally {
      await served.close();
    }
  });
}

async function readMarts({ session }: OpenLab, signal: AbortSignal) {
  const { warehouse } = await session.ports.openReaders(['warehouse'], signal);
  return readCube(warehouse, signal);
}

function pageAssets(): PageAssets {
  return {
    script: readFileSync(join(packageRoot, 'dist', 'app', 'dashboard.js'), 'utf8'),
    style: readContent('assets/dashboard/dashboard.css'),
  };
}

async function explained(error: unknown): Promise<{ readonly text: Text; readonly advice: Text }> {
  const { text, advice = NO_ADVICE } = await explain(error);
  return { text, advice };
}

/** @throws LabError (exit code 2) when the file exists and `--yes` was not given, or it cannot be written. */
async function exportPage(path: string, mayReplace: boolean, html: string): Promise<void> {
  try {
    await writeFile(path, html, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    throw unwritable(path, error as NodeJS.ErrnoException);
  }
  process.stdout.write(`${resolve(path)}\n`);
}

function tell({ url }: Dashboard, lang: Lang): void {
  process.stdout.write(`${url}\n`);
  process.stderr.write(`${say(process.stdin.isTTY ? SERVING_KEYS : SERVING, lang)}\n`);
}

/** Waits for `q`, Ctrl-C or a signal; the exit code. The terminal is given back as it was. */
async function untilEnded(signal: AbortSignal, interrupted: () => number): Promise<number> {
  const { stdin } = process;
  const keys = stdin.isTTY === true;
  const { promise, resolve: end } = Promise.withResolvers<number>();
  const onKey = (typed: Buffer) => {
    const words = typed.toString();
    // Ctrl-C and Ctrl-D arrive as characters while keys are read one by one.
    if (words.includes('\u0003')) end(130);
    else if (['q', 'Q', '\u0004'].some(key => words.includes(key))) end(0);
  };
  const onAbort = () => end(interrupted());
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  if (keys) {
    stdin.setRawMode(true);
    stdin.on('data', onKey).resume();
  }
  // A server that nobody asks would not keep the process on its own once its input is closed.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    return await promise;
  } finally {
    clearInterval(alive);
    signal.removeEventListener('abort', onAbort);
    if (keys) {
      stdin.off('data', onKey).pause();
      stdin.setRawMode(false);
    }
  }
}

const SERVING: Text = {
  fr: 'Tableau de bord ouvert à cette adresse, sur cet ordinateur seulement. Pour l’arrêter : Ctrl-C.',
  en: 'The dashboard is open at this address, on this computer only. To stop it: Ctrl-C.',
};

const SERVING_KEYS: Text = {
  fr: 'Tableau de bord ouvert à cette adresse, sur cet ordinateur seulement. Pour l’arrêter : q.',
  en: 'The dashboard is open at this address, on this computer only. To stop it: q.',
};

const NO_ADVICE: Text = {
  fr: 'Recommencez ; « shopstream doctor » dit dans quel état sont les services.',
  en: 'Try again; "shopstream doctor" says how the services are.',
};

const EXPORT_OR_SERVE: Text = {
  fr: '--export écrit un fichier et ne sert rien : --port ne va pas avec.',
  en: '--export writes a file and serves nothing: --port does not go with it.',
};
