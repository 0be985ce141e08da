import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PolicyDocument } from '../../src/ports/identity.ts';
import type { TableName } from '../../steps/01-postgres/schema.ts';
import { exportPrefix } from '../../steps/04-export/objects.ts';
import { ROLE } from '../../steps/05-snowflake/objects.ts';
import type { LabSession } from '../helpers/lab-session.ts';
import type { Undo } from './mutation.ts';

/** How a mutation breaks something; `undefined`: a run mends it. */
type Break = (lab: LabSession) => Promise<Undo | undefined>;

/** Statements of another PostgreSQL client; `undo` puts back what they changed. */
export const postgres =
  (sql: string, undo?: string): Break =>
  async lab => {
    const { postgres: client } = await lab.ports.open(['postgres']);
    await client.execute(sql);
    return undo === undefined ? undefined : () => client.execute(undo);
  };

/** Statements of another Snowflake client; `undo` puts back what they changed. */
export const snowflake =
  (sql: string, undo?: string): Break =>
  async lab => {
    const { warehouse } = await lab.ports.open(['warehouse']);
    await warehouse.script(sql);
    if (undo === undefined) return undefined;
    return async () => {
      await warehouse.script(undo);
    };
  };

/** Makes a table again from a query over itself, which may give other columns, types or rows. */
export const remade = (table: string, columns: string): Break =>
  snowflake(
    `CREATE OR REPLACE TABLE ${table}_MADE AS SELECT ${columns} FROM ${table};
     DROP TABLE ${table};
     ALTER TABLE ${table}_MADE RENAME TO ${table};`,
  );

interface Aws {
  readonly s3: import('@aws-sdk/client-s3').S3Client;
  readonly iam: import('@aws-sdk/client-iam').IAMClient;
}

/** Something in the AWS console, with the administrator's rights. */
export const aws =
  (work: (clients: Aws, lab: LabSession) => Promise<unknown>, undo?: typeof work): Break =>
  async lab => {
    await withClients(work, lab);
    return undo === undefined ? undefined : () => withClients(undo, lab);
  };

async function withClients(
  work: (clients: Aws, lab: LabSession) => Promise<unknown>,
  lab: LabSession,
): Promise<void> {
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
}

/** The key of a table's newest export. */
async function exportedKey(lab: LabSession, table: TableName): Promise<string> {
  const { objectStoreAdmin } = await lab.ports.open(['objectStoreAdmin']);
  const objects = await objectStoreAdmin.list(lab.settings.bucket, exportPrefix(table));
  const key = objects
    .map(object => object.key)
    .filter(name => /\d{8}\.(csv|json)$/.test(name))
    .sort()
    .at(-1);
  if (key === undefined) throw new Error(`There is no export of ${table}.`);
  return key;
}

/** Deletes an object: the export of a table, or a key. */
export const deleteObject =
  (what: { readonly table: TableName } | { readonly key: string }): Break =>
  async lab => {
    const key = 'key' in what ? what.key : await exportedKey(lab, what.table);
    const { objectStoreAdmin } = await lab.ports.open(['objectStoreAdmin']);
    await objectStoreAdmin.delete(lab.settings.bucket, [key]);
    return undefined;
  };

/** Writes the export of a table anew, with other bytes; or under another key, which takes the place of the right one. */
export const rewriteObject =
  (
    table: TableName,
    change: (content: string) => string,
    move: (key: string) => string = key => key,
    keep = false,
  ): Break =>
  async lab => {
    const { bucket } = lab.settings;
    const { objectStoreAdmin: store } = await lab.ports.open(['objectStoreAdmin']);
    const key = await exportedKey(lab, table);
    const before = Buffer.concat(await (await store.get(bucket, key)).toArray()).toString();
    const [after, target] = [change(before), move(key)];
    if (after === before && target === key) throw new Error(`The object of ${table} has not changed.`);
    await store.put(bucket, target, after);
    if (target === key) return undefined;
    if (!keep) await store.delete(bucket, [key]);
    return async () => {
      await store.put(bucket, key, before);
      await store.delete(bucket, [target]);
    };
  };

/** Another trust policy of the role that Snowflake plays. */
export const trust =
  (change: (policy: string) => string): Break =>
  async lab => {
    const { identity } = await lab.ports.open(['identity']);
    const before = JSON.stringify((await identity.role(ROLE))?.trustPolicy);
    const after = change(before);
    if (after === before) throw new Error('The trust policy has not changed.');
    await identity.updateTrustPolicy(ROLE, JSON.parse(after) as PolicyDocument);
    return undefined;
  };

/** Rewrites a file of the workspace; `undefined` removes it. The undo writes it back. */
export const edit =
  (path: string, change: (content: string) => string | undefined): Break =>
  async lab => {
    const file = join(lab.settings.workspace, path);
    const before = await readFile(file, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${path} has not changed.`);
    if (after === undefined) {
      const { workspace } = await lab.ports.open(['workspace']);
      await workspace.remove(path);
    } else await writeFile(file, after);
    return () => writeFile(file, before);
  };

/** The same, mended by a run. */
export const editForRun =
  (path: string, change: (content: string) => string | undefined): Break =>
  async lab => {
    await edit(path, change)(lab);
    return undefined;
  };
