import type { Command } from '../../../lab/step.ts';
import type { Style } from '../theme.ts';
import { type Line, type Span, span } from './line.ts';

type Language = Command['language'];

const SQL_WORDS =
  /^(?:ADD|ALL|ALTER|ALWAYS|AND|AS|ASC|BEGIN|BETWEEN|BY|CASCADE|CASE|CHECK|CLUSTER|COMMENT|COMMIT|CONSTRAINT|COPY|COUNT|CREATE|CROSS|CSV|DATABASE|DEFAULT|DELETE|DESC|DESCRIBE|DISTINCT|DROP|ELSE|END|EXISTS|FALSE|FILE_FORMAT|FORCE|FOREIGN|FORMAT|FROM|FULL|GRANT|GROUP|HAVING|HEADER|IF|ILIKE|IN|INDEX|INNER|INSERT|INTEGRATION|INTO|IS|JOIN|KEY|LEFT|LIKE|LIMIT|LIST|NOT|NULL|NUMERIC|ON|OR|ORDER|OUTER|OVER|PARTITION|PATTERN|PRIMARY|REFERENCES|REPLACE|RIGHT|ROLE|ROW|ROWS|SCHEMA|SELECT|SEQUENCE|SET|SHOW|STAGE|STDIN|STDOUT|STORAGE|SUM|TABLE|THEN|TO|TRANSACTION|TRUE|TRUNCATE|TYPE|UNION|UNIQUE|UPDATE|URL|USE|USING|VALUES|VIEW|WAREHOUSE|WHEN|WHERE|WITH)$/i;
const PYTHON_WORDS =
  /^(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|False|finally|for|from|global|if|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|try|while|with|yield)$/;

/** The pieces of code that look different: comments, strings, numbers, words; everything else in between. */
const PIECES: Readonly<Record<Language, RegExp | undefined>> = {
  sql: /(?<comment>--.*)|(?<string>'(?:[^']|'')*'?)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_][\w$]*)/g,
  python:
    /(?<comment>#.*)|(?<string>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_]\w*)/g,
  shell:
    /(?<comment>(?:^|(?<=\s))#.*)|(?<string>"(?:[^"\\]|\\.)*"?|'[^']*'?)|(?<word>(?<=^|\s)--?[A-Za-z][\w-]*)/g,
  text: undefined,
};

/** One line of code with its looks; `language` as in a command or after a Markdown fence. */
export function highlight(code: string, language: string): Line {
  const kind = languageOf(language);
  const pieces = PIECES[kind];
  if (pieces === undefined) return [span(code)];
  const spans: Span[] = [];
  let end = 0;
  for (const match of code.matchAll(pieces)) {
    if (match.index > end) spans.push(span(code.slice(end, match.index)));
    spans.push(span(match[0], styleOf(kind, match.groups ?? {})));
    end = match.index + match[0].length;
  }
  if (end < code.length) spans.push(span(code.slice(end)));
  return spans;
}

function languageOf(name: string): Language {
  switch (name.toLowerCase()) {
    case 'sql':
      return 'sql';
    case 'python':
    case 'py':
      return 'python';
    case 'shell':
    case 'sh':
    case 'bash':
    case 'powershell':
      return 'shell';
    default:
      return 'text';
  }
}

function styleOf(kind: Language, groups: Readonly<Record<string, string | undefined>>): Style {
  if (groups['comment'] !== undefined) return 'comment';
  if (groups['string'] !== undefined) return 'string';
  if (groups['number'] !== undefined) return 'number';
  const word = groups['word'] ?? '';
  if (kind === 'shell') return 'accent';
  return (kind === 'sql' ? SQL_WORDS : PYTHON_WORDS).test(word) ? 'keyword' : 'plain';
}
