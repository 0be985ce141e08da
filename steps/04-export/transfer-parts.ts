/** A large table goes out in compressed parts, several at a time; what an interruption left is completed, not sent again. */
import { pipeline, Transform } from 'node:stream';
import { crc32, createGzip } from 'node:zlib';
import { text } from '../../src/i18n/text.ts';
import type { ExecuteContext } from '../../src/lab/lab.ts';
import type { ObjectDetails } from '../../src/ports/object-store.ts';
import type { PostgresSnapshot } from '../../src/ports/postgres.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { checksumText } from './contents.ts';
import { type Manifest, type ManifestPart, manifestText, readManifest, sameRange } from './manifest.ts';
import { exportFolder, isExport, manifestKey, partDateOf, partKey } from './objects.ts';
import { inParallel } from './parallel.ts';
import { type MeasuredRange, measureRanges, stepFor } from './ranges.ts';
import { RowCounter } from './row-counter.ts';
import { copyStatement } from './source.ts';

type Context = ExecuteContext<'postgres' | 'objectStore'>;

/** Parts under way: S3's own network takes several, the sandbox shares this machine's processors with us. */
const PARTS_AT_ONCE = { cloud: 4, sandbox: 2 } as const;

/** What lies in the day's folder and belongs to the export, in whatever form. */
interface Found {
  readonly keys: readonly string[];
  readonly parts: ReadonlyMap<string, ObjectDetails>;
  readonly manifest: Manifest | undefined;
}

/** A part that has to be in S3; `kept` when it is there already, and right. */
interface PlannedPart {
  readonly range: MeasuredRange;
  readonly key: string;
  readonly kept: ManifestPart | undefined;
}

/**
 * Streams a table in parts of about `partBytes` compressed, and returns its rows. All parts are of one moment of the
 * database. Parts that lie in S3 already are kept when they hold what the table holds now; the manifest is taken away
 * before anything is changed, and written when everything is there.
 */
export function transferParts(
  context: Context,
  table: TableName,
  date: string,
  partBytes: number,
): Promise<number> {
  const { ports, signal } = context;
  return ports.postgres.snapshot(async snapshot => {
    const found = await findParts(context, table, date);
    const step = stepOf(found, partBytes) ?? (await stepFor(snapshot, table, partBytes, signal));
    const ranges = await measureRanges(snapshot, table, step, signal);
    const plan = ranges.map(range => planned(range, partKey(table, date, range.number), found));
    const rows = ranges.reduce((sum, range) => sum + range.rows, 0);
    await sendMissing(context, snapshot, { table, date, step, rows, partBytes }, plan, found);
    return rows;
  }, signal);
}

async function findParts(
  { ports, settings, signal }: Context,
  table: TableName,
  date: string,
): Promise<Found> {
  const { bucket } = settings;
  const manifest = manifestKey(table, date);
  const [folder, manifests] = await Promise.all([
    ports.objectStore.list(bucket, exportFolder(table, date), signal),
    ports.objectStore.list(bucket, manifest, signal),
  ]);
  const keys = [...folder, ...manifests].map(({ key }) => key).filter(key => isExport(key, table));
  const parts = new Map<string, ObjectDetails>();
  const partKeys = keys.filter(key => partDateOf(key, table) !== undefined);
  await inParallel(partKeys, PARTS_AT_ONCE.cloud, signal, async (key, own) => {
    const details = await ports.objectStore.head(bucket, key, own);
    if (details !== undefined) parts.set(key, details);
  });
  const read = keys.includes(manifest)
    ? readManifest(ports.objectStore, bucket, manifest, signal)
    : undefined;
  return { keys, parts, manifest: await read };
}

/** The step of the parts that are there, so that they can be kept; nothing when there are none, or of another size. */
function stepOf({ parts }: Found, partBytes: number): number | undefined {
  const steps = [...parts.values()].flatMap(({ metadata }) => {
    const [, from, to] = /^(-?\d+)-(-?\d+)$/.exec(metadata.ids ?? '') ?? [];
    const size = metadata['part-bytes'] ?? String(partBytes);
    return from === undefined || to === undefined || size !== String(partBytes)
      ? []
      : [Number(to) - Number(from) + 1];
  });
  return steps.length > 0 && new Set(steps).size === 1 ? steps[0] : undefined;
}

function planned(range: MeasuredRange, key: string, { parts, manifest }: Found): PlannedPart {
  const details = parts.get(key);
  const listed = manifest?.parts.find(part => part.key === key);
  const isRight =
    details?.checksum !== undefined &&
    details.metadata.ids === idsOf(range) &&
    details.metadata.rows === String(range.rows) &&
    details.metadata.digest === range.digest &&
    (listed === undefined || !sameRange(listed, range) || listed.checksum === details.checksum);
  if (!isRight) return { range, key, kept: undefined };
  return { range, key, kept: { key, ...range, bytes: details.size, checksum: details.checksum ?? '' } };
}

function idsOf({ from, to }: MeasuredRange): string {
  return `${from}-${to}`;
}

/** What is the same for every part of an export. */
interface Export {
  readonly table: TableName;
  readonly date: string;
  readonly step: number;
  readonly rows: number;
  readonly partBytes: number;
}

async function sendMissing(
  context: Context,
  snapshot: PostgresSnapshot,
  { partBytes, ...of }: Export,
  plan: readonly PlannedPart[],
  found: Found,
): Promise<void> {
  const { ports, settings, signal, log, progress } = context;
  const { bucket } = settings;
  const { table } = of;
  const key = manifestKey(table, of.date);
  const kept = plan.flatMap(part => part.kept ?? []);
  const missing = plan.filter(part => part.kept === undefined);
  const label = text(lang => (lang === 'fr' ? `Export de ${table}` : `Export of ${table}`));
  let sent = kept.reduce((sum, part) => sum + part.rows, 0);
  progress(label, sent, of.rows);
  log(
    settings.lang === 'fr'
      ? `${table} : ${plan.length} parties, dont ${kept.length} déjà dans S3`
      : `${table}: ${plan.length} parts, ${kept.length} of them in S3 already`,
  );
  const stays = new Set(kept.map(part => part.key));
  const same =
    found.manifest !== undefined && manifestText(found.manifest) === manifestText({ ...of, parts: kept });
  if (same) stays.add(key);
  const leaving = found.keys.filter(name => !stays.has(name));
  // The manifest first: parts that are being changed must not be taken for a whole.
  const leaves = [...leaving.filter(name => name === key), ...leaving.filter(name => name !== key)];
  if (leaves.length > 0) await ports.objectStore.delete(bucket, leaves, signal);
  if (same && missing.length === 0) return;
  const count = (rows: number): void => {
    sent += rows;
    progress(label, sent, of.rows);
  };
  const fresh = await inParallel(missing, PARTS_AT_ONCE[settings.target], signal, (part, own) =>
    sendPart({ ...context, signal: own }, snapshot, table, part, partBytes, count),
  );
  const parts = [...kept, ...fresh].toSorted((one, other) => one.number - other.number);
  const contentType = 'application/json';
  await ports.objectStore.put(bucket, key, manifestText({ ...of, parts }), { contentType }, signal);
  log(`s3://${bucket}/${key}`);
}

/** Sends one part, and returns what its manifest says of it. */
async function sendPart(
  { ports, settings, signal, log }: Context,
  snapshot: PostgresSnapshot,
  table: TableName,
  { range, key }: PlannedPart,
  partBytes: number,
  count: (rows: number) => void,
): Promise<ManifestPart> {
  const counter = new RowCounter(table);
  const counting = new Transform({
    highWaterMark: 256 * 1024,
    transform(chunk: Buffer, _, done) {
      const before = counter.rows;
      counter.push(chunk);
      count(counter.rows - before);
      done(null, chunk);
    },
    flush(done) {
      // A snapshot cannot change: a part of other rows would be a mistake of ours, and must not become an object.
      const right = counter.rows === range.rows;
      done(right ? null : new Error(`${key}: ${counter.rows} rows of ${range.rows} came from PostgreSQL.`));
    },
  });
  let bytes = 0;
  let crc = 0;
  const measuring = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      crc = crc32(chunk, crc);
      done(null, chunk);
    },
  });
  // An error on the way destroys `measuring`, which fails the upload: no object is made of half a part.
  pipeline(
    await snapshot.copyOut(copyStatement(table, range), signal),
    counting,
    createGzip(),
    measuring,
    () => {},
  );
  const metadata = {
    ids: idsOf(range),
    rows: String(range.rows),
    digest: range.digest,
    'part-bytes': String(partBytes),
  };
  try {
    await ports.objectStore.put(
      settings.bucket,
      key,
      measuring,
      { contentType: 'application/gzip', metadata },
      signal,
    );
  } finally {
    measuring.destroy();
  }
  log(`s3://${settings.bucket}/${key}`);
  return { key, ...range, bytes, checksum: checksumText(crc) };
}
