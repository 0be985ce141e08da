/** A declaration of TMDL: `column SALE_DATE` with what stands below it. */
export interface TmdlNode {
  readonly keyword: string;
  readonly name: string;
  /** What follows `=`, on the same line or below. */
  readonly expression: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly children: readonly TmdlNode[];
}

/** Why a text is not TMDL. */
export class TmdlError extends Error {
  /** Counted from 1. */
  readonly line: number;
  constructor(line: number, words: string) {
    super(words);
    this.line = line;
  }
}

interface Line {
  readonly depth: number;
  readonly words: string;
  readonly number: number;
}

/** A word that begins a declaration, and the name after it, bare or in quotes. */
const DECLARATION = /^([A-Za-z]\w*)(?:\s+('(?:[^']|'')*'|[^\s=]+))?\s*(=?)\s*(.*)$/s;
const PROPERTY = /^([A-Za-z]\w*)\s*:\s*(.*)$/s;

/**
 * Reads TMDL into its declarations, by indentation alone: an order of properties or a keyword that is not known here is no
 * fault.
 * @throws TmdlError when the indentation or a declaration cannot be understood.
 */
export function parseTmdl(text: string): readonly TmdlNode[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index): Line => {
      const indent = /^[\t ]*/.exec(line)?.[0] ?? '';
      return {
        depth: indent.replaceAll('    ', '\t').length,
        words: line.slice(indent.length),
        number: index + 1,
      };
    });
  return new Reader(lines).block(0);
}

class Reader {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** The declarations of one depth. */
  block(depth: number, properties = new Map<string, string>()): readonly TmdlNode[] {
    const nodes: TmdlNode[] = [];
    for (let line = this.#next(); line !== undefined && line.depth >= depth; line = this.#next()) {
      if (line.depth > depth) throw new TmdlError(line.number, line.words);
      this.#at += 1;
      const property = PROPERTY.exec(line.words);
      if (property !== null) {
        properties.set(property[1] ?? '', unquotedText(property[2] ?? ''));
        continue;
      }
      nodes.push(this.#declaration(line));
    }
    return nodes;
  }

  #declaration({ words, depth, number }: Line): TmdlNode {
    const [, keyword = '', name = '', equals = '', inline = ''] = DECLARATION.exec(words) ?? [];
    if (keyword === '' || (equals === '' && inline !== '' && keyword !== 'ref'))
      throw new TmdlError(number, words);
    // Below a named declaration its own properties stand one step in: its expression stands two.
    const expression = equals === '' ? '' : this.#expression(inline, depth + (name === '' ? 1 : 2));
    const properties = new Map<string, string>();
    const children = this.block(depth + 1, properties);
    return { keyword, name: unquotedName(name), expression, properties, children };
  }

  #expression(inline: string, depth: number): string {
    if (inline.startsWith('```')) return this.#fenced();
    const found: Line[] = [];
    for (let at = this.#at; at < this.#lines.length; at += 1) {
      const line = this.#lines[at] as Line;
      if (line.words === '') continue;
      if (line.depth < depth) break;
      found.push(line);
      this.#at = at + 1;
    }
    const below = found.map(line => `${'\t'.repeat(line.depth - depth)}${line.words}`).join('\n');
    return [inline, below].filter(part => part !== '').join('\n');
  }

  #fenced(): string {
    const found: string[] = [];
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at] as Line;
      if (line.words.startsWith('```')) {
        this.#at += 1;
        return found.join('\n');
      }
      found.push(line.words);
    }
    throw new TmdlError(this.#lines.length, '```');
  }

  #next(): Line | undefined {
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at] as Line;
      if (line.words !== '' && !line.words.startsWith('///') && !line.words.startsWith('//')) return line;
      this.#at += 1;
    }
    return undefined;
  }
}

/** `'Panier Moyen'` as Panier Moyen. */
export function unquotedName(name: string): string {
  return name.startsWith("'") && name.endsWith("'") && name.length > 1
    ? name.slice(1, -1).replaceAll("''", "'")
    : name;
}

/** A text in double quotes loses them, when they stand around the whole. */
function unquotedText(value: string): string {
  const whole = /^"((?:[^"]|"")*)"$/.exec(value.trim());
  return whole === null ? value.trim() : (whole[1] ?? '').replaceAll('""', '"');
}
