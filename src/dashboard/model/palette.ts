/** The colours of one theme. Text on `surface` and `ground` has a contrast of 4.5 at least, shapes 3 (WCAG 2.2 AA). */
export interface Palette {
  readonly ground: string;
  readonly surface: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly gain: string;
  readonly loss: string;
  readonly bar: string;
  readonly good: string;
  readonly goodSoft: string;
  readonly fair: string;
  readonly fairSoft: string;
  readonly poor: string;
  readonly poorSoft: string;
  /** Told apart by readers with any colour vision: they differ in lightness too, and every one is labelled. */
  readonly series: readonly string[];
}

export const LIGHT: Palette = {
  ground: '#f3f5f8',
  surface: '#ffffff',
  raised: '#f7f9fb',
  ink: '#16212f',
  muted: '#55637a',
  line: '#dde3eb',
  grid: '#e8ecf1',
  accent: '#1a5f94',
  accentSoft: '#e3eef7',
  onAccent: '#ffffff',
  gain: '#1a7f74',
  loss: '#c2591a',
  bar: '#cfe1f0',
  good: '#0f5f4c',
  goodSoft: '#d8f0e6',
  fair: '#6d5200',
  fairSoft: '#fbeec2',
  poor: '#8f2f1d',
  poorSoft: '#fbdfd8',
  series: ['#1a5f94', '#d2691e', '#17877c', '#8a4fa3', '#c53d6b', '#8a7614', '#5b6a80', '#3a9bd0'],
};

export const DARK: Palette = {
  ground: '#0e141d',
  surface: '#161f2b',
  raised: '#1c2735',
  ink: '#e8edf4',
  muted: '#9fb0c5',
  line: '#2a3748',
  grid: '#243141',
  accent: '#6bb3e8',
  accentSoft: '#1b3247',
  onAccent: '#0b1622',
  gain: '#4cc3b3',
  loss: '#f0965a',
  bar: '#24475f',
  good: '#7fdcbc',
  goodSoft: '#173a31',
  fair: '#ecd07a',
  fairSoft: '#3a3215',
  poor: '#f7a592',
  poorSoft: '#45231c',
  series: ['#6bb3e8', '#f0965a', '#4cc3b3', '#c39adb', '#f07fa5', '#d3bf5a', '#a3b3c8', '#8fd3f7'],
};

/** The palette as CSS custom properties: `--ground: #f3f5f8;…`. */
export function cssVariables(palette: Palette): string {
  return Object.entries(palette)
    .flatMap(([name, value]: [string, string | readonly string[]]) =>
      typeof value === 'string'
        ? [`--${name.replace(/[A-Z]/g, sign => `-${sign.toLowerCase()}`)}:${value}`]
        : value.map((colour, index) => `--${name}-${index}:${colour}`),
    )
    .join(';');
}

/** The colour of a value: by its position among all values, so that a filter never changes it. */
export function seriesColour(palette: Palette, position: number): string {
  return palette.series[position % palette.series.length] ?? palette.accent;
}
