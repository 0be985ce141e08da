import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PortName, Ports, ReaderPorts } from '../ports/ports.ts';
import { readerOf } from './readers.ts';

/** Every method and field of any reader, by name: none of them writes. */
type Reading =
  | 'target'
  | 'query'
  | 'copyOut'
  | 'endpoint'
  | 'region'
  | 'buckets'
  | 'bucket'
  | 'list'
  | 'head'
  | 'get'
  | 'whoAmI'
  | 'user'
  | 'userPolicy'
  | 'role'
  | 'environment'
  | 'findPython'
  | 'supported'
  | 'readDags'
  | 'lastRun'
  | 'find'
  | 'run'
  | 'root'
  | 'path'
  | 'read'
  | 'labUserKey';

/** What a reader has beyond those: nothing, or this file does not compile. */
type Beyond = { readonly [N in PortName]: Exclude<keyof ReaderPorts[N], Reading> }[PortName];
const nothingBeyond: [Beyond] extends [never] ? true : Beyond = true;

/** Ports that can write have more than their readers do; a program's arguments decide what it does, so it is checked there. */
type Writing<N extends PortName> = Exclude<keyof Ports[N], keyof ReaderPorts[N]>;
const writes: { readonly [N in Exclude<PortName, 'shell'>]: [Writing<N>] extends [never] ? never : true } = {
  postgresAdmin: true,
  postgres: true,
  objectStoreAdmin: true,
  objectStore: true,
  identity: true,
  warehouse: true,
  dbt: true,
  orchestrator: true,
  workspace: true,
  vault: true,
};

test('a reader has the reading methods only, also for who asks at run time', async () => {
  assert.equal(nothingBeyond, true);
  assert.ok(Object.values(writes).every(Boolean));
  const asked: string[] = [];
  const full = {
    root: '/ws',
    path: (relative: string) => `/ws/${relative}`,
    read: async (relative: string) => {
      asked.push(relative);
      return 'x';
    },
    list: async () => [],
    write: async () => ({ kind: 'written' as const }),
    remove: async () => {},
  };
  const reader = readerOf('workspace', full);
  assert.deepEqual(Object.keys(reader).sort(), ['list', 'path', 'read', 'root']);
  assert.equal(reader.root, '/ws');
  assert.equal(await reader.read('a'), 'x');
  assert.deepEqual(asked, ['a']);
  assert.equal(Reflect.get(reader, 'write'), undefined);
  assert.equal(Reflect.set(reader, 'read', full.write), false);
});
