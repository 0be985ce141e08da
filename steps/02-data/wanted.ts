import { errorCode, LabError, type LabSettings } from '../../src/lab/lab.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import { type DatabaseMark, parseMark } from '../01-postgres/mark.ts';
import { DEFAULT_SEED } from './generator/dataset.ts';
import { LARGEST_SCALE } from './generator/shape.ts';

/** Which data set belongs here. */
export interface Wanted {
  readonly scale: number;
  readonly seed: string;
  /** Business days simulated since: 0 when it is the data set alone. */
  readonly days: number;
}

/**
 * The data set that is asked for, else the one that is there, else the handout's.
 * @throws LabError when the scale is not an integer of 1 to 1,000.
 */
export function wantedDataset(
  settings: Pick<LabSettings, 'scale' | 'seed' | 'lineage'>,
  mark: DatabaseMark | undefined,
): Wanted {
  const ours = mark?.lineage === settings.lineage ? mark : undefined;
  const scale = settings.scale ?? ours?.scale ?? 1;
  if (!Number.isInteger(scale) || scale < 1 || scale > LARGEST_SCALE) {
    throw new LabError(
      {
        fr: `--scale ${scale} : il faut un nombre entier de 1 à ${LARGEST_SCALE}.`,
        en: `--scale ${scale}: it takes an integer of 1 to ${LARGEST_SCALE}.`,
      },
      {
        advice: {
          fr: 'Sans cette option, les données ont la taille du TP (1).',
          en: "Without the option, the data has the lab's size (1).",
        },
        exitCode: 2,
      },
    );
  }
  const seed = settings.seed ?? ours?.seed ?? DEFAULT_SEED;
  // Another data set begins again at its first day.
  const same = ours?.scale === scale && ours.seed === seed;
  return { scale, seed, days: same ? (ours.days ?? 0) : 0 };
}

const COMMENT_QUERY =
  "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = current_database();";

/** The mark in the comment of the database that a connection leads to; `undefined` when there is none, or no database. */
export async function readMark(
  postgres: Pick<PostgresReader, 'query'>,
  signal: AbortSignal,
): Promise<DatabaseMark | undefined> {
  try {
    const [row] = await postgres.query<{ comment: string | null }>(COMMENT_QUERY, [], signal);
    return parseMark(row?.comment);
  } catch (error) {
    const NO_SUCH_DATABASE = '3D000';
    if (errorCode(error) === NO_SUCH_DATABASE) return undefined;
    throw error;
  }
}
