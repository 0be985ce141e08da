/** A report as it was read, whichever format it was saved in. */
export interface Report {
  readonly pages: readonly ReportPage[];
}

export interface ReportPage {
  /** The name on its tab. */
  readonly name: string;
  readonly visuals: readonly ReportVisual[];
}

export interface ReportVisual {
  /** Its file, or its page and number, as a message can name it. */
  readonly where: string;
  /** Power BI's name of its kind: `card`, `tableEx`. */
  readonly type: string;
  /** The fields by their place: `Values`, `Category`, `Y`. */
  readonly roles: Readonly<Record<string, readonly ReportField[]>>;
  readonly sorts: readonly ReportSort[];
  /** References of the fields whose cells have a colour of their own. */
  readonly coloured: readonly string[];
  /** Decimals that the visual itself sets for its values. */
  readonly decimals: number | undefined;
}

export interface ReportField {
  readonly kind: 'column' | 'measure' | 'aggregate' | 'other';
  readonly table: string;
  /** The column's or the measure's name. */
  readonly name: string;
  /** Power BI's number of the aggregation. */
  readonly aggregation: number | undefined;
  /** How formats and sorts of the visual refer to it. */
  readonly queryRef: string;
  /** A format that the visual itself sets. */
  readonly format: string | undefined;
}

export interface ReportSort {
  readonly field: ReportField;
  readonly direction: 'ascending' | 'descending';
}
