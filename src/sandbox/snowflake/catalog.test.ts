import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Catalog, type TableEntry } from './catalog.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'shopstream-catalog-'));
const entry = { comment: '', createdOn: 1, owner: 'ACCOUNTADMIN', transient: false };
const table: TableEntry = {
  createdOn: 1,
  lastAltered: 1,
  owner: 'ACCOUNTADMIN',
  kind: 'TABLE',
  transient: false,
  clusterBy: '',
  types: {},
  keys: [],
};

test('what was set is there when the file is opened again, whatever the names are', t => {
  const path = folder();
  t.after(() => rmSync(path, { recursive: true }));
  const catalog = Catalog.open(path);
  catalog.addDatabase('__proto__', { ...entry, file: 'a.duckdb' });
  catalog.addSchema({ database: '__proto__', schema: 'constructor' }, entry);
  const name = { database: '__proto__', schema: 'constructor', name: 'toString' };
  catalog.setTable(name, { ...table, types: { E: 'VARCHAR(5)' } });
  catalog.inSchemas<{ url: string }>('stages').set({ ...name, name: 'S' }, { url: 's3://b/' });
  catalog.account<string>('roles').set('ANALYST', 'x');
  const again = Catalog.open(path);
  assert.equal(again.table(name)?.types.E, 'VARCHAR(5)');
  assert.deepEqual(again.inSchemas<{ url: string }>('stages').entries({ database: '__proto__' }), [
    [{ ...name, name: 'S' }, { url: 's3://b/' }],
  ]);
  assert.deepEqual(again.account<string>('roles').entries(), [['ANALYST', 'x']]);
  assert.equal(again.database('toString'), undefined);
});

test('load history follows a rename, and goes with truncation, replacement and drop', t => {
  const path = folder();
  t.after(() => rmSync(path, { recursive: true }));
  const catalog = Catalog.open(path);
  catalog.addDatabase('D', { ...entry, file: 'd.duckdb' });
  catalog.addSchema({ database: 'D', schema: 'S' }, entry);
  const [a, b] = ['A', 'B'].map(name => ({ database: 'D', schema: 'S', name }));
  assert.ok(a && b);
  const history = catalog.inTables<string>('loads');
  catalog.setTable(a, table);
  history.setAll(a, [['x.csv', 'LOADED']]);
  catalog.renameTable(a, b);
  assert.equal(history.get(b, 'x.csv'), 'LOADED');
  assert.equal(history.get(a, 'x.csv'), undefined);
  catalog.clearTable(b);
  assert.equal(history.get(b, 'x.csv'), undefined);
  history.setAll(b, [['y.csv', 'LOADED']]);
  catalog.setTable(b, table);
  assert.deepEqual(history.entries(b), []);
  catalog.renameSchema({ database: 'D', schema: 'S' }, 'T');
  assert.equal(catalog.table({ ...b, schema: 'T' })?.kind, 'TABLE');
  catalog.dropDatabase('D');
  assert.equal(catalog.table({ ...b, schema: 'T' }), undefined);
});
