/** How a row becomes text: COPY's own format, or CSV as PostgreSQL and spreadsheets read it. */
export interface Format {
  readonly separator: string;
  readonly nothing: string;
  /** Writes a text that may hold the format's own signs. Numbers, dates and codes never do. */
  text(value: string): string;
}

/**
 * PostgreSQL's COPY text format. Nothing in the data set holds a backslash, tab or line break (a test asserts it of
 * the pools), so texts stand as they are.
 */
export const COPY_TEXT: Format = { separator: '\t', nothing: '\\N', text: value => value };

/** CSV exactly as `COPY … TO STDOUT WITH (FORMAT csv)` writes it: quotes only where they are needed. */
export const CSV: Format = { separator: ',', nothing: '', text: csvText };

function csvText(value: string): string {
  const quoted = value.includes('"');
  if (!quoted && !value.includes(',')) return value;
  return `"${quoted ? value.replaceAll('"', '""') : value}"`;
}
