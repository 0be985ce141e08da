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
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item, depth + 1)).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field, depth + 1)}`);
  return `{${fields.join(',')}}`;
}
