import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Behaviour, Difference } from './behaviour.ts';
import type { Opened } from './providers.ts';

/** Asks a provider for each of the behaviours; where it cannot be had, every one of them says loudly that it did not run. */
export function contract<Subject>(
  name: string,
  open: () => Promise<Opened<Subject> | { readonly reason: string }>,
  behaviours: readonly Behaviour<Subject>[],
  differences: readonly Difference[] = [],
): void {
  describe(name, () => {
    let opened: Opened<Subject> | { readonly reason: string };
    before(async () => {
      opened = await open();
    });
    after(async () => {
      if ('close' in opened) await opened.close();
    });
    for (const behaviour of behaviours) {
      test(behaviour.name, async t => {
        if ('reason' in opened) return t.skip(`NOT RUN: ${opened.reason}`);
        const known = differences.find(({ behaviour: of }) => of === behaviour.name);
        if (known === undefined) return behaviour.run(opened.subject);
        // When the difference is gone, its description has to go too.
        await assert.rejects(behaviour.run(opened.subject), `It does not differ any more: ${known.what}`);
        t.diagnostic(`differs: ${known.what} (${known.source})`);
      });
    }
  });
}
