import { syntaxError } from './errors.ts';
import { placeOf, type Statement, type Token, type TokenKind } from './lexer.ts';

/** The value of `KEY = value` in a command. */
export type OptionValue =
  | { readonly kind: 'text'; readonly text: string; readonly token: Token }
  | { readonly kind: 'name'; readonly parts: readonly string[]; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'options'; readonly options: Options };

/** Options by upper-case key, in the order written. */
export type Options = ReadonlyMap<string, OptionValue>;

/** Walks over the tokens of one command. Methods that expect something throw Snowflake's syntax error 001003 with its position. */
export class TokenReader {
  readonly source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source;
    this.#tokens = tokens;
  }

  static of(statement: Statement): TokenReader {
    return new TokenReader(statement.source, statement.tokens);
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.unexpected();
    this.#at += 1;
    return token;
  }

  /** Whether the next tokens are these words. */
  at(...words: readonly string[]): boolean {
    return words.every((word, i) => {
      const token = this.peek(i);
      return token?.kind === 'word' && token.value === word;
    });
  }

  atSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'symbol' && token.value === symbol;
  }

  atKind(...kinds: readonly TokenKind[]): boolean {
    const token = this.peek();
    return token !== undefined && kinds.includes(token.kind);
  }

  /** Steps over these words if they come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.#at += words.length;
    return true;
  }

  /** Steps over the first of these words that comes next, and returns it. */
  acceptAny(...words: readonly string[]): string | undefined {
    const word = words.find(candidate => this.at(candidate));
    if (word !== undefined) this.#at += 1;
    return word;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.atSymbol(symbol)) return false;
    this.#at += 1;
    return true;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.unexpected();
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected();
  }

  /** Nothing may follow. */
  expectEnd(): void {
    if (!this.done) throw this.unexpected();
  }

  /** The syntax error of the token that comes next. */
  unexpected(): Error {
    const token = this.peek();
    return token === undefined
      ? syntaxError('<EOF>', placeOf(this.source, this.#tokens.at(-1)?.end ?? 0))
      : syntaxError(token.text, placeOf(this.source, token.start));
  }

  /** An identifier, folded to upper case unless it is quoted. */
  identifier(): string {
    if (!this.atKind('word', 'quoted')) throw this.unexpected();
    return this.next().value;
  }

  /** `a`, `a.b`, `a.b.c` or `a..c` (whose middle part is PUBLIC); also `IDENTIFIER('a.b')`. */
  name(): readonly string[] {
    if (this.at('IDENTIFIER') && this.atSymbol('(', 1)) {
      const [argument] = this.skip(1).group();
      return (argument?.value ?? '').split('.').map(unquotePart);
    }
    const parts = [this.identifier()];
    while (this.acceptSymbol('.')) parts.push(this.atSymbol('.') ? 'PUBLIC' : this.identifier());
    return parts;
  }

  /** The content of a string literal. */
  string(): string {
    if (!this.atKind('string')) throw this.unexpected();
    return this.next().value;
  }

  /** A whole number. */
  integer(): number {
    const sign = this.acceptSymbol('-') ? -1 : 1;
    const token = this.peek();
    if (token === undefined || !/^\d+$/.test(token.value)) throw this.unexpected();
    this.#at += 1;
    return sign * Number(token.value);
  }

  ifNotExists(): boolean {
    return this.accept('IF', 'NOT', 'EXISTS');
  }

  ifExists(): boolean {
    return this.accept('IF', 'EXISTS');
  }

  /** The tokens between `(` and its `)`. */
  group(): readonly Token[] {
    if (!this.atSymbol('(')) throw this.unexpected();
    const start = this.#at + 1;
    let depth = 0;
    for (; !this.done; this.#at += 1) {
      if (this.atSymbol('(')) depth += 1;
      if (this.atSymbol(')')) depth -= 1;
      if (depth === 0) {
        this.#at += 1;
        return this.#tokens.slice(start, this.#at - 1);
      }
    }
    throw this.unexpected();
  }

  /** Everything that is left. */
  rest(): readonly Token[] {
    const rest = this.#tokens.slice(this.#at);
    this.#at = this.#tokens.length;
    return rest;
  }

  skip(count: number): this {
    this.#at += count;
    return this;
  }

  /** A reader over some of the tokens, for example of a group. */
  over(tokens: readonly Token[]): TokenReader {
    return new TokenReader(this.source, tokens);
  }

  /** `KEY = value` or `KEY => value` pairs, with or without commas between, until something else comes. */
  options(): Options {
    const options = new Map<string, OptionValue>();
    while (this.atKind('word') && (this.atSymbol('=', 1) || this.atSymbol('=>', 1))) {
      const key = this.next().value;
      this.#at += 1;
      options.set(key, this.#value());
      if (this.atSymbol(',')) this.#at += 1;
    }
    return options;
  }

  #value(): OptionValue {
    if (this.atSymbol('(')) {
      const inner = this.over(this.group());
      if (inner.atKind('word') && inner.atSymbol('=', 1)) {
        const options = inner.options();
        inner.expectEnd();
        return { kind: 'options', options };
      }
      const items: string[] = [];
      while (!inner.done) {
        items.push(inner.next().value);
        if (!inner.done) inner.expectSymbol(',');
      }
      return { kind: 'list', items };
    }
    if (this.atKind('quoted') || (this.atKind('word') && this.atSymbol('.', 1))) {
      const parts = this.name();
      return { kind: 'name', parts, text: parts.join('.') };
    }
    const sign = this.atSymbol('-') ? this.next().text : '';
    const token = this.next();
    if (token.kind === 'symbol') throw this.skip(-1).unexpected();
    // SKIP_FILE_10% and its kin.
    const percent = this.acceptSymbol('%') ? '%' : '';
    return { kind: 'text', text: sign + token.value + percent, token };
  }
}

function unquotePart(part: string): string {
  const trimmed = part.trim();
  return trimmed.startsWith('"') ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed.toUpperCase();
}

/** The text of an option, whatever it was written as; `undefined` when it is absent or a list. */
export function optionText(options: Options, key: string): string | undefined {
  const value = options.get(key);
  return value?.kind === 'text' || value?.kind === 'name' ? value.text : undefined;
}

/** TRUE or FALSE; `undefined` when it is absent. */
export function optionFlag(options: Options, key: string): boolean | undefined {
  const text = optionText(options, key)?.toUpperCase();
  return text === undefined ? undefined : text === 'TRUE';
}

/** A list of strings; a single value counts as a list of one. `undefined` when it is absent. */
export function optionList(options: Options, key: string): readonly string[] | undefined {
  const value = options.get(key);
  if (value?.kind === 'list') return value.items;
  const text = optionText(options, key);
  return text === undefined ? undefined : [text];
}

/** Nested options such as `FILE_FORMAT = (TYPE = CSV …)`; `undefined` when absent. */
export function optionGroup(options: Options, key: string): Options | undefined {
  const value = options.get(key);
  if (value?.kind === 'options') return value.options;
  return value?.kind === 'list' && value.items.length === 0 ? new Map() : undefined;
}
