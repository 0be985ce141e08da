import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How a profile gets its credentials, as far as its keys tell; `role`: by another profile. */
export type ProfileKind = 'key' | 'sso' | 'login' | 'role' | 'process' | 'empty';

/** A profile of the AWS files. Its secrets are never read into it. */
export interface AwsProfile {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly region: string | undefined;
}

/**
 * The profiles of the AWS CLI's two files, by name. Nothing is thrown for a file that is absent or damaged.
 * Format: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export function awsProfiles(env: NodeJS.ProcessEnv): readonly AwsProfile[] {
  const folder = join(env['HOME'] ?? env['USERPROFILE'] ?? homedir(), '.aws');
  const found = new Map<string, Map<string, string>>();
  const add = (name: string, values: ReadonlyMap<string, string>) =>
    found.set(name, new Map([...(found.get(name) ?? []), ...values]));
  for (const [header, values] of sections(env['AWS_CONFIG_FILE'] ?? join(folder, 'config'))) {
    // `[profile NAME]`, and `[default]` without the word; other words begin other kinds of sections.
    const name = header === 'default' ? header : /^profile\s+(.+)$/.exec(header)?.[1];
    if (name !== undefined) add(name.replace(/^["']|["']$/g, ''), values);
  }
  for (const [header, values] of sections(env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials')))
    add(header, values);
  return [...found]
    .map(([name, values]) => ({ name, kind: kindOf(values), region: values.get('region') }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The values that tell where credentials come from; keys themselves are left out. */
const TELLING = /^(?:region|sso_session|sso_start_url|login_session|role_arn|credential_process)$/;

function sections(path: string): readonly (readonly [header: string, values: ReadonlyMap<string, string>])[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const found: [string, Map<string, string>][] = [];
  for (const line of content.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) found.push([header, new Map()]);
    const [, key, value] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const values = found.at(-1)?.[1];
    if (TELLING.test(key)) values?.set(key, value);
    if (key === 'aws_access_key_id') values?.set(key, '');
  }
  return found;
}

function kindOf(values: ReadonlyMap<string, string>): ProfileKind {
  if (values.has('login_session')) return 'login';
  if (values.has('sso_session') || values.has('sso_start_url')) return 'sso';
  if (values.has('role_arn')) return 'role';
  if (values.has('credential_process')) return 'process';
  return values.has('aws_access_key_id') ? 'key' : 'empty';
}
