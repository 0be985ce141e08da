import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as after } from 'node:timers/promises';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { packageRoot } from '../../src/lab/content.ts';

/**
 * A picture of the lab's screen, from a real run in a pseudo-terminal:
 * `node test/tools/picture.ts OUT.svg COLUMNSxROWS [KEY…]`, with the home and workspace of the environment.
 * A KEY is typed as it is; `enter`, `tab`, `up`, `down` by name. Each waits until the screen is still.
 */
const NAMED: Readonly<Record<string, string>> = { enter: '\r', tab: '\t', up: '\u001b[A', down: '\u001b[B' };
/** Milliseconds without a write after which the screen counts as still. */
const STILL = 700;

const CELL = { width: 8.4, height: 18 };
const FOREGROUND = '#d6d8e0';
const BACKGROUND = '#14161d';
const PALETTE = [
  '#14161d',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d6d8e0',
  '#6b7080',
  '#ef8a92',
  '#b5d99c',
  '#f0d399',
  '#8cc4f5',
  '#d79be6',
  '#7fcbd4',
  '#ffffff',
];

const [out = 'lab.svg', size = '100x30', ...keys] = process.argv.slice(2);
const [columns = 100, rows = 30] = size.split('x').map(Number);

const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
const child = pty.spawn(process.execPath, [join(packageRoot, 'dist', 'app', 'cli.js')], {
  cols: columns,
  rows,
  env: { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8' },
});
// Nothing is still before the first frame.
let lastWrite = Number.POSITIVE_INFINITY;
child.onData(data => {
  lastWrite = performance.now();
  terminal.write(data);
});

async function still(): Promise<void> {
  do await after(50);
  while (performance.now() - lastWrite < STILL);
}

/** xterm's 256 colours: 16 of the palette, a 6×6×6 cube, 24 greys. */
function colour(index: number): string {
  const named = PALETTE[index];
  if (named !== undefined) return named;
  if (index >= 232) {
    const grey = (index - 232) * 10 + 8;
    return `rgb(${grey},${grey},${grey})`;
  }
  const steps = [Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6];
  return `rgb(${steps.map(step => (step === 0 ? 0 : 55 + step * 40)).join(',')})`;
}

function inkOf(cell: xterm.IBufferCell, which: 'fg' | 'bg'): string | undefined {
  const isForeground = which === 'fg';
  const value = isForeground ? cell.getFgColor() : cell.getBgColor();
  if (isForeground ? cell.isFgDefault() : cell.isBgDefault()) return undefined;
  if (isForeground ? cell.isFgRGB() : cell.isBgRGB()) return `#${value.toString(16).padStart(6, '0')}`;
  return colour(value);
}

const escapeXml = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One row: a run of text for every change of style, and a rectangle where the background is coloured. */
function drawRow(row: number): string {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + row);
  let drawing = '';
  for (let column = 0; line !== undefined && column < columns; column++) {
    const cell = line.getCell(column);
    const chars = cell?.getChars() ?? '';
    if (cell === undefined || cell.getWidth() === 0) continue;
    const inverse = cell.isInverse() !== 0;
    const ink = (inverse ? inkOf(cell, 'bg') : inkOf(cell, 'fg')) ?? (inverse ? BACKGROUND : FOREGROUND);
    const paper = inverse ? (inkOf(cell, 'fg') ?? FOREGROUND) : inkOf(cell, 'bg');
    const x = (column * CELL.width).toFixed(1);
    const width = (cell.getWidth() * CELL.width).toFixed(1);
    if (paper !== undefined) {
      drawing += `<rect x="${x}" y="${row * CELL.height}" width="${width}" height="${CELL.height}" fill="${paper}"/>`;
    }
    if (chars.trim() === '') continue;
    const weight = cell.isBold() !== 0 ? ' font-weight="700"' : '';
    const faint = cell.isDim() !== 0 ? ' opacity=".6"' : '';
    drawing += `<text x="${x}" y="${row * CELL.height + 13.5}" fill="${ink}"${weight}${faint}>${escapeXml(chars)}</text>`;
  }
  return drawing;
}

await still();
/** `wait:WORDS` among the keys waits until the screen shows them. */
async function shows(words: string): Promise<void> {
  const text = () =>
    Array.from(
      { length: rows },
      (_, row) =>
        terminal.buffer.active.getLine(terminal.buffer.active.baseY + row)?.translateToString() ?? '',
    ).join('\n');
  while (!text().includes(words)) await after(50);
  await still();
}

for (const key of keys) {
  if (key.startsWith('wait:')) {
    await shows(key.slice('wait:'.length));
    continue;
  }
  child.write(NAMED[key] ?? key);
  await after(STILL);
  await still();
}
const margin = 14;
const width = columns * CELL.width + 2 * margin;
const height = rows * CELL.height + 2 * margin;
const body = Array.from({ length: rows }, (_, row) => drawRow(row)).join('\n');
writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" role="img" aria-labelledby="title">\n` +
    `<title id="title">ShopStream Lab</title>\n` +
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>\n` +
    `<g transform="translate(${margin} ${margin})">\n${body}\n</g>\n</svg>\n`,
);
child.write('q');
await after(200);
child.kill();
process.exit(0);
