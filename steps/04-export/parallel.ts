/**
 * Works on `items`, at most `limit` at a time, and returns the results in their order. The first failure stops the others
 * through their signal, and is thrown when all have ended.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<readonly R[]> {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const results = new Array<R>(items.length);
  const rest = items.entries();
  const worker = async (): Promise<void> => {
    try {
      for (const [index, item] of rest) {
        both.throwIfAborted();
        results[index] = await work(item, both);
      }
    } catch (error) {
      own.abort(error);
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  signal.throwIfAborted();
  if (own.signal.aborted) throw own.signal.reason;
  const failed = ended.find(result => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
