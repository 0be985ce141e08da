/** Good, bad, or not known: told by words first, by colour second. */
export type Tone = 'good' | 'bad' | 'unknown';

/** One value of a chart, with the words that stand beside it. */
export interface ChartItem {
  readonly label: string;
  readonly value: number;
  /** The value as a person reads it, in the report's language. */
  readonly shown: string;
}

export interface Chart {
  readonly shape: 'line' | 'bars';
  readonly title: string;
  /** Header of the labels, and of the values. */
  readonly columns: readonly [string, string];
  readonly items: readonly ChartItem[];
}

export interface Table {
  readonly caption?: string;
  readonly columns: readonly { readonly name: string; readonly numeric?: boolean }[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly tone?: Tone }[];
}

/** A piece of a section. Every string is plain text: the renderers escape it. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly items: readonly (readonly [string, string])[] }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'queries'; readonly title: string; readonly queries: readonly string[] };

export interface Section {
  /** The handout's number, such as `1.8.6`; empty for what the handout does not have. */
  readonly number: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A report in one language, ready to be rendered. */
export interface ReportDocument {
  readonly lang: string;
  readonly title: string;
  readonly subtitle: string;
  /** Title of the table of contents. */
  readonly contents: string;
  readonly sections: readonly Section[];
}
