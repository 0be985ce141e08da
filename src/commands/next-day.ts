import process from 'node:process';
import { addNextDay, type DayReport } from '../../steps/02-data/next-day.ts';
import type { Session } from '../engine/session.ts';
import { progressOf } from '../engine/state.ts';
import { say, type Text } from '../i18n/text.ts';
import { dependants } from '../lab/chapter.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { withLab } from './with-lab.ts';

/** The step whose tables a business day changes. */
const SOURCE = 'data.generate';

/** `next-day [--date D] [--json]`: one more business day in PostgreSQL, for the pipeline to move. */
export function nextDay(options: Options): Promise<number> {
  return withLab(
    options,
    context => openExclusively(context, 'next-day'),
    async ({ session, notices }, { lang }, { signal }) => {
      tellNotices(notices, lang);
      const ports = await session.ports.open(['postgres'], signal);
      const tell = (line: string) => process.stderr.write(`  | ${line}\n`);
      const report = await addNextDay(ports, session.settings, options.date, tell, signal);
      if (report.added) await outdate(session);
      const words = options.json ? JSON.stringify(report) : say(told(report), lang);
      process.stdout.write(`${words}\n`);
      return 0;
    },
  );
}

/** What stands on the source's data is to be done again; what it took and how it was done stays known. */
async function outdate(session: Session): Promise<void> {
  const outdated = dependants(session.lab, [SOURCE]).flatMap(({ id }) => {
    const { state, ms, assisted } = progressOf(session.state, id);
    if (state !== 'verified') return [];
    const event = { event: 'import', id, state: 'stale' } as const;
    return [
      { ...event, ...(ms === undefined ? {} : { ms }), ...(assisted === undefined ? {} : { assisted }) },
    ];
  });
  await session.adopt(outdated);
}

function told({ date, added, users, orders, lines, changes }: DayReport): Text {
  if (!added) {
    return {
      fr: `La journée du ${date} est déjà dans PostgreSQL : rien n'a changé.`,
      en: `The day ${date} is in PostgreSQL already: nothing has changed.`,
    };
  }
  return {
    fr: `Journée du ${date} ajoutée à PostgreSQL : ${count(orders, 'commande')} (${count(lines, 'ligne')}), ${count(changes, 'statut modifié', 'statuts modifiés')}, ${count(users, 'nouveau client', 'nouveaux clients')}.
Pour la faire avancer jusqu'aux data marts : shopstream run --all (l'export porte la date du ${date}).`,
    en: `Day ${date} added to PostgreSQL: ${count(orders, 'order')} (${count(lines, 'line')}), ${count(changes, 'changed status', 'changed statuses')}, ${count(users, 'new customer')}.
To move it on to the data marts: shopstream run --all (the export is dated ${date}).`,
  };
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number > 1 ? many : one}`;
}
