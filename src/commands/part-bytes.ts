import { UsageError } from './usage.ts';

/** Smaller parts than this would be more requests than rows. */
const SMALLEST = 1000;

/**
 * `SHOPSTREAM_PART_BYTES`: the compressed bytes of a part of a large export; `undefined` when it is not set.
 * @throws UsageError when it is not a whole number of at least a thousand
 */
export function partBytesOf(environment: NodeJS.ProcessEnv): number | undefined {
  const value = environment['SHOPSTREAM_PART_BYTES'];
  if (value === undefined || value === '') return undefined;
  const bytes = Number(value);
  if (Number.isSafeInteger(bytes) && bytes >= SMALLEST) return bytes;
  throw new UsageError({
    fr: `SHOPSTREAM_PART_BYTES attend un nombre entier d'octets, au moins ${SMALLEST}, pas « ${value} ».`,
    en: `SHOPSTREAM_PART_BYTES wants a whole number of bytes, ${SMALLEST} at least, not "${value}".`,
  });
}
