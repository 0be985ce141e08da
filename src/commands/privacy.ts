import { homedir, tmpdir } from 'node:os';
import { packageRoot } from '../lab/content.ts';
import type { PortSource } from '../ports/source.ts';
import { redactor } from '../ui/report/redact.ts';
import type { Context } from './context.ts';

/** Takes secrets, key ids and this machine's paths out of what is handed in. */
export function privacy(ports: PortSource, { places }: Context): (words: string) => string {
  return redactor({
    secrets: ports.secrets(),
    places: [
      [places.workspace, 'ShopStreamTP'],
      [places.home, 'SHOPSTREAM_HOME'],
      [places.tools, 'SHOPSTREAM_TOOLS'],
      [packageRoot, 'shopstream-lab'],
      [tmpdir(), 'TMP'],
      [homedir(), '~'],
    ],
  });
}

/** The same data with every string changed by `change`. */
export function mapStrings<T>(value: T, change: (words: string) => string): T {
  return JSON.parse(
    JSON.stringify(value, (_, inside: unknown) => (typeof inside === 'string' ? change(inside) : inside)),
  ) as T;
}
