import type { PortName, Ports, ReaderPorts } from '../ports/ports.ts';

/**
 * What each reader has, and nothing more. A record of every key: a method that a reader gains does not compile until it
 * is named here, where somebody asks whether it only reads.
 */
const READS: { readonly [N in PortName]: Readonly<Record<keyof ReaderPorts[N], true>> } = {
  postgresAdmin: { target: true, query: true, copyOut: true },
  postgres: { target: true, query: true, copyOut: true },
  objectStoreAdmin: {
    endpoint: true,
    region: true,
    buckets: true,
    bucket: true,
    list: true,
    head: true,
    get: true,
  },
  objectStore: {
    endpoint: true,
    region: true,
    buckets: true,
    bucket: true,
    list: true,
    head: true,
    get: true,
  },
  identity: { whoAmI: true, user: true, userPolicy: true, role: true },
  warehouse: { target: true, query: true },
  dbt: { environment: true, findPython: true },
  orchestrator: { supported: true, environment: true, findPython: true, readDags: true, lastRun: true },
  shell: { find: true, run: true },
  workspace: { root: true, path: true, read: true, list: true },
  vault: { labUserKey: true },
};

/** A reader made of a full port: an object that has the reading methods only, so that a cast does not open it either. */
export function readerOf<N extends PortName>(name: N, port: Ports[N] | ReaderPorts[N]): ReaderPorts[N] {
  const entries = Object.keys(READS[name]).map(key => {
    const member: unknown = Reflect.get(port, key);
    return [key, typeof member === 'function' ? member.bind(port) : member];
  });
  return Object.freeze(Object.fromEntries(entries)) as ReaderPorts[N];
}
