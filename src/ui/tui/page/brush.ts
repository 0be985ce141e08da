import type { Lang } from '../../../i18n/text.ts';
import type { Glyphs } from '../glyphs.ts';

/** What every page is drawn with. */
export interface Brush {
  readonly lang: Lang;
  /** Cells. */
  readonly width: number;
  readonly glyphs: Glyphs;
}
