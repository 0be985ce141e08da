import { errorCode, errorMessage, LabError } from '../lab/errors.ts';

/** Snowflake's code for an object, a schema or a database that does not exist, or may not be seen. */
const NOT_THERE = new Set(['002003', '2003', '002043', '2043']);

/** What to tell when `error` says that a table is not there; `undefined` when it says something else. */
export function missingTable(error: unknown, table: string): LabError | undefined {
  if (!NOT_THERE.has(errorCode(error) ?? '')) return undefined;
  // The error names the table of a join that is absent.
  const named = /Object '([\w.]+)'/i.exec(errorMessage(error))?.[1] ?? table;
  return new LabError(
    {
      fr: `Le tableau de bord lit ${named}, qui n'existe pas encore dans l'entrepôt.`,
      en: `The dashboard reads ${named}, which is not in the warehouse yet.`,
    },
    { advice: MAKE_THE_MARTS, exitCode: 2, cause: error },
  );
}

/** A mart that is there and holds no row. */
export function emptyMart(table: string): LabError {
  return new LabError(
    { fr: `Le data mart ${table} est vide.`, en: `The data mart ${table} is empty.` },
    { advice: MAKE_THE_MARTS, exitCode: 2 },
  );
}

const MAKE_THE_MARTS = {
  fr: 'Lancez « shopstream run --all » : les étapes qui manquent sont exécutées, les autres sautées. Puis recommencez.',
  en: 'Run "shopstream run --all": the missing steps are executed, the others skipped. Then try again.',
};
