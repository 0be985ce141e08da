import type { Sign } from '../glyphs.ts';

/** The signs of the screen that are not states or verdicts (those stand, with their words, in `ui/glyphs.ts`). */
export interface Glyphs {
  /** Only ASCII is drawn. */
  readonly ascii: boolean;
  /** A hop of the pipeline that is reached, and one that is not. */
  readonly lit: string;
  readonly unlit: string;
  readonly rule: string;
  /** Under the title of the open pane. */
  readonly mark: string;
  readonly side: string;
  readonly cursor: string;
  readonly caret: string;
  readonly advice: string;
  /** Points back at what stands before it. */
  readonly here: string;
  readonly enter: string;
  readonly up: string;
  readonly down: string;
  readonly upDown: string;
  readonly leftRight: string;
  /** A bar's cell by how full it is, from empty to full. */
  readonly bar: readonly string[];
  readonly spinner: 'dots' | 'line';
}

export const UNICODE: Glyphs = {
  ascii: false,
  lit: '━',
  unlit: '─',
  rule: '─',
  mark: '━',
  side: '│',
  cursor: '›',
  caret: '▏',
  advice: '→',
  here: '⟵',
  enter: '⏎',
  up: '↑',
  down: '↓',
  upDown: '↑↓',
  leftRight: '←→',
  bar: ['·', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  spinner: 'dots',
};

export const ASCII: Glyphs = {
  ascii: true,
  lit: '=',
  unlit: '-',
  rule: '-',
  mark: '=',
  side: '|',
  cursor: '>',
  caret: '_',
  advice: '->',
  here: '<-',
  enter: 'Enter',
  up: '^',
  down: 'v',
  upDown: 'Up/Dn',
  leftRight: 'Lt/Rt',
  bar: ['.', '.', '.', '.', '#', '#', '#', '#', '#'],
  spinner: 'line',
};

/** The sign of a state or verdict as this terminal can draw it. */
export function drawn(sign: Sign, glyphs: Glyphs): string {
  return glyphs.ascii ? sign.ascii : sign.glyph;
}

/**
 * The signs a terminal can draw. The Linux console and the old Windows console lack most of them; a locale that names
 * another character set than UTF-8 says so itself.
 */
export function glyphsFor(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Glyphs {
  if (platform === 'win32') {
    const modern = ['WT_SESSION', 'TERM_PROGRAM', 'ConEmuTask', 'TERM'].some(
      name => (env[name] ?? '') !== '',
    );
    return modern ? UNICODE : ASCII;
  }
  if (env['TERM'] === 'linux') return ASCII;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const [, charset] = locale.split('.');
  return charset === undefined || /^utf-?8/i.test(charset) ? UNICODE : ASCII;
}
