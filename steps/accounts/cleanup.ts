import type { Text } from '../../src/i18n/text.ts';
import type { ExecuteContext, LabSettings } from '../../src/lab/lab.ts';
import type { PortName, Ports } from '../../src/ports/ports.ts';
import { configureCli } from '../03-s3/configure-cli.ts';
import { USER } from '../03-s3/names.ts';
import { ROLE } from '../05-snowflake/objects.ts';
import { type Found, reasonOf } from './belongings.ts';

export type OpenPorts = <N extends PortName>(names: readonly N[]) => Promise<Pick<Ports, N>>;

/** What became of one thing. */
export interface Removal {
  readonly found: Found;
  /** The service's words when it could not be removed; `undefined`: it is gone. */
  readonly failure: Text | undefined;
}

/**
 * Removes things one after the other; one that cannot be removed does not keep the others. An interruption ends it
 * between two things, and calling it again goes on.
 */
export async function* removeAll(
  open: OpenPorts,
  things: readonly Found[],
  settings: LabSettings,
  signal: AbortSignal,
): AsyncGenerator<Removal> {
  for (const found of things) {
    signal.throwIfAborted();
    let failure: Text | undefined;
    try {
      await remove(open, found, settings, signal);
    } catch (error) {
      signal.throwIfAborted();
      failure = reasonOf(error);
    }
    yield { found, failure };
  }
}

async function remove(
  open: OpenPorts,
  { id, service, name, removal }: Found,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<void> {
  if (service === 'snowflake') {
    const { warehouse } = await open(['warehouse']);
    for (const statement of removal) await warehouse.execute(statement.replace(/;$/, ''), signal);
    return;
  }
  if (id === 'iam-role') await (await open(['identity'])).identity.deleteRole(ROLE, signal);
  else if (id === 'iam-user') await removeUser(open, settings, signal);
  else {
    const { objectStoreAdmin } = await open(['objectStoreAdmin']);
    await objectStoreAdmin.emptyBucket(name, signal);
    await objectStoreAdmin.deleteBucket(name, signal);
  }
}

/** The user, and on this machine its key and profile, which open nothing any more. */
async function removeUser(open: OpenPorts, settings: LabSettings, signal: AbortSignal): Promise<void> {
  const ports = await open(['identity', 'vault', 'workspace']);
  await ports.identity.deleteUser(USER, signal);
  await ports.vault.forgetLabUserKey();
  // The step's own action; the engine would open the same ports for it.
  const context = { ports, settings, signal, exportDate: () => '', progress() {}, log() {} };
  await configureCli.undo?.(context as unknown as ExecuteContext);
}
