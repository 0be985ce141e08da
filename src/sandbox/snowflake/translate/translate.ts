import { requireAccess } from '../access.ts';
import type { CommandContext } from '../command.ts';
import type { Statement, Token } from '../lexer.ts';
import { fullName } from '../names.ts';
import { relations } from '../relations.ts';
import { type Mention, rootScope, type Source, type Translation } from './context.ts';
import { type Dml, dml } from './dml.ts';
import { expression, operand } from './expression.ts';
import { type QueryOptions, query } from './query.ts';
import { parseTree } from './tree.ts';

/** What names are completed with, where it is not the session: a view's own schema. */
export interface Place {
  readonly database: string | null;
  readonly schema: string | null;
}

/** SQL for DuckDB, with what it needs before it can run. */
export interface Translated {
  readonly sql: string;
  readonly sources: readonly Source[];
  readonly mentions: readonly Mention[];
}

/** Begins a translation in the context of a statement. */
export function begin(context: CommandContext, place: Place = context.session): Translation {
  const { account, session, statement } = context;
  return {
    source: statement.source,
    session,
    account: account.name,
    catalog: account.catalog,
    relations: relations(context),
    binds: context.binds,
    database: place.database,
    schema: place.schema,
    sources: [],
    mentions: [],
    jsonNames: new Set(),
    highestPositional: highestPositional(statement),
  };
}

function highestPositional(statement: Statement): number {
  const numbers = statement.tokens
    .filter(token => token.kind === 'variable')
    .map(token => Number(token.value));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}

/** Translates a query that the role may read: the tokens of SELECT …, WITH …, VALUES … or one in parentheses. */
export function translateQuery(
  context: CommandContext,
  tokens: readonly Token[],
  options: QueryOptions & { readonly place?: Place } = {},
): Translated {
  const t = begin(context, options.place);
  const sql = query(t, rootScope(), parseTree(t.source, tokens), options);
  requireAccess(context, t.mentions, ['SELECT']);
  return { sql, sources: t.sources, mentions: t.mentions };
}

/** Translates an expression without tables, for example a column's DEFAULT. */
export function translateExpression(context: CommandContext, tokens: readonly Token[]): string {
  const t = begin(context);
  return expression(t, rootScope(), parseTree(t.source, tokens));
}

/** Translates one value: SET x = value. */
export function translateValue(context: CommandContext, tokens: readonly Token[]): Translated {
  const t = begin(context);
  const { sql } = operand(t, rootScope(), parseTree(t.source, tokens));
  return { sql, sources: t.sources, mentions: t.mentions };
}

/** Translates INSERT, UPDATE, DELETE or MERGE. */
export function translateDml(context: CommandContext): Dml & Translated {
  const t = begin(context);
  const translated = dml(t, parseTree(t.source, context.statement.tokens));
  // The target comes first; a temporary one is the session's own and not among them.
  const own = fullName(translated.target);
  const isTarget = (mention: Mention): boolean => fullName(mention.name) === own;
  requireAccess(context, t.mentions.filter(isTarget), translated.privileges);
  requireAccess(
    context,
    t.mentions.filter(mention => !isTarget(mention)),
    ['SELECT'],
  );
  return { ...translated, sources: t.sources, mentions: t.mentions };
}
