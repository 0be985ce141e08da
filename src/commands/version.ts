import { readContent } from '../lab/content.ts';

/** The version of this program, from its package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(readContent('package.json'));
  return (manifest as { version: string }).version;
}
