import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../i18n/text.ts';
import { commandFiles, commandsByHand } from './by-hand.ts';
import { defineLab, type Step } from './chapter.ts';
import type { LabSettings } from './settings.ts';
import { type Command, defineStep } from './step.ts';

const settings: LabSettings = {
  target: 'sandbox',
  student: 'ines',
  bucket: 'shopstream-datalake-ines',
  region: 'eu-west-3',
  lang: 'fr',
  workspace: '/home/inès/Mes TP',
  scale: undefined,
  seed: undefined,
  lineage: 'x',
  shell: 'sh',
};

const command = (language: Command['language'], code: string): Command => ({
  language,
  title: same(code),
  code,
});

function step(needs: Parameters<typeof defineStep>[0]['needs'], commands: readonly Command[]): Step {
  const definition = defineStep({
    name: 'load',
    title: { fr: 'Charger', en: 'Load' },
    needs,
    prerequisites: async () => [],
    execute: async () => {},
    verify: async () => ({ checks: [] }),
    commands: () => commands,
  });
  const [only] = defineLab([{ id: 'two', folder: '', title: same('two'), steps: [definition] }]).steps;
  assert.ok(only !== undefined);
  return only;
}

const codes = (of: Step, with_: Partial<LabSettings> = {}) =>
  commandsByHand(of, { ...settings, ...with_ }).map(({ code }) => code);

test('a tool of one’s own is first told where the sandbox is, as administrator where the step needs one', () => {
  const psql = command('shell', 'psql -d shopstream -f load.sql');
  assert.deepEqual(codes(step(['postgres'], [psql])), ['eval "$(shopstream sandbox env)"', psql.code]);
  assert.deepEqual(codes(step(['identity'], [psql])), [
    'eval "$(shopstream sandbox env --as admin)"',
    psql.code,
  ]);
  // Where nothing of the step is in the sandbox, its addresses would lead past the person's own accounts.
  const cloud = { postgres: 'sandbox', aws: 'cloud', snowflake: 'cloud' } as const;
  const own = { target: 'cloud', placement: { ...cloud, postgres: 'cloud' } } as const;
  assert.deepEqual(codes(step(['postgres'], [psql]), own), [psql.code]);
  assert.equal(codes(step(['postgres'], [psql]), { target: 'cloud', placement: cloud }).length, 2);
  assert.deepEqual(codes(step(['dbt'], [psql])), [psql.code]);
});

test('SQL can also be run without another tool, from a file of the workspace', () => {
  const of = step(['warehouse', 'postgres'], [command('sql', 'SELECT 1;'), command('sql', '\\copy x')]);
  assert.deepEqual(codes(of), [
    'SELECT 1;',
    "shopstream sql snowflake --file '/home/inès/Mes TP/commandes/two.load-1.sql'",
    '\\copy x',
  ]);
  const files = commandFiles(of, settings, 'fr');
  assert.equal(files.get('commandes/two.load-1.sql'), 'SELECT 1;');
  assert.match(
    files.get('commandes/two.load.txt') ?? '',
    /^# Charger \(two\.load\)\n\n# SELECT 1;\nSELECT 1;\n/,
  );
  // A template of dbt is no SQL yet; the database itself cannot be made from inside it.
  assert.equal(codes(step(['warehouse'], [command('sql', "select * from {{ ref('x') }}")])).length, 1);
  assert.equal(
    codes(step(['postgresAdmin', 'postgres'], [command('sql', 'CREATE DATABASE shopstream')])).length,
    1,
  );
});
