import process from 'node:process';
import { takeStock } from '../../steps/accounts/belongings.ts';
import { planJson, planLines } from '../../steps/accounts/plan.ts';
import { whereabouts } from './approval.ts';
import type { Context } from './context.ts';
import { tellNotices } from './notices.ts';
import { type OpenLab, openReadOnly, withAwsAccount } from './open-lab.ts';
import type { Options } from './options.ts';
import { withLab } from './with-lab.ts';

/** `plan [--json]`: what the lab makes, where, with which rights, what it costs and what is there already; changes nothing. */
export function plan(options: Options): Promise<number> {
  return withLab(options, openToPlan, async ({ session, notices }, { lang }, { signal }) => {
    tellNotices(notices, lang);
    const { ports, settings } = session;
    const found = await takeStock(names => ports.openReaders(names, signal), settings, signal);
    const where = await whereabouts(session, signal);
    const words = options.json
      ? JSON.stringify(planJson(found, settings, where, lang), null, 2)
      : planLines(found, settings, where, lang).join('\n');
    process.stdout.write(`${words}\n`);
    return 0;
  });
}

/** The bucket's name may hold the account's number, which is asked for when nobody has yet. */
async function openToPlan(context: Context): Promise<OpenLab> {
  return openReadOnly(await withAwsAccount(context));
}
