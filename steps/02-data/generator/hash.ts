/** 2^32: hashes are unsigned 32-bit integers. */
const RANGE = 4_294_967_296;

/** Spreads the bits of a 32-bit integer (Chris Wellons' `lowbias32`): integers only, so the same on every machine. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The key of one field of one data set. The field comes before the seed, so that two seeds which collide in one field
 * do not collide in the next.
 */
export function fieldKey(seed: string, field: string): number {
  let h = 0x811c9dc5;
  const words = `${field}\u0000${seed}`;
  for (let i = 0; i < words.length; i++) h = Math.imul(h ^ words.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** The value of a field in a row, 0 to 2^32 − 1: it depends on nothing else, so rows can be made in any order. */
export function hash(key: number, row: number): number {
  return mix(Math.imul(row, 0x9e3779b1) ^ key);
}

/** Scales a hash to 0 … `n` − 1. */
export function below(h: number, n: number): number {
  return Math.floor((h * n) / RANGE);
}

/** Scales a hash to 0 ≤ x < 1. */
export function fraction(h: number): number {
  return h / RANGE;
}

/**
 * A table for choosing by weight: `wheel[below(h, 1000)]` is the index of a weight.
 * @throws Error when the weights are not per mille.
 */
export function wheel(weights: readonly number[]): Uint8Array {
  const slots = weights.flatMap((weight, index) => new Array<number>(weight).fill(index));
  if (slots.length !== 1000) throw new Error(`The weights add up to ${slots.length} per mille.`);
  return Uint8Array.from(slots);
}

/** The index that a hash chooses on a wheel. */
export function spin(slots: Uint8Array, h: number): number {
  return slots[below(h, 1000)] ?? 0;
}
