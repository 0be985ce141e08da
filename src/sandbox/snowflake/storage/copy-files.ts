import type { Catalog } from '../catalog.ts';
import { fileNotFound, type OpenedBucket, type StoredObject } from './bucket.ts';
import type { CopyStatement } from './copy-statement.ts';
import type { CopyTarget } from './copy-target.ts';
import { fileUrl, listLocation } from './list.ts';
import { wasLoaded } from './load-history.ts';
import type { Location } from './location.ts';

/**
 * The files that a COPY has to load: those it names or finds, less those that were loaded before.
 * @throws SnowflakeError 091016 when a file of FILES does not exist
 */
export async function filesToLoad(
  catalog: Catalog,
  bucket: OpenedBucket,
  location: Location,
  statement: CopyStatement,
  target: CopyTarget,
): Promise<readonly StoredObject[]> {
  const listed = await listLocation(bucket, location, statement.pattern);
  const wanted = statement.files === undefined ? listed : named(location, listed, statement.files);
  if (statement.force || target.temporary) return limited(wanted, statement.sizeLimit);
  const fresh = wanted.filter(
    object => !wasLoaded(catalog, target.name, fileUrl(location, object.key), object),
  );
  return limited(fresh, statement.sizeLimit);
}

function named(
  location: Location,
  listed: readonly StoredObject[],
  files: readonly string[],
): readonly StoredObject[] {
  const prefix = location.root + location.path;
  return files.map(file => {
    const joint = prefix === '' || prefix.endsWith('/') || file.startsWith('/') ? '' : '/';
    const keys = [`${prefix}${joint}${file}`, `${prefix}${file}`];
    const object = listed.find(({ key }) => keys.includes(key));
    if (object === undefined) throw fileNotFound(`${location.bucket}/${keys[0]}`);
    return object;
  });
}

/** SIZE_LIMIT: no further file is begun once the limit is reached; the first always is. */
function limited(objects: readonly StoredObject[], limit: number | undefined): readonly StoredObject[] {
  if (limit === undefined) return objects;
  let size = 0;
  return objects.filter(object => {
    const begun = size < limit;
    if (begun) size += object.size;
    return begun;
  });
}
