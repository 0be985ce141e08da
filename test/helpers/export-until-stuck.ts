/** Exports in a process of its own, and stands still after so many parts: what is killed there has stopped in the middle. */
import process from 'node:process';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { tables } from '../../steps/04-export/tables.ts';
import { EXPORT_SETTINGS, type ExportAddresses, openExportPorts } from './export-lab.ts';

/** What the test says to this process, as JSON in its last argument. */
export interface StuckExport {
  readonly addresses: ExportAddresses;
  readonly date: string;
  readonly partBytes: number;
  /** Of the table `order_items`. */
  readonly parts: number;
}

const { addresses, date, partBytes, parts } = JSON.parse(process.argv.at(-1) ?? '') as StuckExport;
const ports = openExportPorts(addresses);
const store = ports.store.port;
let sent = 0;
const stuck: ObjectStore = new Proxy(store, {
  get(target, name) {
    const member: unknown = Reflect.get(target, name);
    if (name !== 'put') return typeof member === 'function' ? member.bind(target) : member;
    return async (...of: Parameters<ObjectStore['put']>) => {
      if (of[1].includes('order_items_') && sent++ >= parts) {
        process.stdout.write('stuck\n');
        await new Promise(() => {});
      }
      await target.put(...of);
    };
  },
});
// Keeps the process while nothing moves.
setInterval(() => {}, 1000);
await tables.execute({
  ports: { postgres: ports.postgres.port, objectStore: stuck } as Ports,
  settings: { ...EXPORT_SETTINGS, partBytes },
  signal: new AbortController().signal,
  exportDate: () => date,
  progress() {},
  log() {},
});
