import { sanitize } from '../sanitize.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text as it may stand in HTML or SVG, between tags or inside a quoted attribute. */
export function escapeMarkup(words: string): string {
  return sanitize(words).replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);
}

/** Any text as it may stand in a Markdown paragraph, list item or table cell: on one line, with no meaning of its own. */
export function escapeMarkdown(words: string): string {
  return (
    sanitize(words)
      .replace(/\s*\n\s*/g, ' ')
      .replace(/[&<>]/g, sign => ENTITIES[sign] ?? sign)
      .replace(/[\\`*_[\]{}|~#!$]/g, sign => `\\${sign}`)
      // At the start of a line these would begin a list, a heading's underline or a numbered item.
      .replace(/^(\s*)([-+=:])/, '$1\\$2')
      .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
  );
}

/** A fenced code block whose fence is longer than any run of backticks inside. */
export function fenced(code: string, language: string): string {
  const inside = sanitize(code);
  const longest = Math.max(2, ...(inside.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${inside}\n${fence}`;
}
