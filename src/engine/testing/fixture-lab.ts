import { same, type Text } from '../../i18n/text.ts';
import { defineLab, type Lab } from '../../lab/chapter.ts';
import { expectEqual } from '../../lab/check.ts';
import type { LabSettings } from '../../lab/settings.ts';
import { type AnyStep, defineStep } from '../../lab/step.ts';
import type { PortSource } from '../../ports/source.ts';

/** A world of named counters: what the fixture's steps make and look at. */
export interface World {
  readonly rows: Map<string, number>;
  /** Names of the actions that ran, in order. */
  readonly actions: string[];
  /** Called at the start of each action; may throw, or wait. */
  before?: (name: string, signal: AbortSignal) => Promise<void> | void;
}

export function newWorld(): World {
  return { rows: new Map(), actions: [] };
}

export interface CounterOptions {
  readonly after?: readonly string[];
  readonly optional?: boolean;
  readonly blockedBy?: () => boolean;
}

/** A step that puts `rows` rows into the world under its name, and verifies that they are there. */
export function counter(world: World, name: string, rows: number, options: CounterOptions = {}): AnyStep {
  const { blockedBy, ...definition } = options;
  return defineStep({
    name,
    title: same(name),
    needs: [],
    ...definition,
    prerequisites: async () => [
      expectEqual('allowed', same('allowed'), { expected: true, actual: !(blockedBy?.() ?? false) }),
    ],
    execute: async context => {
      await world.before?.(name, context.signal);
      context.log(`filling ${name}`);
      context.progress(same(name), rows, rows);
      world.rows.set(name, rows);
      world.actions.push(name);
    },
    verify: async () => ({
      checks: [expectEqual('rows', same('rows'), { expected: rows, actual: world.rows.get(name) ?? 0 })],
    }),
    undo: async () => {
      world.rows.delete(name);
      world.actions.push(`undo ${name}`);
    },
    commands: () => [],
  });
}

/** Chapters `one` (a, b) and `two` (c on b, d optional on b, e on c). */
export function fixtureLab(world: World): Lab {
  const title: Text = same('fixture');
  return defineLab([
    { id: 'one', folder: '01-one', title, steps: [counter(world, 'a', 1), counter(world, 'b', 2)] },
    {
      id: 'two',
      folder: '02-two',
      title,
      steps: [
        counter(world, 'c', 3, { after: ['one.b'] }),
        counter(world, 'd', 4, { after: ['one.b'], optional: true }),
        counter(world, 'e', 5, { after: ['two.c'] }),
      ],
    },
  ]);
}

export const fixtureSettings: LabSettings = {
  target: 'sandbox',
  student: 'ines',
  bucket: 'shopstream-datalake-ines',
  region: 'eu-west-3',
  lang: 'en',
  workspace: '/nowhere',
  scale: undefined,
  seed: undefined,
  lineage: '00000000-0000-4000-8000-000000000000',
};

/** The fixture's steps need no port. */
export function noPorts(secrets: readonly string[] = []): PortSource {
  return {
    open: async () => ({}) as never,
    openReaders: async () => ({}) as never,
    secrets: () => secrets,
    close: async () => {},
  };
}
