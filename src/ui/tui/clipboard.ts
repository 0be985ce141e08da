/** More than this many base64 characters is dropped by terminals (xterm's limit; others allow more). */
const MOST = 74_994;

/**
 * The sequence (OSC 52) that asks the terminal to put `text` on the clipboard, over SSH too; inside tmux also in the
 * wrapping that hands it to the terminal outside. `undefined` when it is too long, or the terminal would print it.
 */
export function clipboardSequence(text: string, env: NodeJS.ProcessEnv): string | undefined {
  const encoded = Buffer.from(text, 'utf8').toString('base64');
  if (encoded.length > MOST || env['TERM'] === 'linux') return undefined;
  const plain = `\u001b]52;c;${encoded}\u0007`;
  if ((env['TMUX'] ?? '') === '') return plain;
  return `${plain}\u001bPtmux;${plain.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
}
