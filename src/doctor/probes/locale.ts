import { readFile } from 'node:fs/promises';
import { same } from '../../i18n/text.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { defineProbe } from '../probe.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The locale that a POSIX program takes: LC_ALL, else LC_CTYPE, else LANG. */
export function characterLocale(env: Env): string | null {
  return (
    [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(value => value !== undefined && value !== '') ?? null
  );
}

/** Whether programs of this terminal speak UTF-8. */
export function judgeLocale(platform: NodeJS.Platform, env: Env): readonly Judgement[] {
  if (platform === 'win32') return [];
  const locale = characterLocale(env);
  const title = { fr: `Locale : ${locale ?? 'aucune'}`, en: `Locale: ${locale ?? 'none'}` };
  const evidence = { locale };
  // macOS takes UTF-8 without being told.
  if (/utf-?8/i.test(locale ?? '') || (platform === 'darwin' && locale === null))
    return [ok('locale', title, evidence)];
  return [
    warning('locale', title, {
      cause: {
        fr: "Cette locale n'est pas en UTF-8 : vos propres outils (psql, scripts Python) peuvent abîmer les accents. Le TP impose UTF-8 aux siens.",
        en: 'This locale is not UTF-8: your own tools (psql, Python scripts) may break accents. The lab imposes UTF-8 on its own.',
      },
      fix: {
        fr: 'Avant de lancer vos outils : export LANG=C.UTF-8',
        en: 'Before you start your tools: export LANG=C.UTF-8',
      },
      evidence,
    }),
  ];
}

export const localeProbe = defineProbe({
  id: 'locale',
  area: 'machine',
  title: same('Locale'),
  collect: async ({ platform, env }) => ({ platform, env }),
  judge: ({ platform, env }) => judgeLocale(platform, env),
});

export interface TerminalFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Env;
  readonly interactive: boolean;
  readonly columns: number | null;
  readonly rows: number | null;
}

/** The smallest terminal that the screen is drawn in. */
const SMALLEST = { columns: 60, rows: 16 } as const;

/** Whether the screen of the lab shows well here. */
export function judgeTerminal(facts: TerminalFacts): readonly Judgement[] {
  const { platform, env, columns, rows, interactive } = facts;
  const title = { fr: 'Terminal', en: 'Terminal' };
  const kind =
    env['TERM_PROGRAM'] ?? (env['WT_SESSION'] === undefined ? env['TERM'] : 'Windows Terminal') ?? null;
  const evidence = { kind, columns, rows, interactive };
  if (env['TERM'] === 'dumb') {
    return [
      warning('terminal', title, {
        cause: {
          fr: 'Ce terminal (TERM=dumb) ne sait pas redessiner : le TP y passe en lignes simples.',
          en: 'This terminal (TERM=dumb) cannot redraw: the lab uses plain lines in it.',
        },
        fix: {
          fr: "Ouvrez un vrai terminal pour l'écran complet ; les lignes simples suffisent pour tout faire.",
          en: 'Open a real terminal for the full screen; plain lines are enough to do everything.',
        },
        evidence,
      }),
    ];
  }
  if (columns !== null && rows !== null && (columns < SMALLEST.columns || rows < SMALLEST.rows)) {
    return [
      warning('terminal', title, {
        cause: {
          fr: `Cette fenêtre est petite (${columns} × ${rows}) : l'écran du TP demande ${SMALLEST.columns} × ${SMALLEST.rows}.`,
          en: `This window is small (${columns} × ${rows}): the lab's screen wants ${SMALLEST.columns} × ${SMALLEST.rows}.`,
        },
        fix: {
          fr: 'Agrandissez la fenêtre, ou réduisez la police.',
          en: 'Enlarge the window, or shrink the font.',
        },
        evidence,
      }),
    ];
  }
  // The old console is recognised by what every newer terminal says of itself.
  const isOldConsole =
    platform === 'win32' && interactive && kind === null && env['ConEmuANSI'] === undefined;
  if (!isOldConsole) return [ok('terminal', title, evidence)];
  return [
    warning('terminal', title, {
      cause: {
        fr: "L'ancienne console de Windows, avec une police matricielle, ne montre pas tous les signes (✓ ✗ ▶).",
        en: 'The old Windows console, with a raster font, does not show every sign (✓ ✗ ▶).',
      },
      fix: {
        fr: 'Utilisez Windows Terminal (winget install Microsoft.WindowsTerminal), ou choisissez la police Consolas.',
        en: 'Use Windows Terminal (winget install Microsoft.WindowsTerminal), or choose the font Consolas.',
      },
      evidence,
    }),
  ];
}

export const terminalProbe = defineProbe<TerminalFacts>({
  id: 'terminal',
  area: 'machine',
  title: same('Terminal'),
  collect: async ({ platform, env }) => ({
    platform,
    env,
    interactive: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? null,
    rows: process.stdout.rows ?? null,
  }),
  judge: judgeTerminal,
});

/** No clock is right before this day: the lab did not exist. Milliseconds since 1970. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const LAST_DAY = Date.UTC(2036, 0, 1);
const DAY = 86_400_000;

/** Whether the clock can be right; `now` and `lastEntry` (of the journal) in milliseconds since 1970. */
export function judgeClock(now: number, lastEntry: number | null, zone: string): readonly Judgement[] {
  const title = { fr: `Horloge : ${zone}`, en: `Clock: ${zone}` };
  const evidence = { now: new Date(now).toISOString(), zone };
  const wrong = now < FIRST_DAY || now > LAST_DAY;
  const backwards = lastEntry !== null && lastEntry - now > DAY;
  if (!wrong && !backwards) return [ok('clock', title, evidence)];
  const trouble = {
    cause: wrong
      ? {
          fr: `L'horloge de cette machine est fausse (${evidence.now}) : les certificats et les signatures d'AWS seront refusés.`,
          en: `This machine's clock is wrong (${evidence.now}): certificates and AWS signatures will be refused.`,
        }
      : {
          fr: "Votre journal contient une date plus d'un jour dans l'avenir : l'horloge était fausse, ou l'est maintenant.",
          en: 'Your journal holds a date more than a day in the future: the clock was wrong, or is wrong now.',
        },
    fix: {
      fr: "Réglez la date et l'heure de la machine sur « automatique ».",
      en: 'Set the date and time of the machine to "automatic".',
    },
    evidence,
  };
  return [wrong ? problem('clock', title, trouble) : warning('clock', title, trouble)];
}

export const clockProbe = defineProbe({
  id: 'clock',
  area: 'machine',
  title: { fr: 'Horloge', en: 'Clock' },
  async collect({ places }) {
    const journal = await readFile(places.journal, 'utf8').catch(() => '');
    const last = [...journal.matchAll(/"at":"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g)].at(-1)?.[1];
    return {
      now: Date.now(),
      last: last === undefined ? null : Date.parse(last),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  },
  judge: ({ now, last, zone }) => judgeClock(now, last, zone),
});
