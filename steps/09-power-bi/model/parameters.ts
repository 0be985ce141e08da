/** Where the report reads its data: `csv`, the exported files, needs no account; `snowflake`, the marts themselves. */
export type Mode = 'csv' | 'snowflake';

/** The values of the project's parameters. No secret is among them: Power BI asks for credentials and keeps them itself. */
export interface Parameters {
  readonly mode: Mode;
  /** Absolute, ending with the separator of the system that opens the report. */
  readonly dataFolder: string;
  /** `ORG-ACCOUNT.snowflakecomputing.com`. */
  readonly server: string;
  readonly warehouse: string;
  readonly database: string;
  readonly role: string;
  readonly martsSchema: string;
  readonly coreSchema: string;
}

/** The names that the parameters have in Power BI, in their order there. */
export const PARAMETER_NAMES: Readonly<Record<keyof Parameters, string>> = {
  mode: 'Mode',
  dataFolder: 'DataFolder',
  server: 'Server',
  warehouse: 'Warehouse',
  database: 'Database',
  role: 'Role',
  martsSchema: 'MartsSchema',
  coreSchema: 'CoreSchema',
};
