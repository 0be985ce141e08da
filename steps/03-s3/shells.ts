import type { Text } from '../../src/i18n/text.ts';
import type { Command } from '../../src/lab/lab.ts';
import { CONFIG_FILE, CREDENTIALS_FILE, PROFILE } from './names.ts';

const sh = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
const powershell = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** How each shell is told to use the workspace's profile instead of the one in the person's home. */
export function profileCommands(workspace: string): readonly Command[] {
  const variables = [
    ['AWS_CONFIG_FILE', `${workspace}/${CONFIG_FILE}`],
    ['AWS_SHARED_CREDENTIALS_FILE', `${workspace}/${CREDENTIALS_FILE}`],
    ['AWS_PROFILE', PROFILE],
  ] as const;
  const command = (shell: string, line: (name: string, value: string) => string): Command => {
    const title: Text = { fr: `Utiliser ce profil (${shell})`, en: `Use this profile (${shell})` };
    return { language: 'shell', title, code: variables.map(([name, value]) => line(name, value)).join('\n') };
  };
  return [
    command('bash, zsh', (name, value) => `export ${name}=${sh(value)}`),
    command('PowerShell', (name, value) => `$env:${name} = ${powershell(value)}`),
    command('cmd', (name, value) => `set "${name}=${value}"`),
  ];
}
