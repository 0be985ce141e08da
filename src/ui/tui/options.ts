import type { Lang, Text } from '../../i18n/text.ts';
import type { ReportMade } from '../report/made.ts';
import type { SettingsSource } from '../settings.ts';

/** What the screen is opened with. */
export interface TuiOptions {
  readonly lang: Lang;
  /** Aborted from outside, the screen stops what runs, restores the terminal and ends with exit code 130. */
  readonly signal: AbortSignal;
  readonly noColor: boolean;
  /** Where the program's logs are, for the person to find them. */
  readonly logPath: string;
  /** What happened on opening that the person should know, such as a damaged journal that was recovered. */
  readonly notices: readonly Text[];
  /** Writes the report, in the language of the screen; `undefined`: not from here. */
  readonly report?: (signal: AbortSignal, lang: Lang) => Promise<ReportMade>;
  /** Reads and changes the settings; `undefined`: not from here. */
  readonly settings?: SettingsSource;
  /** The journal knows nothing although this lab was used here before. */
  readonly suspectLost?: boolean;
  /** Called when the person chooses another language, to be remembered. */
  readonly onLang?: (lang: Lang) => void;
}
