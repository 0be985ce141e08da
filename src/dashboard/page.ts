import { createHash } from 'node:crypto';
import { LANGS, type Lang, say, type Text } from '../i18n/text.ts';
import type { Cube } from './cube.ts';
import { cssVariables, DARK, LIGHT } from './model/palette.ts';
import { WORDS } from './model/words.ts';

/** The page's program and style, as the package holds them. */
export interface PageAssets {
  /** The bundle of `browser/main.ts`. */
  readonly script: string;
  readonly style: string;
}

/** What the page is told at its start. */
export interface PageData {
  readonly lang: Lang;
  /** Whether the figures can be read again: `false` in an exported file, which asks nobody anything. */
  readonly live: boolean;
  readonly cube: Cube;
}

/** A page, and the policy that the browser holds it to. */
export interface Page {
  readonly html: string;
  readonly policy: string;
}

/**
 * The dashboard as one HTML document that loads nothing: style, program and figures are in it. Only the program with this
 * very hash may run, whatever stands in the figures.
 */
export function dashboardPage({ script, style }: PageAssets, data: PageData): Page {
  const program = forScriptElement(script);
  const css = `${themes()}\n${style}`;
  const policy = policyOf({ script: program, style: css, connect: data.live });
  const { lang } = data;
  const html = `<!doctype html>
<html lang="${lang}" data-theme="auto">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(say(WORDS.title, lang))}</title>
<link rel="icon" href="${ICON}">
<style>${css}</style>
</head>
<body>
<div id="app"><p class="waiting">ShopStream</p></div>
<noscript>${LANGS.map(language => `<p lang="${language}">${escapeMarkup(NO_SCRIPT[language])}</p>`).join('')}</noscript>
<script type="application/json" id="data">${forScriptElement(JSON.stringify(data))}</script>
<script>${program}</script>
</body>
</html>
`;
  return { html, policy };
}

/** A page that says what is wrong and what to do; it runs nothing. */
export function messagePage(
  { style }: Pick<PageAssets, 'style'>,
  lang: Lang,
  text: Text,
  advice: Text,
): Page {
  const css = `${themes()}\n${style}`;
  const policy = policyOf({ style: css, connect: false });
  const html = `<!doctype html>
<html lang="${lang}" data-theme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(say(WORDS.title, lang))}</title>
<link rel="icon" href="${ICON}">
<style>${css}</style>
</head>
<body>
<main class="message">
${LANGS.toSorted(other => (other === lang ? -1 : 1))
  .map(
    language =>
      `<section lang="${language}"><h1>${escapeMarkup(text[language])}</h1><p>${escapeMarkup(advice[language])}</p></section>`,
  )
  .join('\n')}
</main>
</body>
</html>
`;
  return { html, policy };
}

const NO_SCRIPT: Text = {
  fr: 'Ce tableau de bord a besoin de JavaScript : activez-le pour cette page. Rien n’est chargé du réseau.',
  en: 'This dashboard needs JavaScript: allow it for this page. Nothing is loaded from the network.',
};

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%231a5f94'/%3E%3Cpath d='M8 22v-6m6 6V10m6 12v-9m6 9V7' stroke='white' stroke-width='3' stroke-linecap='round' transform='translate(-1)'/%3E%3C/svg%3E";

/** Both themes' colours; the reader's choice stands on the root element. */
function themes(): string {
  return `:root{color-scheme:light;${cssVariables(LIGHT)}}
@media (prefers-color-scheme:dark){:root[data-theme=auto]{color-scheme:dark;${cssVariables(DARK)}}}
:root[data-theme=dark]{color-scheme:dark;${cssVariables(DARK)}}`;
}

/**
 * The strictest policy that the page works under. Style attributes stay allowed: the charting library sets them on the
 * elements it makes, and they can neither run nor load anything here.
 */
function policyOf({ script, style, connect }: { script?: string; style: string; connect: boolean }): string {
  return [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    `style-src-elem '${hashOf(style)}'`,
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
    `connect-src ${connect ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(inline: string): string {
  return `sha256-${createHash('sha256').update(inline).digest('base64')}`;
}

/** A program or JSON as it may stand in a script element: nothing in it ends the element, or hides its end in a comment. */
function forScriptElement(code: string): string {
  return code.replace(/<(?=!--|\/?script)/gi, '\\u003C');
}

function escapeMarkup(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
