import { syntaxError } from '../errors.ts';
import { placeOf, type Token } from '../lexer.ts';

/** A token. */
export interface Leaf {
  readonly type: 'leaf';
  readonly token: Token;
  readonly start: number;
  readonly end: number;
}

/** A bracketed run of nodes. */
export interface Group {
  readonly type: 'group';
  readonly open: '(' | '[' | '{';
  readonly items: readonly Node[];
  readonly start: number;
  readonly end: number;
}

/** Tokens with their brackets matched. */
export type Node = Leaf | Group;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Matches the brackets of a token list. Throws 001003 where they do not match. */
export function parseTree(source: string, tokens: readonly Token[]): readonly Node[] {
  let at = 0;
  const run = (closing: string | undefined): Node[] => {
    const nodes: Node[] = [];
    for (;;) {
      const token = tokens[at];
      if (token === undefined) {
        if (closing === undefined) return nodes;
        throw syntaxError('<EOF>', placeOf(source, tokens.at(-1)?.end ?? 0));
      }
      at += 1;
      if (token.kind !== 'symbol') nodes.push(leaf(token));
      else if (token.value === closing) return nodes;
      else if (token.value === '(' || token.value === '[' || token.value === '{') {
        const items = run(CLOSING[token.value]);
        const end = tokens[at - 1]?.end ?? token.end;
        nodes.push({ type: 'group', open: token.value, items, start: token.start, end });
      } else if (token.value === ')' || token.value === ']' || token.value === '}')
        throw syntaxError(token.text, placeOf(source, token.start));
      else nodes.push(leaf(token));
    }
  };
  return run(undefined);
}

function leaf(token: Token): Leaf {
  return { type: 'leaf', token, start: token.start, end: token.end };
}

/** The upper-case word of a node that is an unquoted word. */
export function wordOf(node: Node | undefined): string | undefined {
  return node?.type === 'leaf' && node.token.kind === 'word' ? node.token.value : undefined;
}

/** Whether the nodes from `at` on are these words. */
export function wordsAt(nodes: readonly Node[], at: number, ...words: readonly string[]): boolean {
  return words.every((word, i) => wordOf(nodes[at + i]) === word);
}

/** Whether a node is one of these symbols. */
export function isSymbol(node: Node | undefined, ...symbols: readonly string[]): boolean {
  return node?.type === 'leaf' && node.token.kind === 'symbol' && symbols.includes(node.token.value);
}

/** Whether a node is a group in these brackets; round ones unless told. */
export function isGroup<Open extends Group['open'] = '('>(
  node: Node | undefined,
  open?: Open,
): node is Group & { readonly open: Open } {
  return node?.type === 'group' && node.open === (open ?? '(');
}

/** A name part: an unquoted word or a quoted identifier. */
export function isName(node: Node | undefined): node is Leaf {
  return node?.type === 'leaf' && (node.token.kind === 'word' || node.token.kind === 'quoted');
}

/** Whether a list of nodes is a query: SELECT, WITH, VALUES, or such a query in parentheses. */
export function isQuery(nodes: readonly Node[]): boolean {
  const first = nodes[0];
  const word = wordOf(first);
  if (word !== undefined)
    return word === 'SELECT' || word === 'WITH' || (word === 'VALUES' && isGroup(nodes[1]));
  return (
    isGroup(first) && isQuery(first.items) && (nodes.length === 1 || setOperator(nodes, 1) !== undefined)
  );
}

/** The set operator at a position, with the number of its words. */
export function setOperator(
  nodes: readonly Node[],
  at: number,
): { readonly sql: string; readonly length: number } | undefined {
  const word = wordOf(nodes[at]);
  if (word !== 'UNION' && word !== 'EXCEPT' && word !== 'INTERSECT' && word !== 'MINUS') return undefined;
  const sql = word === 'MINUS' ? 'EXCEPT' : word;
  const suffix = wordOf(nodes[at + 1]);
  if (suffix === 'ALL') {
    const byName = wordsAt(nodes, at + 2, 'BY', 'NAME');
    return { sql: `${sql} ALL${byName ? ' BY NAME' : ''}`, length: byName ? 4 : 2 };
  }
  if (suffix === 'DISTINCT') return { sql, length: 2 };
  if (wordsAt(nodes, at + 1, 'BY', 'NAME')) return { sql: `${sql} BY NAME`, length: 3 };
  return { sql, length: 1 };
}

/** Splits at the commas of this level. An empty list is no item. */
export function splitCommas(nodes: readonly Node[]): readonly (readonly Node[])[] {
  if (nodes.length === 0) return [];
  const items: Node[][] = [[]];
  for (const node of nodes) {
    if (isSymbol(node, ',')) items.push([]);
    else items.at(-1)?.push(node);
  }
  return items;
}

/** The text that nodes were written as. */
export function sourceOf(source: string, nodes: readonly Node[]): string {
  const first = nodes[0];
  const last = nodes.at(-1);
  return first === undefined || last === undefined ? '' : source.slice(first.start, last.end);
}
