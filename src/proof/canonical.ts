/** Deeper JSON is nobody's report; it would only exhaust the stack. */
const DEEPEST = 32;

/**
 * JSON with sorted keys and without spaces: the same data always gives the same bytes, which is what is signed. Numbers
 * and texts are written as ECMAScript writes them, as in RFC 8785.
 * @throws RangeError when it is nested more than 32 deep.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (depth >= DEEPEST) throw new RangeError(`Nested more than ${DEEPEST} deep.`);
  let json = '';
  if (Array.isArray(value)) {
    for (const item of value) json += `${json === '' ? '' : ','}${canonicalJson(item, depth + 1)}`;
    return `[${json}]`;
  }
  for (const name of Object.keys(value).sort()) {
    const field: unknown = Reflect.get(value, name);
    if (field === undefined) continue;
    json += `${json === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field, depth + 1)}`;
  }
  return `{${json}}`;
}
