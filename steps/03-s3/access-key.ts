import { setTimeout as pause } from 'node:timers/promises';
import type { Text } from '../../src/i18n/text.ts';
import type { ExecuteContext } from '../../src/lab/lab.ts';
import type { AccessKey, IamUser, Identity } from '../../src/ports/identity.ts';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import { USER } from './names.ts';
import { attempt, type Refusal } from './refusals.ts';

/** IAM allows a user two access keys. */
const MOST_KEYS = 2;
/** AWS tells its services of a new key within seconds; these are the waits between attempts, in milliseconds. */
const WAITS = [500, 1000, 2000, 4000, 4000, 8000, 8000, 8000];

/** Why S3 refuses the lab user's key; `undefined` when it accepts it. @throws whatever is not a refusal. */
export async function keyRefusal(
  store: ObjectStoreReader,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const answer = await attempt(store.buckets(signal));
  return answer.kind === 'refused' ? answer.refusal : undefined;
}

/** Whether IAM knows the key, as one of the user's that is active. */
export function isActive(user: IamUser | undefined, key: AccessKey | undefined): boolean {
  return (
    user?.accessKeys.some(({ accessKeyId, active }) => active && accessKeyId === key?.accessKeyId) ?? false
  );
}

/** AWS's codes for a key that it does not know, or does not know yet. */
const NOT_KNOWN_YET = new Set(['InvalidAccessKeyId', 'InvalidClientTokenId', 'AccessDenied']);

/**
 * Waits until a key that was just made, and its rights, are known everywhere; one that stays unknown is left to the
 * verification, and any other refusal at once.
 */
export async function waitForKey(
  store: ObjectStoreReader,
  progress: ExecuteContext['progress'],
  signal: AbortSignal,
): Promise<void> {
  const total = WAITS.reduce((sum, wait) => sum + wait, 0) / 1000;
  let waited = 0;
  for (const wait of WAITS) {
    const refusal = await keyRefusal(store, signal);
    if (refusal === undefined || !NOT_KNOWN_YET.has(refusal.code)) return;
    progress(SPREADING, waited, total);
    await pause(wait, undefined, { signal });
    waited += wait / 1000;
  }
}

const SPREADING: Text = {
  fr: "AWS fait connaître la nouvelle clé (secondes d'attente)",
  en: 'AWS is spreading the new key (seconds waited)',
};

/**
 * Deletes a key of a user who has as many as IAM allows. A secret is shown once: of the lab's own key first (it does not
 * work any more, or a new one would not be needed), then of an inactive one, then of the first.
 */
export async function makeRoom(
  identity: Identity,
  user: IamUser,
  known: AccessKey | undefined,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const keys = user.accessKeys;
  if (keys.length < MOST_KEYS) return;
  const lost =
    keys.find(({ accessKeyId }) => accessKeyId === known?.accessKeyId) ??
    keys.find(({ active }) => !active) ??
    keys[0];
  if (lost === undefined) return;
  log(`aws iam delete-access-key --user-name ${USER} --access-key-id ${lost.accessKeyId}`);
  await identity.deleteAccessKey(USER, lost.accessKeyId, signal);
}
