/**
 * Text from servers and programs as it may safely stand on a terminal: without escape sequences (colours, titles,
 * clipboard, links), control characters and bidirectional overrides.
 */
export function sanitize(words: string): string {
  return words.replace(ESCAPES, '').replace(CONTROLS, '');
}

const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[P^_X][^\u001b]*(?:\u001b\\)?|\u001b\[[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
