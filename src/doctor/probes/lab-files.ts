import { realpathSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explain } from '../../engine/diagnosis/explain.ts';
import type { Problem } from '../../engine/events.ts';
import { decodeJournal } from '../../engine/journal/reader.ts';
import { JournalWriter } from '../../engine/journal/writer.ts';
import { acquireLock, type Holder, lockHolder } from '../../engine/lock.ts';
import { LANGS } from '../../i18n/text.ts';
import { LabError } from '../../lab/errors.ts';
import { type Judgement, ok, problem, type Repair, warning } from '../finding.ts';
import { defineProbe } from '../probe.ts';
import { readIfThere } from './folders.ts';
import { isAlive } from './python.ts';
import { failure } from './sandbox.ts';

const SETTINGS = { fr: 'Réglages', en: 'Settings' };

/** Whether the settings can be read and mean something. `text` is the file's; `undefined` when there is none. */
export function judgeSettings(text: string | undefined, repair?: Repair): readonly Judgement[] {
  if (text === undefined)
    return [ok('settings', { fr: 'Réglages : ceux par défaut', en: 'Settings: the defaults' })];
  const settings = parseObject(text);
  if (settings === undefined) {
    return [
      problem('settings', SETTINGS, {
        cause: {
          fr: 'Le fichier des réglages est abîmé : les valeurs par défaut seraient utilisées.',
          en: 'The settings file is damaged: the defaults would be used.',
        },
        fix: {
          fr: 'Il sera mis de côté au prochain lancement (ou par --fix) ; refaites vos choix avec « shopstream config set ».',
          en: 'It is set aside at the next start (or by --fix); make your choices again with "shopstream config set".',
        },
        evidence: { bytes: Buffer.byteLength(text) },
        repair,
      }),
    ];
  }
  const wrong = [
    ...('lang' in settings && !LANGS.some(lang => lang === settings['lang']) ? ['lang'] : []),
    ...('target' in settings && settings['target'] !== 'sandbox' && settings['target'] !== 'cloud'
      ? ['target']
      : []),
    ...('student' in settings && typeof settings['student'] !== 'string' ? ['student'] : []),
  ];
  if (wrong.length === 0) return [ok('settings', SETTINGS, { names: Object.keys(settings).join(', ') })];
  return [
    warning('settings', SETTINGS, {
      cause: {
        fr: `Valeur sans effet pour : ${wrong.join(', ')}.`,
        en: `A value without effect for: ${wrong.join(', ')}.`,
      },
      fix: { fr: `shopstream config unset ${wrong[0]}`, en: `shopstream config unset ${wrong[0]}` },
      evidence: { wrong: wrong.join(', ') },
    }),
  ];
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export const settingsProbe = defineProbe<{ readonly text: string | undefined; readonly repair: Repair }>({
  id: 'settings',
  area: 'lab',
  title: SETTINGS,
  async collect({ places: { settings } }) {
    return {
      text: await readIfThere(settings),
      repair: {
        title: {
          fr: `Mettre de côté les réglages abîmés (${settings})`,
          en: `Set aside the damaged settings (${settings})`,
        },
        run: () => rename(settings, `${settings}.bad-${Date.now()}`),
      },
    };
  },
  judge: ({ text, repair }) => judgeSettings(text, repair),
});

export interface JournalFacts {
  readonly path: string;
  readonly events: number;
  readonly validBytes: number;
  readonly totalBytes: number;
  /** Why it could not be read. */
  readonly why: Problem | undefined;
  readonly repair?: Repair;
}

const JOURNAL = { fr: 'Journal de progression', en: 'Progress journal' };

/** Whether the journal can be read to its end. */
export function judgeJournal(facts: JournalFacts): readonly Judgement[] {
  const { events, validBytes, totalBytes, why, repair } = facts;
  if (why !== undefined) return [failure('journal', JOURNAL, why)];
  if (totalBytes === 0)
    return [
      ok(
        'journal',
        { fr: 'Journal de progression : pas encore commencé', en: 'Progress journal: not begun yet' },
        { events: 0 },
      ),
    ];
  const evidence = { events, bytes: totalBytes, damaged_bytes: totalBytes - validBytes };
  if (validBytes === totalBytes) return [ok('journal', JOURNAL, evidence)];
  const lost = totalBytes - validBytes;
  return [
    problem('journal', JOURNAL, {
      cause:
        validBytes === 0
          ? {
              fr: 'Le journal de progression est illisible depuis son début : votre progression semble perdue.',
              en: 'The progress journal cannot be read from its beginning: your progress seems lost.',
            }
          : {
              fr: `La fin du journal de progression est abîmée (${lost} octets) : une coupure ou un disque plein pendant une écriture.`,
              en: `The end of the progress journal is damaged (${lost} bytes): a power cut or a full disk during a write.`,
            },
      fix: {
        fr: 'Le prochain « shopstream run » (ou --fix) garde une copie des octets abîmés et reprend le reste ; puis « shopstream progress rebuild » retrouve ce qui est fait.',
        en: 'The next "shopstream run" (or --fix) keeps a copy of the damaged bytes and goes on with the rest; then "shopstream progress rebuild" finds what is done.',
      },
      evidence,
      repair,
    }),
  ];
}

export const journalProbe = defineProbe<JournalFacts>({
  id: 'journal',
  area: 'lab',
  title: JOURNAL,
  async collect({ places: { journal: path, home }, lab, app }) {
    const nothing = { path, events: 0, validBytes: 0, totalBytes: 0, why: undefined };
    const repair: Repair = {
      title: {
        fr: `Couper la fin abîmée de ${path}, en gardant une copie`,
        en: `Cut the damaged end of ${path}, keeping a copy`,
      },
      run: async () => {
        const lock = await acquireLock(realpathSync(home), 'doctor');
        if ('holder' in lock) throw held(lock.holder);
        try {
          await (await JournalWriter.open(path, lab, app)).close();
        } finally {
          await lock.release();
        }
      },
    };
    try {
      if ((await readIfThere(path)) === undefined) return nothing;
      const { seq, validBytes, totalBytes } = decodeJournal(await readFile(path), lab);
      return { ...nothing, events: seq, validBytes, totalBytes, repair };
    } catch (error) {
      return { ...nothing, why: await explain(error) };
    }
  },
  judge: judgeJournal,
});

function held({ pid, command }: Holder): LabError {
  return new LabError({
    fr: `Une autre instance tient ce TP : processus ${pid} (${command}).`,
    en: `Another instance holds this lab: process ${pid} (${command}).`,
  });
}

export interface LockFacts {
  /** Who holds the lab now. */
  readonly holder: Holder | undefined;
  /** The process that a lock file names although nobody holds the lab. */
  readonly left: number | undefined;
  readonly leftAlive: boolean;
  readonly repair?: Repair;
}

/** Whether another instance holds the lab, or a killed one left its file. */
export function judgeLock({ holder, left, leftAlive, repair }: LockFacts): readonly Judgement[] {
  const title = { fr: 'Verrou du TP', en: "The lab's lock" };
  if (holder !== undefined) {
    const { pid, command, since } = holder;
    return [
      ok(
        'lab-lock',
        {
          fr: `Verrou du TP : tenu par le processus ${pid} (${command})`,
          en: `The lab's lock: held by process ${pid} (${command})`,
        },
        { pid, command, since },
      ),
    ];
  }
  if (left === undefined) return [ok('lab-lock', { fr: 'Verrou du TP : libre', en: "The lab's lock: free" })];
  return [
    warning('lab-lock', title, {
      cause: {
        fr: `Le processus ${left} s'est arrêté brutalement et a laissé son fichier de verrou${leftAlive ? ' (ce numéro est maintenant celui d’un autre programme)' : ''}.`,
        en: `Process ${left} ended abruptly and left its lock file${leftAlive ? " (that number is another program's now)" : ''}.`,
      },
      fix: {
        fr: 'Rien d’urgent : le prochain lancement le remplace ; --fix le supprime.',
        en: 'Nothing urgent: the next start replaces it; --fix removes it.',
      },
      evidence: { pid: left, alive: leftAlive },
      repair,
    }),
  ];
}

export const lockProbe = defineProbe<LockFacts>({
  id: 'lab-lock',
  area: 'lab',
  title: { fr: 'Verrou du TP', en: "The lab's lock" },
  async collect({ places }) {
    let home: string;
    try {
      home = realpathSync(places.home);
    } catch {
      return { holder: undefined, left: undefined, leftAlive: false };
    }
    const holder = await lockHolder(home);
    const left = holder === undefined ? await leftPid(join(home, 'lock.json')) : undefined;
    return {
      holder,
      left,
      leftAlive: left !== undefined && isAlive(left),
      repair: {
        title: { fr: 'Supprimer le fichier de verrou oublié', en: 'Remove the lock file that was left' },
        run: async () => {
          if ((await lockHolder(home)) !== undefined) return;
          for (const name of ['lock.json', 'lock.sock']) await rm(join(home, name), { force: true });
        },
      },
    };
  },
  judge: judgeLock,
});

async function leftPid(path: string): Promise<number | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const pid = parseObject(text)?.['pid'];
  return typeof pid === 'number' ? pid : 0;
}
