import type { Text } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';

/** The command line asks for something that does not exist: exit code 2. */
export class UsageError extends LabError {
  constructor(text: Text, advice: Text = SEE_HELP) {
    super(text, { advice, exitCode: 2 });
    this.name = 'UsageError';
  }
}

const SEE_HELP: Text = {
  fr: 'Voyez « shopstream --help ».',
  en: 'See "shopstream --help".',
};
