import { badRequest } from './answer.ts';
import { fieldsOf, textField } from './fields.ts';

type BindText = string | null;

/** One bind variable: a value, or as many as the statement shall be run for. */
export interface Binding {
  /** The wire's type: `FIXED`, `TEXT`, `TIMESTAMP_NTZ`… */
  readonly type: string;
  readonly value: BindText | readonly BindText[];
}

/** Bind variables by number: `1`, `2`, … */
export type Bindings = ReadonlyMap<string, Binding>;

/** Reads `{"1": {"type": "FIXED", "value": "41"}, …}`. Throws a SnowflakeError when a value is neither text nor null. */
export function readBindings(value: unknown): Bindings {
  const bindings = new Map<string, Binding>();
  for (const [number, entry] of Object.entries(fieldsOf(value))) {
    const fields = fieldsOf(entry);
    const given = fields['value'];
    bindings.set(number, {
      type: (textField(fields, 'type') ?? 'TEXT').toUpperCase(),
      value: Array.isArray(given) ? given.map(bindText) : bindText(given),
    });
  }
  return bindings;
}

function bindText(value: unknown): BindText {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw badRequest('A bind value must be text or null.');
}

/** How many rows the array binds hold; `undefined` when there is none. Throws when they differ in length. */
export function arrayLength(bindings: Bindings): number | undefined {
  let length: number | undefined;
  for (const { value } of bindings.values()) {
    if (!isArray(value)) continue;
    if (length !== undefined && length !== value.length)
      throw badRequest('Array binds of one statement must have the same length.');
    length = value.length;
  }
  return length;
}

/** The binding's value in one row; a single value counts for every row. */
export function valueAt(binding: Binding, row: number): BindText {
  return isArray(binding.value) ? (binding.value[row] ?? null) : binding.value;
}

function isArray(value: Binding['value']): value is readonly BindText[] {
  return Array.isArray(value);
}
