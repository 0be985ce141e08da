import type { Scope, Translation } from './context.ts';
import { expression, operand, ordering, unexpected } from './expression.ts';
import { type Node, wordOf, wordsAt } from './tree.ts';

const FRAME_WORDS: ReadonlySet<string> = new Set(['ROWS', 'RANGE', 'GROUPS']);

/** Words of a window's frame; what else stands there is an expression. */
const FRAME: ReadonlySet<string> = new Set(
  'ROWS RANGE GROUPS BETWEEN AND UNBOUNDED PRECEDING FOLLOWING CURRENT ROW EXCLUDE TIES OTHERS NO GROUP'.split(
    ' ',
  ),
);

/** Translates what stands in OVER or WITHIN GROUP: PARTITION BY, ORDER BY and a frame; `frame` where an ordering has none. */
export function windowSql(t: Translation, scope: Scope, nodes: readonly Node[], frame?: string): string {
  const orderAt = nodes.findIndex((_, at) => wordsAt(nodes, at, 'ORDER', 'BY'));
  const frameAt = nodes.findIndex((_, at) => startsFrame(nodes, at));
  const end = frameAt < 0 ? nodes.length : frameAt;
  const parts: string[] = [];
  if (wordsAt(nodes, 0, 'PARTITION', 'BY'))
    parts.push(`PARTITION BY ${expression(t, scope, nodes.slice(2, orderAt < 0 ? end : orderAt))}`);
  else if (nodes.length > 0 && orderAt !== 0 && frameAt !== 0) throw unexpected(t, nodes, 0);
  if (orderAt >= 0) parts.push(`ORDER BY ${ordering(t, scope, nodes.slice(orderAt + 2, end))}`);
  if (frameAt >= 0) parts.push(frameSql(t, scope, nodes.slice(frameAt)));
  else if (frame !== undefined && orderAt >= 0) parts.push(frame);
  return parts.join(' ');
}

/** A column may be called RANGE. */
function startsFrame(nodes: readonly Node[], at: number): boolean {
  if (!FRAME_WORDS.has(wordOf(nodes[at]) ?? '')) return false;
  const following = nodes[at + 1];
  const isNumber = following?.type === 'leaf' && following.token.kind === 'number';
  return isNumber || ['BETWEEN', 'UNBOUNDED', 'CURRENT'].includes(wordOf(following) ?? '');
}

function frameSql(t: Translation, scope: Scope, nodes: readonly Node[]): string {
  return nodes
    .map(node => {
      const word = wordOf(node);
      return word !== undefined && FRAME.has(word) ? word : operand(t, scope, [node]).sql;
    })
    .join(' ');
}
