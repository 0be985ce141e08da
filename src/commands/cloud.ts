import { LabError } from '../lab/errors.ts';
import type { TargetKind } from '../lab/settings.ts';

/** @throws LabError (exit code 2): the steps do not run on one's own accounts yet. */
export function cloudNotReady(target: TargetKind): void {
  if (target === 'sandbox') return;
  throw new LabError(
    {
      fr: "Le TP ne s'exécute pas encore sur vos propres comptes AWS et Snowflake.",
      en: 'The lab does not run on your own AWS and Snowflake accounts yet.',
    },
    {
      advice: {
        fr: 'Utilisez le bac à sable : « shopstream config unset target », ou --target sandbox.',
        en: 'Use the sandbox: "shopstream config unset target", or --target sandbox.',
      },
      exitCode: 2,
    },
  );
}
