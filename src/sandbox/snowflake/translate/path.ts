import { quoteString } from '../lexer.ts';
import { typeAt } from '../types.ts';
import { castTo } from './cast.ts';
import { refuse, type Scope, type Translation } from './context.ts';
import { operand, unexpected } from './expression.ts';
import { json, type Operand, type Parsed } from './operand.ts';
import { type Group, isGroup, isName, isSymbol, type Node, wordOf } from './tree.ts';

/** Casts, paths and subscripts after an operand. */
export function postfix(t: Translation, scope: Scope, nodes: readonly Node[], first: Parsed): Parsed {
  let left = first;
  for (;;) {
    const node = nodes[left.next];
    if (isSymbol(node, '::')) {
      const found = typeAt(nodes, left.next + 1, t.source);
      if (found === undefined) throw unexpected(t, nodes, left.next + 1);
      left = { ...castTo(left, found.type), next: found.next };
    } else if (isSymbol(node, ':') && (isName(nodes[left.next + 1]) || isGroup(nodes[left.next + 1], '['))) {
      left = path(t, scope, nodes, left, left.next);
    } else if (isGroup(node, '[')) {
      left = path(t, scope, nodes, left, left.next);
    } else if (wordOf(node) === 'COLLATE') {
      throw refuse(t, 'COLLATE', node);
    } else if (isGroup(node) && node.items.length === 1 && isSymbol(node.items[0], '+')) {
      throw refuse(t, 'outer join with (+)', node);
    } else return left;
  }
}

/** `v:a.b[0]`, `v['a']`: names are case-sensitive in a path. */
function path(t: Translation, scope: Scope, nodes: readonly Node[], base: Operand, start: number): Parsed {
  const steps: string[] = [];
  let at = start;
  let computed = base.sql;
  for (;;) {
    const node = nodes[at];
    const following = nodes[at + 1];
    const first = at === start && isSymbol(node, ':');
    if ((first || (steps.length > 0 && isSymbol(node, '.', ':'))) && isName(following)) {
      const { token } = following;
      steps.push(`.${JSON.stringify(token.kind === 'quoted' ? token.value : token.text)}`);
      at += 2;
    } else if (first && isGroup(following, '[')) at += 1;
    else if (isGroup(node, '[')) {
      const step = subscript(node);
      if (step !== undefined) steps.push(step);
      else {
        const index = operand(t, scope, node.items);
        computed = `json_extract(${withPath(computed, steps)}, '$[' || ${index.sql} || ']')`;
        steps.length = 0;
      }
      at += 1;
    } else break;
  }
  return { ...json(withPath(computed, steps)), next: at };
}

function withPath(base: string, steps: readonly string[]): string {
  return steps.length === 0 ? base : `json_extract(${base}, ${quoteString(`$${steps.join('')}`)})`;
}

function subscript(group: Group): string | undefined {
  const [only, ...more] = group.items;
  if (only?.type !== 'leaf' || more.length > 0) return undefined;
  if (only.token.kind === 'number') return `[${only.token.value}]`;
  return only.token.kind === 'string' ? `.${JSON.stringify(only.token.value)}` : undefined;
}
