import type { AccessKey } from '../../src/ports/identity.ts';

/** One `[section]` of an AWS configuration file. */
export interface Section {
  readonly name: string;
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** What `aws configure` would write about the profile in `config`; the endpoint only for the sandbox. */
export function configSection(profile: string, region: string, endpoint: string | undefined): Section {
  const settings: [string, string][] = [
    ['region', region],
    ['output', 'json'],
  ];
  // Read by the AWS CLI from 2.13 and 1.29 on, and by every current SDK.
  if (endpoint !== undefined) settings.push(['endpoint_url', endpoint]);
  return { name: `profile ${profile}`, settings };
}

/** What `aws configure` would write about the profile in `credentials`. */
export function credentialsSection(profile: string, key: AccessKey): Section {
  return {
    name: profile,
    settings: [
      ['aws_access_key_id', key.accessKeyId],
      ['aws_secret_access_key', key.secretAccessKey],
    ],
  };
}

function titleOf(line: string): string | undefined {
  return /^\s*\[\s*(.+?)\s*\]\s*$/.exec(line)?.[1];
}

/** The lines of `file` outside of a section, and those inside of it. */
function split(file: string, section: string) {
  const outside: string[] = [];
  const inside: string[] = [];
  let target = outside;
  for (const line of file.split(/\r?\n/)) {
    const title = titleOf(line);
    if (title !== undefined) target = title === section ? inside : outside;
    target.push(line);
  }
  return { outside: outside.join('\n').trim(), inside };
}

/** The settings of a section; empty when the file has none of that name. */
export function readSection(file: string, section: string): ReadonlyMap<string, string> {
  const pairs = split(file, section).inside.flatMap(line => {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return new Map(pairs);
}

/** The file with this section as it should be, and everything else in it as it was. */
export function withSection(file: string, section: Section): string {
  const { outside } = split(file, section.name);
  const lines = section.settings.map(([name, value]) => `${name} = ${value}`);
  const own = `[${section.name}]\n${lines.join('\n')}\n`;
  return outside === '' ? own : `${outside}\n\n${own}`;
}

/** The file without a section; empty when nothing else is in it. */
export function withoutSection(file: string, section: string): string {
  const { outside } = split(file, section);
  return outside === '' ? '' : `${outside}\n`;
}
