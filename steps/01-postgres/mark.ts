/** The mark that a lab leaves in its database's comment, so that a foreign or reset database is told from its own. */

export interface DatabaseMark {
  /** The lab that made the database (`LabSettings.lineage`). */
  readonly lineage: string;
  /** Seed of the data set, once one was generated. */
  readonly seed?: string;
  /** Scale of the data set, once one was generated. */
  readonly scale?: number;
  /** Business days simulated since. */
  readonly days?: number;
}

const HUMAN = 'Base transactionnelle (OLTP) de ShopStream';

/** The whole comment: words for a person, then the mark: `… [shopstream-lab lineage=… seed=… scale=… days=…]`. */
export function formatMark(mark: DatabaseMark): string {
  const fields = [
    `lineage=${encodeURIComponent(mark.lineage)}`,
    ...(mark.seed === undefined ? [] : [`seed=${encodeURIComponent(mark.seed)}`]),
    ...(mark.scale === undefined ? [] : [`scale=${mark.scale}`]),
    ...(mark.days === undefined || mark.days === 0 ? [] : [`days=${mark.days}`]),
  ];
  return `${HUMAN} [shopstream-lab ${fields.join(' ')}]`;
}

/** The mark in a database's comment; `undefined` when there is none. */
export function parseMark(comment: string | null | undefined): DatabaseMark | undefined {
  const inside = /\[shopstream-lab ([^\]]*)\]/.exec(comment ?? '')?.[1];
  if (inside === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const field of inside.split(' ')) {
    const [name, value] = field.split('=');
    if (name !== undefined && value !== undefined) fields.set(name, decoded(value));
  }
  const lineage = fields.get('lineage');
  if (lineage === undefined) return undefined;
  const seed = fields.get('seed');
  const scale = Number(fields.get('scale'));
  const days = Number(fields.get('days'));
  return {
    lineage,
    ...(seed === undefined ? {} : { seed }),
    ...(fields.has('scale') && Number.isFinite(scale) ? { scale } : {}),
    ...(Number.isInteger(days) && days > 0 ? { days } : {}),
  };
}

/** A comment may have been edited by hand: a stray `%` is kept as it is. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A comment as it may stand between single quotes in SQL. */
export function quotedComment(mark: DatabaseMark): string {
  return formatMark(mark).replaceAll("'", "''");
}
