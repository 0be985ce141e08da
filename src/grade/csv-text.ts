/** CSV as spreadsheets read and write it. */

/** The records of a CSV text: fields in quotes may hold the separator, line ends and doubled quotes. */
export function parseCsv(text: string, separator: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const endRecord = (): void => {
    record.push(field);
    field = '';
    if (record.some(value => value.trim() !== '')) records.push(record);
    record = [];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') {
        field += sign;
        at++;
      } else quoted = false;
    } else if (sign === '"' && field === '') quoted = true;
    else if (sign === separator) {
      record.push(field);
      field = '';
    } else if (sign === '\n') endRecord();
    else if (sign !== '\r') field += sign;
  }
  if (field !== '' || record.length > 0) endRecord();
  return records;
}

/** The separator of a CSV's first line: the one of `;`, `,` and tab that stands in it most, outside quotes. */
export function separatorOf(text: string): string {
  const line = (/^[^\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (separator: string) => line.split(separator).length;
  return [',', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best), ';');
}

/**
 * One field as it may stand in a CSV: quoted where it must be, and never a formula. A spreadsheet runs a cell that begins
 * with one of these signs, even behind spaces; an apostrophe before it makes it a text.
 */
export function csvField(value: string, separator = ';'): string {
  const harmless = /^[\s\u00a0\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return harmless.includes(separator) || /["\t\r\n]|^\s|\s$/.test(harmless)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}
