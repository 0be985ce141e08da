import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readContext } from './context.ts';
import type { Options } from './options.ts';
import { logFolder } from './places.ts';

/** `logs`: where the journal and the services' logs are, one path a line. */
export async function logs(options: Options): Promise<number> {
  const { places, journal } = readContext(options);
  const folder = logFolder(places.home);
  const paths = [journal, folder, ...files(folder)];
  process.stdout.write(`${paths.join('\n')}\n`);
  return 0;
}

function files(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map(name => join(folder, name))
      .filter(path => statSync(path).isFile());
  } catch (error) {
    // No service has written a log yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
