import type { Text } from '../../src/i18n/text.ts';
import {
  assignment,
  type Command,
  type LabSettings,
  SHELL_NAMES,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import { CONFIG_FILE, CREDENTIALS_FILE, PROFILE } from './names.ts';

/** How the person's shell is told to use the workspace's profile instead of the one in their home. */
export function profileCommand(settings: LabSettings): Command {
  const shell = shellFor(settings);
  const name = SHELL_NAMES[shell];
  const title: Text = { fr: `Utiliser ce profil (${name})`, en: `Use this profile (${name})` };
  const variables = [
    ['AWS_CONFIG_FILE', workspacePath(settings, CONFIG_FILE)],
    ['AWS_SHARED_CREDENTIALS_FILE', workspacePath(settings, CREDENTIALS_FILE)],
    ['AWS_PROFILE', PROFILE],
  ] as const;
  return {
    language: 'shell',
    title,
    code: variables.map(([variable, value]) => assignment(variable, value, shell)).join('\n'),
  };
}
