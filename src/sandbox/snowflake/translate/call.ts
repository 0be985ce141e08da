import { SnowflakeError, unknownFunction } from '../errors.ts';
import { placeOf } from '../lexer.ts';
import { refuse, type Scope, type Translation } from './context.ts';
import { operand, unexpected } from './expression.ts';
import { functionRule, isKnownFunction, PARENLESS } from './functions/registry.ts';
import { asNumber, asText, asTime, type Operand, plain } from './operand.ts';
import { isGroup, isSymbol, type Node, splitCommas, wordOf, wordsAt } from './tree.ts';
import { windowSql } from './window.ts';

/** What stands behind a function call. */
interface Suffix {
  /** Content of WITHIN GROUP (ORDER BY …), with its ORDER BY. */
  readonly within: string | undefined;
  /** Content of OVER (…). */
  readonly over: readonly Node[] | undefined;
  readonly nulls: 'IGNORE NULLS' | undefined;
  readonly next: number;
}

/** One function call, as its rule sees it. Arguments are translated when asked for. */
export class Call {
  readonly t: Translation;
  readonly scope: Scope;
  readonly name: string;
  readonly node: Node;
  readonly args: readonly (readonly Node[])[];
  readonly distinct: boolean;
  readonly #suffix: Suffix;

  constructor(
    t: Translation,
    scope: Scope,
    node: Node,
    name: string,
    inside: readonly Node[],
    suffix: Suffix,
  ) {
    this.t = t;
    this.scope = scope;
    this.name = name;
    this.node = node;
    this.distinct = wordOf(inside[0]) === 'DISTINCT';
    this.args = splitCommas(this.distinct ? inside.slice(1) : inside);
    this.#suffix = suffix;
  }

  get count(): number {
    return this.args.length;
  }

  /** The content of WITHIN GROUP, `ORDER BY` included; empty without one. */
  get order(): string {
    return this.#suffix.within === undefined ? '' : ` ${this.#suffix.within}`;
  }

  get isWindow(): boolean {
    return this.#suffix.over !== undefined;
  }

  operand(i: number): Operand {
    return operand(this.t, this.scope, this.#nodes(i));
  }

  /** An argument as it is. */
  sql(i: number): string {
    return this.operand(i).sql;
  }

  /** An argument that is read as text. */
  text(i: number): string {
    return asText(this.operand(i));
  }

  /** An argument that is read as a number. */
  number(i: number): string {
    return asNumber(this.operand(i));
  }

  /** An argument that is read as a date or time; a string literal is a timestamp. */
  time(i: number): string {
    return asTime(this.operand(i));
  }

  /** The value of an argument that is a constant text; `a || b` of constants counts. */
  literal(i: number): string | undefined {
    const nodes = this.args[i] ?? [];
    const parts = nodes.filter(node => !isSymbol(node, '||'));
    if (parts.length === 0 || parts.length * 2 - 1 !== nodes.length) return undefined;
    const texts = parts.map(node =>
      node.type === 'leaf' && node.token.kind === 'string' ? node.token.value : undefined,
    );
    return texts.every(text => text !== undefined) ? texts.join('') : undefined;
  }

  /** An argument that is a bare word or a string: a date part, for example. Upper case. */
  word(i: number): string | undefined {
    const [only, ...more] = this.args[i] ?? [];
    if (only?.type !== 'leaf' || more.length > 0) return undefined;
    return ['word', 'string', 'quoted'].includes(only.token.kind)
      ? only.token.value.toUpperCase()
      : undefined;
  }

  /** The value of `NAME => value`. */
  named(name: string): readonly Node[] | undefined {
    return this.args.find(arg => wordOf(arg[0]) === name && isSymbol(arg[1], '=>'))?.slice(2);
  }

  /** Fails with 000938 unless the number of arguments is in the range. */
  expect(min: number, max = min): void {
    if (this.count < min || this.count > max) throw this.wrongArguments();
  }

  wrongArguments(): SnowflakeError {
    const place = placeOf(this.t.source, this.node.start);
    return new SnowflakeError(
      '000938',
      '22023',
      `SQL compilation error: error line ${place.line} at position ${place.position}\nnot enough or too many arguments for function [${this.name}]`,
      place,
    );
  }

  /** The error for a use of the function that the sandbox cannot answer. */
  refuse(what: string): SnowflakeError {
    return refuse(this.t, what, this.node);
  }

  /** An aggregate or window function over `inside`, with this call's DISTINCT, IGNORE NULLS and OVER. */
  aggregate(
    name: string,
    inside: string,
    options: { readonly frame?: string; readonly filter?: string } = {},
  ): string {
    const distinct = this.distinct ? 'DISTINCT ' : '';
    const nulls = this.#suffix.nulls === undefined ? '' : ` ${this.#suffix.nulls}`;
    const filter = options.filter === undefined ? '' : ` FILTER (WHERE ${options.filter})`;
    return `${name}(${distinct}${inside}${nulls})${filter}${this.#over(options.frame)}`;
  }

  #over(frame: string | undefined): string {
    const { over } = this.#suffix;
    if (over === undefined) return '';
    return ` OVER (${windowSql(this.t, this.scope, over, frame)})`;
  }

  #nodes(i: number): readonly Node[] {
    const nodes = this.args[i];
    if (nodes === undefined || nodes.length === 0) throw this.wrongArguments();
    return nodes;
  }
}

/** Whether a function call stands at a position. */
export function functionAt(nodes: readonly Node[], at: number): boolean {
  const word = wordOf(nodes[at]);
  return word !== undefined && (isGroup(nodes[at + 1]) || PARENLESS.has(word));
}

/** Translates the function call at a position. Throws 002140 for names that Snowflake does not have. */
export function call(
  t: Translation,
  scope: Scope,
  nodes: readonly Node[],
  at: number,
): Operand & { readonly next: number } {
  const node = nodes[at];
  const name = wordOf(node);
  if (node === undefined || name === undefined) throw unexpected(t, nodes, at);
  const group = nodes[at + 1];
  const inside = isGroup(group) ? group.items : [];
  const suffix = readSuffix(t, scope, nodes, isGroup(group) ? at + 2 : at + 1);
  const rule = functionRule(name);
  if (rule === undefined) {
    if (isKnownFunction(name)) throw refuse(t, `function ${name}`, node);
    throw unknownFunction(name, placeOf(t.source, node.start));
  }
  const result = rule(new Call(t, scope, node, name, inside, suffix));
  return { ...(typeof result === 'string' ? plain(result) : result), next: suffix.next };
}

function readSuffix(t: Translation, scope: Scope, nodes: readonly Node[], start: number): Suffix {
  let at = start;
  let within: string | undefined;
  let over: readonly Node[] | undefined;
  let nulls: Suffix['nulls'];
  for (;;) {
    const group = nodes[at + 2];
    if (wordsAt(nodes, at, 'WITHIN', 'GROUP') && isGroup(group)) {
      within = windowSql(t, scope, group.items);
      at += 3;
    } else if (wordsAt(nodes, at, 'IGNORE', 'NULLS')) {
      nulls = 'IGNORE NULLS';
      at += 2;
    } else if (wordsAt(nodes, at, 'RESPECT', 'NULLS')) at += 2;
    else if (wordsAt(nodes, at, 'OVER')) {
      const window = nodes[at + 1];
      if (!isGroup(window)) throw unexpected(t, nodes, at + 1);
      over = window.items;
      at += 2;
    } else return { within, over, nulls, next: at };
  }
}
