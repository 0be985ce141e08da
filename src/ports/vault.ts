import type { AccessKey } from './identity.ts';

/** Where the lab finds the secrets it was given or made; never the journal, logs or arguments. */
export interface VaultReader {
  /** The access key of the lab's IAM user, once it has one. */
  labUserKey(): Promise<AccessKey | undefined>;
}

export interface Vault extends VaultReader {
  saveLabUserKey(key: AccessKey): Promise<void>;
  forgetLabUserKey(): Promise<void>;
}
