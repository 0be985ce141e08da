import { chartSvg } from './chart.ts';
import type { Block, ReportDocument, Section, Table } from './document.ts';
import { escapeMarkup } from './escape.ts';

/** Nothing may be loaded or run, whatever the data says: the page is its text, its style and its drawings. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one HTML file that needs nothing else. `style` is our own stylesheet, put in as it is. */
export function renderHtml(document: ReportDocument, style: string): string {
  const { lang, title, subtitle, contents, sections } = document;
  return `<!doctype html>
<html lang="${escapeMarkup(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(`${title} – ${subtitle}`)}</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>${escapeMarkup(title)}</h1>
<p class="subtitle">${escapeMarkup(subtitle)}</p>
</header>
<nav aria-label="${escapeMarkup(contents)}">
<h2>${escapeMarkup(contents)}</h2>
<ul>
${sections.map((part, index) => `<li class="depth-${depth(part)}"><a href="#s${index}">${heading(part)}</a></li>`).join('\n')}
</ul>
</nav>
<main>
${sections.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section(part: Section, index: number): string {
  const level = depth(part) === 1 ? 'h2' : 'h3';
  return `<section id="s${index}">\n<${level}>${heading(part)}</${level}>\n${part.blocks.map(block).join('\n')}\n</section>`;
}

function heading({ number, title }: Section): string {
  const words = escapeMarkup(title);
  return number === '' ? words : `<span class="number">${escapeMarkup(number)}</span> ${words}`;
}

/** 1 for `1.8` and for what has no number, 2 for `1.8.6`. */
function depth({ number }: Section): number {
  return number.split('.').length > 2 ? 2 : 1;
}

function block(part: Block): string {
  switch (part.kind) {
    case 'paragraph':
      return `<p${part.tone === undefined ? '' : ` class="${part.tone}"`}>${escapeMarkup(part.text)}</p>`;
    case 'list':
      return `<ul>${part.items.map(item => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`;
    case 'heading':
      return `<h4>${escapeMarkup(part.text)}</h4>`;
    case 'facts':
      return `<dl>${part.items.map(([name, value]) => `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd></div>`).join('')}</dl>`;
    case 'table':
      return table(part.table);
    case 'chart':
      return `<figure><figcaption>${escapeMarkup(part.chart.title)}</figcaption>${chartSvg(part.chart)}</figure>`;
    case 'queries':
      return `<details><summary>${escapeMarkup(part.title)}</summary>${part.queries.map(query => `<pre><code>${escapeMarkup(query)}</code></pre>`).join('')}</details>`;
  }
}

function table({ caption, columns, rows }: Table): string {
  const kind = (index: number) => (columns[index]?.numeric === true ? ' class="numeric"' : '');
  const head = columns.map(({ name }, index) => `<th scope="col"${kind(index)}>${escapeMarkup(name)}</th>`);
  const body = rows.map(({ cells, tone }) => {
    const row = cells.map((cell, index) => `<td${kind(index)}>${escapeMarkup(cell)}</td>`).join('');
    return `<tr${tone === undefined ? '' : ` class="${tone}"`}>${row}</tr>`;
  });
  const title = caption === undefined ? '' : `<caption>${escapeMarkup(caption)}</caption>`;
  return `<div class="wide"><table>${title}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
