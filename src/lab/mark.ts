import type { TargetKind } from './settings.ts';

/** Key of the tag that the lab puts on what it makes in AWS; its value is the lineage. */
export const TAG = 'shopstream-lab';

/** The lab's mark at the end of a comment: `Data Warehouse ShopStream [shopstream-lab:<lineage>]`. */
const MARK = / ?\[shopstream-lab:([^\]]*)\]$/;

/** Whose an object is: marked by this lab, by another one, or by nobody (made by hand, or for something else). */
export type Ownership = 'ours' | 'foreign' | 'unmarked';

interface Marking {
  readonly lineage: string;
}

/** Whose a Snowflake object is, by its comment. */
export function ownership(comment: string, settings: Marking): Ownership {
  return ownerOf(MARK.exec(comment)?.[1], settings);
}

/** Whose an AWS object is, by its tags. */
export function tagOwnership(tags: Readonly<Record<string, string>>, settings: Marking): Ownership {
  return ownerOf(tags[TAG], settings);
}

function ownerOf(lineage: string | undefined, settings: Marking): Ownership {
  if (lineage === undefined || lineage === '') return 'unmarked';
  return lineage === settings.lineage ? 'ours' : 'foreign';
}

/** The comment with this lab's mark in place of any other; what people wrote stays. */
export function marked(comment: string, settings: Marking): string {
  const words = comment.replace(MARK, '');
  return `${words === '' ? '' : `${words} `}[shopstream-lab:${settings.lineage}]`;
}

/** The tags of what this lab makes in AWS. */
export function labTags(settings: Marking): Readonly<Record<string, string>> {
  return { [TAG]: settings.lineage };
}

/**
 * Whether the lab may change or remove an object. In somebody's own account only what carries its mark; in the sandbox,
 * where nobody else is, also what a person made by hand for the lab.
 */
export function mayTouch(owner: Ownership, where: TargetKind): boolean {
  return owner === 'ours' || (owner === 'unmarked' && where === 'sandbox');
}
