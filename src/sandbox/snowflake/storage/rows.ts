import { quoteName } from '../lexer.ts';
import type { Cast, TargetColumn } from './casts.ts';

/** A column of the target with the text that fills it and the way it is converted. */
export interface FilledColumn {
  readonly column: TargetColumn;
  /** An SQL expression over the staged relation. */
  readonly raw: string;
  readonly cast: Cast;
}

/** `SELECT *, text AS t1, value AS v1 …` over a staged relation. */
function converted(relation: string, filled: readonly FilledColumn[]): string {
  const texts = filled.map(({ raw, cast }, i) => `${cast.text(raw)} AS t${i + 1}`);
  const values = filled.map(({ cast }, i) => `${cast.value(`t${i + 1}`)} AS v${i + 1}`);
  return `(SELECT *, ${values.join(', ')} FROM (SELECT *, ${texts.join(', ')} FROM ${relation}))`;
}

function failures(filled: readonly FilledColumn[]): readonly string[] {
  return filled.map(({ cast }, i) => cast.fails(`t${i + 1}`, `v${i + 1}`));
}

function insertHead(target: string, filled: readonly FilledColumn[]): string {
  const columns = filled.map(({ column }) => quoteName(column.name)).join(', ');
  const values = filled.map((_, i) => `v${i + 1}`).join(', ');
  return `INSERT INTO ${target} (${columns}) SELECT ${values}`;
}

/** Loads every row of a relation; the first that cannot be converted makes it fail. */
export function insertAll(target: string, relation: string, filled: readonly FilledColumn[]): string {
  const failed = failures(filled).join(' OR ');
  return `${insertHead(target, filled)} FROM ${converted(relation, filled)} WHERE CASE WHEN ${failed} THEN error('a row cannot be loaded') ELSE true END`;
}

/** Loads the rows of a relation that can be converted. */
export function insertGood(target: string, relation: string, filled: readonly FilledColumn[]): string {
  const failed = failures(filled).join(' OR ');
  return `${insertHead(target, filled)} FROM ${converted(relation, filled)} WHERE NOT (${failed})`;
}

/**
 * The rows of a cleaned relation that cannot be converted, in order: `r` the record, `p` the places of its fields, `k` the
 * number of the first column that fails, `t` its text, `n` how many rows fail in all.
 */
export function badRows(relation: string, filled: readonly FilledColumn[], limit: number): string {
  const failed = failures(filled);
  const number = failed.map((condition, i) => `WHEN ${condition} THEN ${i + 1}`).join(' ');
  const text = failed.map((condition, i) => `WHEN ${condition} THEN CAST(t${i + 1} AS VARCHAR)`).join(' ');
  return `SELECT CAST(r AS BIGINT) AS r, p, k, t, count(*) OVER () AS n FROM (SELECT r, p, CASE ${number} END AS k, CASE ${text} END AS t FROM ${converted(relation, filled)}) WHERE k IS NOT NULL ORDER BY 1 LIMIT ${limit}`;
}
