import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageRoot } from '../../src/lab/content.ts';
import { loadedWith, readImports } from '../architecture-graph.ts';
import { AWS } from './aws.ts';
import { REPLAYED } from './replayed.ts';
import { runSuite } from './suite.ts';
import { SYSTEM } from './system.ts';

// The whole suite: npm run scores diagnosis.
test('errors of sockets, files, programs and AWS, provoked with the real tools, are named right', async t => {
  const score = await runSuite(line => t.diagnostic(line), t.signal, [SYSTEM, AWS, REPLAYED]);
  assert.deepEqual([...score.misses, ...score.replayed.misses], []);
  assert.ok(score.total >= 30, `${score.total} provoked`);
  assert.ok(score.replayed.total >= 25, `${score.replayed.total} replayed`);
});

test('the catalogue of errors is not loaded before something fails', () => {
  const imports = readImports(packageRoot, ['src', 'steps']);
  const isCatalogue = (file: string) => file.startsWith('src/engine/diagnosis/catalogue/');
  assert.ok(imports.some(({ to, kind }) => isCatalogue(to) && kind === 'dynamic'));
  for (const entry of [
    'src/cli.ts',
    'src/commands/dispatch.ts',
    'src/commands/run.ts',
    'src/ui/tui/main.tsx',
  ]) {
    const loaded = [...loadedWith(entry, imports)];
    assert.ok(loaded.length > 2, `${entry} is read`);
    assert.deepEqual(loaded.filter(isCatalogue), [], `loaded with ${entry}`);
  }
});
