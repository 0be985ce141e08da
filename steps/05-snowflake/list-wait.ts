import { setTimeout as pause } from 'node:timers/promises';
import type { Text } from '../../src/i18n/text.ts';
import { type ExecuteContext, errorMessage, LabError } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';

/** Seconds between tries of LIST while IAM spreads a new trust through the cloud: five minutes in all. */
export const PATIENCE: readonly number[] = [5, 10, 20, ...Array.from({ length: 9 }, () => 30)];

/** The refusals that pass by themselves, because IAM tells its services of a change one after the other. */
const SPREADING = /Error assuming AWS_ROLE|not authorized to perform: sts:AssumeRole/i;
/** The one that does not: a switch of the AWS account. */
const STS_OFF = /STS is not activated in this region/i;

const WAITING: Text = {
  fr: "AWS fait connaître la confiance du rôle (secondes d'attente)",
  en: "AWS is spreading the role's trust (seconds waited)",
};

const ACTIVATE_STS: Text = {
  fr: "STS n'est pas activé dans votre compte AWS pour la région de votre compte Snowflake, et attendre n'y changera rien. Console AWS › IAM › Paramètres du compte › Security Token Service : activez la région que montre « SELECT CURRENT_REGION(); », puis relancez l'étape.",
  en: 'STS is not activated in your AWS account for the region of your Snowflake account, and waiting will not change that. AWS console › IAM › Account settings › Security Token Service: activate the region that "SELECT CURRENT_REGION();" shows, then run the step again.',
};

/** What a refused LIST means, when it is the one that only the AWS account's owner can mend. */
export function stsMessage(said: string): Text | undefined {
  return STS_OFF.test(said) ? ACTIVATE_STS : undefined;
}

/**
 * The first LIST, which the cloud refuses for a while after the trust was changed: tried again as long as `patience` lasts,
 * each second told. @throws the refusal when it lasts longer, any other error at once, LabError when STS is off.
 */
export async function listWhenTrusted(
  warehouse: WarehouseReader,
  list: string,
  patience: readonly number[],
  { progress, log, signal }: Pick<ExecuteContext, 'progress' | 'log' | 'signal'>,
): Promise<number> {
  const total = patience.reduce((sum, seconds) => sum + seconds, 0);
  let waited = 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { rows } = await warehouse.query(list, [], signal);
      if (waited > 0) progress(WAITING, total, total);
      return rows.length;
    } catch (error) {
      const said = errorMessage(error);
      const off = stsMessage(said);
      if (off !== undefined) throw new LabError(off, { cause: error });
      const seconds = patience[attempt];
      if (seconds === undefined || !SPREADING.test(said)) throw error;
      if (waited === 0) log(said);
      for (let second = 0; second < seconds; second += 1) {
        progress(WAITING, waited, total);
        await pause(1000, undefined, { signal });
        waited += 1;
      }
    }
  }
}
