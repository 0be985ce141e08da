import type { Text } from '../../i18n/text.ts';
import type { ReportDocument } from './document.ts';

/** What writing the report gave. */
export interface ReportMade {
  readonly document: ReportDocument;
  /** Absolute paths of what was written, the one to open first. */
  readonly files: readonly string[];
  /** Where a student's own edits of these files were put. */
  readonly kept: readonly string[];
  /** What could not be written of it, and why. */
  readonly problems: readonly Text[];
}
