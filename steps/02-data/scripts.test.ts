import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createWorkspace } from '../../src/adapters/workspace.ts';
import { bucketName, type LabSettings } from '../../src/lab/lab.ts';
import { generate } from './generate.ts';

test('doing the chapter by hand finds its files ready, and finds them again as the student left them', async t => {
  const root = await mkdtemp(join(tmpdir(), 'shopstream-scripts-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const workspace = createWorkspace(root);
  const settings: LabSettings = {
    target: 'sandbox',
    student: 'ines',
    bucket: bucketName('ines'),
    region: 'eu-west-3',
    lang: 'fr',
    workspace: root,
    scale: undefined,
    seed: undefined,
    lineage: 'lab-of-this-test',
  };
  const context = { ports: { workspace }, settings, signal: new AbortController().signal };
  await generate.materials?.(context);
  const files = await workspace.list('scripts');
  for (const name of ['load.sql', 'load_data.py', 'data/mark.sql', 'data/orders.csv'])
    assert.ok(files.includes(name), name);
  const orders = await workspace.read('scripts/data/orders.csv');
  assert.equal(orders?.trimEnd().split('\n').length, 5001);

  await workspace.write('scripts/load.sql', '-- à moi');
  await workspace.remove('scripts/load_data.py');
  await generate.materials?.(context);
  assert.equal(await workspace.read('scripts/load.sql'), '-- à moi');
  assert.notEqual(await workspace.read('scripts/load_data.py'), undefined);
});
