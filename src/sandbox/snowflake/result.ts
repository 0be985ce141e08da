/** A result column's type in the words of the wire protocol. */
export type WireType =
  | 'fixed'
  | 'real'
  | 'text'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp_ntz'
  | 'timestamp_ltz'
  | 'timestamp_tz'
  | 'variant'
  | 'object'
  | 'array'
  | 'binary';

export interface ResultColumn {
  readonly name: string;
  readonly type: WireType;
  readonly nullable: boolean;
  /** Of `fixed`; 0 of times. */
  readonly precision: number | null;
  /** Of `fixed`, and the fractional digits of times. */
  readonly scale: number | null;
  /** Characters of `text`, bytes of `binary`. */
  readonly length: number | null;
}

/** A cell as it goes over the wire: every type has its text form (snowflake-wire: "JSON value encoding"). */
export type WireCell = string | null;

/** Numbers by which drivers tell statements apart: only DML ids make them read affected rows. */
export const statementType = {
  select: 0x1000,
  dml: 0x3000,
  insert: 0x3100,
  update: 0x3200,
  delete: 0x3300,
  merge: 0x3400,
  multiTableInsert: 0x3500,
  copy: 0x3600,
  session: 0x4000,
  use: 0x4300,
  show: 0x4400,
  describe: 0x4500,
  transaction: 0x5000,
  ddl: 0x6000,
  multiple: 0xa000,
} as const;

export interface StatementResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly WireCell[])[];
  readonly statementTypeId: number;
}

const MAX_TEXT = 16_777_216;

/** A VARCHAR column. */
export function textColumn(name: string, length = MAX_TEXT): ResultColumn {
  return { name, type: 'text', nullable: true, precision: null, scale: null, length };
}

/** A NUMBER column. */
export function numberColumn(name: string, precision = 38, scale = 0): ResultColumn {
  return { name, type: 'fixed', nullable: true, precision, scale, length: null };
}

/** A column of any other type; times take nine fractional digits unless told. */
export function typedColumn(
  name: string,
  type: Exclude<WireType, 'fixed' | 'text'>,
  scale?: number,
): ResultColumn {
  switch (type) {
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return { name, type, nullable: true, precision: 0, scale: scale ?? 9, length: null };
    case 'binary':
      return { name, type, nullable: true, precision: null, scale: null, length: 8_388_608 };
    case 'real':
    case 'boolean':
    case 'date':
    case 'variant':
    case 'object':
    case 'array':
      return { name, type, nullable: true, precision: null, scale: null, length: null };
  }
}

/** A `created_on` column as SHOW has it. */
export function timeColumn(name: string): ResultColumn {
  return typedColumn(name, 'timestamp_ltz', 3);
}

/** Milliseconds since the epoch as the cell of a `timeColumn`: `1733400000.123`, as many decimals as its scale says (the Python connector reads them so). */
export function timestampCell(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1000);
  return `${whole}.${String(milliseconds - whole * 1000).padStart(3, '0')}`;
}

/** Rows of a command: SHOW unless another type is given. */
export function tableResult(
  columns: readonly ResultColumn[],
  rows: readonly (readonly WireCell[])[],
  statementTypeId: number = statementType.show,
): StatementResult {
  return { columns, rows, statementTypeId };
}

/** The one-cell answer of DDL and session statements. */
export function statusResult(message: string, statementTypeId: number = statementType.ddl): StatementResult {
  return { columns: [textColumn('status')], rows: [[message]], statementTypeId };
}

/** The one-row answer of DML: `number of rows inserted` and its kin. */
export function countResult(
  counts: Readonly<Record<string, number | bigint>>,
  statementTypeId: number,
): StatementResult {
  return {
    columns: Object.keys(counts).map(name => numberColumn(name, 19, 0)),
    rows: [Object.values(counts).map(String)],
    statementTypeId,
  };
}
