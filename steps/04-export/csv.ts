/** A reader of CSV that holds one record at a time. */

/** A field: `null` when nothing stands between its delimiters, `''` when quotes do. */
export type Field = string | null;

/** Reads records from chunks of text: comma, double quotes, and LF or CRLF between records. */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<readonly Field[]> {
  let record: Field[] = [];
  let field = '';
  let quotedOnce = false;
  let quoted = false;
  const endField = (): void => {
    record.push(field === '' && !quotedOnce ? null : field);
    field = '';
    quotedOnce = false;
  };
  for await (const chunk of chunks) {
    for (const character of chunk) {
      if (quoted) {
        if (character === '"') quoted = false;
        else field += character;
        continue;
      }
      switch (character) {
        case '"':
          // A quote right after a closing one is a quote of the text.
          if (quotedOnce) field += '"';
          quotedOnce = true;
          quoted = true;
          break;
        case ',':
          endField();
          break;
        case '\n':
          endField();
          yield record;
          record = [];
          break;
        case '\r':
          break;
        default:
          field += character;
      }
    }
  }
  if (field !== '' || quotedOnce || record.length > 0) {
    endField();
    yield record;
  }
}
