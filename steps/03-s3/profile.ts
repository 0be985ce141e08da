import type { AccessKey } from '../../src/ports/identity.ts';
import { PROFILE } from './names.ts';

/** The two files of an AWS profile, in the vendor's own format. */
export interface ProfileFiles {
  readonly config: string;
  readonly credentials: string;
}

/** What `aws configure` would write, in the workspace instead of the home; the endpoint only for the sandbox. */
export function profileFiles(key: AccessKey, region: string, endpoint: string | undefined): ProfileFiles {
  return {
    config: [
      `[profile ${PROFILE}]`,
      `region = ${region}`,
      'output = json',
      ...(endpoint === undefined ? [] : [`endpoint_url = ${endpoint}`]),
      '',
    ].join('\n'),
    credentials: [
      `[${PROFILE}]`,
      `aws_access_key_id = ${key.accessKeyId}`,
      `aws_secret_access_key = ${key.secretAccessKey}`,
      '',
    ].join('\n'),
  };
}

/** The settings of one section of an AWS file; empty when it has none. */
export function readSection(file: string, section: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let inside = false;
  for (const line of file.split(/\r?\n/)) {
    const title = /^\s*\[(.+?)\]\s*$/.exec(line)?.[1];
    if (title !== undefined) inside = title.trim() === section;
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (inside && name !== undefined && value !== undefined) settings.set(name, value);
  }
  return settings;
}
