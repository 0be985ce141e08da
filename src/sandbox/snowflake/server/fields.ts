/** Fields of a JSON value that came over the network. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; `{}` when it is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A field's text; `undefined` when it is absent, empty or no text. */
export function textField(fields: Fields, key: string): string | undefined {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a field is `true`. */
export function flagField(fields: Fields, key: string): boolean {
  return Object.hasOwn(fields, key) && fields[key] === true;
}
