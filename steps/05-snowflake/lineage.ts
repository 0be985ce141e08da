import type { LabSettings } from '../../src/lab/lab.ts';

/** The lab's mark at the end of a comment: `Data Warehouse ShopStream [shopstream-lab:<lineage>]`. */
const MARK = / ?\[shopstream-lab:([^\]]*)\]$/;

/** Whose a database is, by its comment: marked by this lab, by another one, or by nobody (made by hand). */
type Ownership = 'ours' | 'foreign' | 'unmarked';

export function ownership(comment: string, settings: LabSettings): Ownership {
  const lineage = MARK.exec(comment)?.[1];
  if (lineage === undefined) return 'unmarked';
  return lineage === settings.lineage ? 'ours' : 'foreign';
}

/** The comment with this lab's mark in place of any other; what people wrote stays. */
export function marked(comment: string, settings: LabSettings): string {
  const words = comment.replace(MARK, '');
  return `${words === '' ? '' : `${words} `}[shopstream-lab:${settings.lineage}]`;
}
