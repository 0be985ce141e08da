import { unsupported } from '../errors.ts';

/** An `s3://bucket/key` in its two parts. Other schemes and hosts are not for the sandbox. */
export function parseUrl(url: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]*)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined) throw unsupported(`URL '${url}'`);
  return { bucket, key };
}
