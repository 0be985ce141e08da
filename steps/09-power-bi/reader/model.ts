/** A semantic model as it was read, whichever format it was saved in. */
export interface Model {
  readonly tables: readonly ModelTable[];
  readonly relationships: readonly Relationship[];
  /** Parameters and other shared queries. */
  readonly expressions: readonly string[];
}

export interface ModelTable {
  readonly name: string;
  readonly columns: readonly ModelField[];
  readonly measures: readonly ModelMeasure[];
  /** The model's date table: marked as such, with a key of dates. */
  readonly isCalendar: boolean;
  /** `m` imported, `calculated` in DAX. */
  readonly source: 'm' | 'calculated' | 'other';
  /** The query or the DAX. */
  readonly expression: string;
}

export interface ModelField {
  readonly name: string;
  /** The column of the source; `undefined` for one that is computed. */
  readonly source: string | undefined;
  readonly isKey: boolean;
  readonly format: string | undefined;
  /** DAX of a calculated column. */
  readonly dax: string | undefined;
}

export interface ModelMeasure {
  readonly name: string;
  readonly dax: string;
  readonly format: string | undefined;
}

export interface Relationship {
  readonly from: ColumnName;
  readonly to: ColumnName;
  readonly isActive: boolean;
}

export interface ColumnName {
  readonly table: string;
  readonly column: string;
}
