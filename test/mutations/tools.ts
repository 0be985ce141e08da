import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PolicyDocument } from '../../../src/ports/identity.ts';
import type { TableName } from '../../../steps/01-postgres/schema.ts';
import { currentExport } from '../../../steps/04-export/objects.ts';
import type { LabSession } from '../lab-session.ts';

/** Something that another client does to a complete lab. */
export interface Damage {
  readonly what: string;
  /** A check of the step that must fail because of it. */
  readonly check: string;
  break(lab: LabSession): Promise<void>;
}

/** A step that turns red, the only one. */
export interface Fault {
  readonly step: string;
  /** What `run --all` executes to mend it: that step, and those whose work went with it. Default: that step alone. */
  readonly executes?: readonly string[];
  /** Each of them is seen by its own check, so that they may be done together. */
  readonly damages: readonly Damage[];
}

/** Statements of another PostgreSQL client. */
export const postgres = (sql: string) => async (lab: LabSession) => {
  const { postgres: client } = await lab.ports.open(['postgres']);
  await client.execute(sql);
};

/** A statement of another Snowflake client. */
export const snowflake = (sql: string) => async (lab: LabSession) => {
  const { warehouse } = await lab.ports.open(['warehouse']);
  await warehouse.execute(sql);
};

/** Something in the AWS console, with the administrator's rights. */
export const aws =
  (work: (clients: Aws, lab: LabSession) => Promise<unknown>) =>
  async (lab: LabSession): Promise<void> => {
    const [{ S3Client }, { IAMClient }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('@aws-sdk/client-iam'),
    ]);
    const options = {
      endpoint: `http://127.0.0.1:${lab.config.s3.port}`,
      region: lab.config.s3.region,
      credentials: lab.config.s3.admin,
    };
    const clients = { s3: new S3Client(options), iam: new IAMClient(options) };
    try {
      await work(clients, lab);
    } finally {
      clients.s3.destroy();
      clients.iam.destroy();
    }
  };

interface Aws {
  readonly s3: import('@aws-sdk/client-s3').S3Client;
  readonly iam: import('@aws-sdk/client-iam').IAMClient;
}

/** The key of a table's newest export. */
export async function exportedKey(lab: LabSession, table: TableName): Promise<string> {
  const { objectStoreAdmin } = await lab.ports.open(['objectStoreAdmin']);
  const found = currentExport(await objectStoreAdmin.list(lab.settings.bucket, 'raw/'), table);
  if (found === undefined) throw new Error(`There is no export of ${table}.`);
  return found.key;
}

type KeyOf = (lab: LabSession) => Promise<string>;

export const deleteObject = (key: KeyOf) => async (lab: LabSession) => {
  const { objectStoreAdmin } = await lab.ports.open(['objectStoreAdmin']);
  await objectStoreAdmin.delete(lab.settings.bucket, [await key(lab)]);
};

export const putObject = (key: KeyOf, content: string) => async (lab: LabSession) => {
  const { objectStoreAdmin } = await lab.ports.open(['objectStoreAdmin']);
  await objectStoreAdmin.put(lab.settings.bucket, await key(lab), content);
};

/** Another external id in the trust policy of the role that Snowflake plays. */
export async function distrust(lab: LabSession): Promise<void> {
  const { identity } = await lab.ports.open(['identity']);
  const role = await identity.role('snowflake-s3-integration');
  const trust = JSON.stringify(role?.trustPolicy).replace(/("sts:ExternalId":")[^"]*/, '$1wrong');
  await identity.updateTrustPolicy('snowflake-s3-integration', JSON.parse(trust) as PolicyDocument);
}

/** Rewrites a file of the workspace. */
export const edit = (path: string, change: (content: string) => string) => async (lab: LabSession) => {
  const file = join(lab.settings.workspace, path);
  const before = await readFile(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} has not changed.`);
  await writeFile(file, after);
};

export const removeFile = (path: string) => (lab: LabSession) => rm(join(lab.settings.workspace, path));
